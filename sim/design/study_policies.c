// Levers to policies: crossed or zipped, and called by what was chosen.
#include "base/text.h"
#include "design/study_kinds.h"
#include "design/study_reading.h"
#include "model/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASELINE "baseline" // the scenario as it stands, unless a policy of that name is declared

const char *study_policies_overlay(const struct study_reading *r, const char *name)
{
    const bool declared = scenario_find(&r->first, &kind_policy, SIZE_MAX, name);

    return strcmp(name, BASELINE) == 0 && !declared ? NULL : name;
}

/** "all" becomes the baseline and every policy declared. */
static void expand_all(struct study_reading *r, struct study_factor *f)
{
    size_t n;
    const struct entity *all = scenario_all(&r->first, &kind_policy, &n);
    char **levels;

    if (f->n_levels != 1 || strcmp(f->levels[0], "all") != 0)
        return;
    levels = study_reading_allocate(r, n + 1, sizeof *levels);
    if (!levels)
        return;
    free(f->levels[0]);
    free(f->levels);
    f->levels = levels;
    f->n_levels = 0;
    if (!scenario_find(&r->first, &kind_policy, SIZE_MAX, BASELINE))
        levels[f->n_levels++] = study_reading_copy(r, BASELINE);
    for (size_t i = 0; i < n; i++)
        levels[f->n_levels++] = study_reading_copy(r, all[i].name);
}

static void check_names(struct study_reading *r, const struct study_factor *f)
{
    const struct entity *e = scenario_find(&r->written, &study_kinds_lever, SIZE_MAX, f->name);
    const struct value *v = scenario_value(e, "policies");
    size_t n;
    const struct entity *all = scenario_all(&r->first, &kind_policy, &n);
    const char **known = study_reading_allocate(r, n + 1, sizeof *known);

    for (size_t i = 0; known && i < n; i++)
        known[i] = all[i].name;
    if (known)
        known[n] = BASELINE;
    for (size_t i = 0; known && i < f->n_levels && i < v->n_texts; i++) {
        bool found = false;
        for (size_t k = 0; k <= n; k++)
            found |= strcmp(known[k], f->levels[i]) == 0;
        if (!found)
            study_reading_unknown(r, v->text_places[i], e, "policies", "no such policy",
                                  f->levels[i], known, n + 1);
    }
    free(known);
}

static size_t count(struct study_reading *r)
{
    const struct study *s = r->study;
    const struct entity *e = scenario_all(&r->written, &study_kinds_study, &(size_t){0});
    size_t n = s->is_zipped && s->n_levers ? s->levers[0].n_levels : 1;

    for (size_t k = 0; k < s->n_levers; k++) {
        const struct study_factor *f = &s->levers[k];
        if (s->is_zipped && f->n_levels != n) {
            diag_add(r->diag, f->place, NULL,
                     "levers.%s: has %zu levels, but '%s' has %zu; zipped levers have the same "
                     "number",
                     f->name, f->n_levels, s->levers[0].name, n);
            return 0;
        }
        n = s->is_zipped ? n : n * f->n_levels;
        if (n > STUDY_POLICIES_MOST) {
            study_reading_mistake(r, e->place, e, NULL,
                                  "its levers make more than %d policies; zip them, or take "
                                  "fewer levels",
                                  STUDY_POLICIES_MOST);
            return 0;
        }
    }
    return n;
}

/** "tariff=0.25 month=6"; a named policy is called by its name. */
static void put_level(FILE *out, const struct study_factor *f, size_t level)
{
    const char *text = f->levels[level];
    const size_t quote = *text == '"';
    char number[32];

    if (f->path)
        fprintf(out, "%s=", f->name);
    if (f->numbers && !quote && *text != 't' && *text != 'f')
        fputs(text_number(f->numbers[level], number), out);
    else
        fprintf(out, "%.*s", (int)(strlen(text) - 2 * quote), text + quote);
}

static bool make_policy(struct study_reading *r, struct study_policy *p, size_t number)
{
    const struct study *s = r->study;
    size_t rest = number, size;
    FILE *out = open_memstream(&p->name, &size);

    p->level = study_reading_allocate(r, s->n_levers, sizeof *p->level);
    if (!out || !p->level) {
        if (out)
            fclose(out);
        return false;
    }
    for (size_t k = s->n_levers; k-- > 0;) { // the last varies fastest
        p->level[k] = s->is_zipped ? number : rest % s->levers[k].n_levels;
        rest /= s->levers[k].n_levels;
    }
    for (size_t k = 0; k < s->n_levers; k++) {
        const struct study_factor *f = &s->levers[k];
        if (k)
            putc(' ', out);
        put_level(out, f, p->level[k]);
        if (!f->path)
            p->overlay = study_policies_overlay(r, f->levels[p->level[k]]);
    }
    if (s->n_levers == 0)
        fputs(BASELINE, out);
    return fclose(out) == 0;
}

void study_policies_list(struct study_reading *r)
{
    struct study *s = r->study;
    const struct study_factor *named = NULL;
    size_t n;

    for (size_t k = 0; k < s->n_levers && !r->failed; k++) {
        struct study_factor *f = &s->levers[k];
        if (f->n_levels == 0)
            return; // a mistake already
        if (f->path)
            continue;
        expand_all(r, f);
        check_names(r, f);
        if (named)
            diag_add(r->diag, f->place, NULL,
                     "levers.%s: '%s' has named policies already, and only one can be in use",
                     f->name, named->name);
        named = f;
    }
    n = r->failed ? 0 : count(r);
    s->policies = study_reading_allocate(r, n, sizeof *s->policies);
    for (size_t i = 0; s->policies && i < n && !r->failed; i++) {
        s->n_policies = i + 1; // what it holds is freed with it
        r->failed |= !make_policy(r, &s->policies[i], i);
    }
}
