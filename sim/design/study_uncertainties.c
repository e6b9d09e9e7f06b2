// Which of the scenario's uncertain parameters vary: those of any policy that match a pattern.
#include "base/text.h"
#include "design/study_kinds.h"
#include "design/study_reading.h"
#include "model/policy.h"

#include <stdlib.h>
#include <string.h>

/** Uncertain parameters found so far. */
struct found {
    struct study_factor *factor; // (n)
    size_t n, room;
};

// goes back to the last star only, so it is quick whatever the pattern
bool study_uncertainties_match(const char *pattern, const char *path)
{
    const char *star = NULL, *after = NULL;

    while (*path)
        if (*pattern == '*') {
            star = ++pattern;
            after = path;
        } else if (*pattern == *path) {
            pattern++;
            path++;
        } else if (star) {
            pattern = star;
            path = ++after;
        } else {
            return false;
        }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

static int by_path(const void *a, const void *b)
{
    const struct study_factor *x = a, *y = b;

    return strcmp(x->path, y->path);
}

static void free_factor(struct study_factor *f)
{
    free(f->name);
    free(f->path);
    free(f->source);
    free(f->note);
}

static void add(struct study_reading *r, struct found *found, const struct parameter *p)
{
    struct study_factor f = {.name = text_copy(p->path),
                             .path = text_copy(p->path),
                             .unit = p->field->unit,
                             .variation = STUDY_DISTRIBUTION,
                             .source = study_reading_copy(r, p->source),
                             .note = study_reading_copy(r, p->note)};

    if (found->n == found->room) {
        const size_t room = found->room ? 2 * found->room : 256;
        struct study_factor *more = realloc(found->factor, room * sizeof *more);
        found->factor = more ? more : found->factor;
        found->room = more ? room : found->room;
    }
    r->failed |= !f.name || !f.path || found->n == found->room;
    if (r->failed)
        free_factor(&f);
    else
        found->factor[found->n++] = f;
}

/** All of a scenario that are not there yet. */
static void add_all(struct study_reading *r, struct found *found, const struct scenario *sc)
{
    size_t kept = 0;

    for (size_t i = 0; i < sc->n_parameters && !r->failed; i++)
        if (sc->parameters[i].distribution)
            add(r, found, &sc->parameters[i]);
    if (found->n > 1)
        qsort(found->factor, found->n, sizeof *found->factor, by_path);
    for (size_t i = 0; i < found->n; i++)
        if (kept && strcmp(found->factor[i].path, found->factor[kept - 1].path) == 0)
            free_factor(&found->factor[i]);
        else
            found->factor[kept++] = found->factor[i];
    found->n = kept;
}

/** A pattern that matches nothing is a slip of the pen. */
static void check_patterns(struct study_reading *r, const struct found *found)
{
    const struct study *s = r->study;
    const struct entity *e = scenario_all(&r->written, &study_kinds_study, &(size_t){0});
    const struct value *v = scenario_value(e, "uncertainties");
    const char **known = study_reading_allocate(r, found->n, sizeof *known);

    for (size_t i = 0; known && i < found->n; i++)
        known[i] = found->factor[i].path;
    for (size_t i = 0; known && v->given && i < s->n_uncertainties; i++) {
        size_t k = 0;
        while (k < found->n && !study_uncertainties_match(s->uncertainties[i], known[k]))
            k++;
        if (k == found->n && found->n)
            study_reading_unknown(r, v->text_places[i], e, "uncertainties",
                                  "no uncertain parameter matches", s->uncertainties[i], known,
                                  found->n);
    }
    free(known);
}

/** Puts those that match before the study's own factors; the others are forgotten. */
static void keep_wanted(struct study_reading *r, struct found *found)
{
    struct study *s = r->study;
    struct study_factor *all = study_reading_allocate(r, found->n + s->n_factors, sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < found->n; i++) {
        bool wanted = false;
        for (size_t k = 0; k < s->n_uncertainties && !wanted; k++)
            wanted = study_uncertainties_match(s->uncertainties[k], found->factor[i].path);
        if (wanted && all)
            all[n++] = found->factor[i];
        else
            free_factor(&found->factor[i]);
    }
    if (!all)
        return;
    if (s->n_factors)
        memcpy(all + n, s->factors, s->n_factors * sizeof *all);
    free(s->factors);
    s->factors = all;
    s->n_factors += n;
}

/** Adds those under one overlay. */
static void look(struct study_reading *r, struct found *found, const char *overlay)
{
    struct scenario sc;

    study_reading_make(r, overlay, 0, &sc);
    add_all(r, found, &sc);
    scenario_free(&sc);
}

void study_uncertainties_list(struct study_reading *r)
{
    const struct study *s = r->study;
    struct found found = {0};
    bool named = false;

    for (size_t k = 0; k < s->n_levers; k++)
        for (size_t i = 0; !s->levers[k].path && i < s->levers[k].n_levels && !r->failed; i++) {
            const char *overlay = study_policies_overlay(r, s->levers[k].levels[i]);
            named = true;
            if (!overlay || scenario_find(&r->first, &kind_policy, SIZE_MAX, overlay))
                look(r, &found, overlay);
        }
    if (!named)
        look(r, &found, NULL);
    check_patterns(r, &found);
    keep_wanted(r, &found);
    free(found.factor);
}
