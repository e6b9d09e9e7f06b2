// Factors and levers: what they vary, and over which levels.
#include "design/study_changes.h"
#include "design/study_kinds.h"
#include "design/study_reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** What is given of a factor or lever. */
struct given {
    bool path, low, high, steps, values, policies;
};

static bool is_given(const struct entity *e, const char *key)
{
    return scenario_row(e, key) != SIZE_MAX && scenario_value(e, key)->given;
}

/** Exactly one way to say what varies; false after a mistake. */
static bool check_given(struct study_reading *r, const struct entity *e, const struct given *g)
{
    const bool lever = e->kind == &study_kinds_lever;
    const bool range = g->low || g->high || g->steps;
    const char *missing = !g->low ? "low" : !g->high ? "high" : !g->steps && lever ? "steps" : NULL;

    if (g->policies && (g->path || range || g->values))
        study_reading_mistake(r, e->place, e, NULL,
                              "has 'policies' and other keys; named policies are a lever of "
                              "their own");
    else if (!g->policies && !g->path)
        study_reading_mistake(r, e->place, e, NULL, "missing key 'path'%s",
                              lever ? ", or 'policies'" : "");
    else if (!g->policies && range == g->values)
        study_reading_mistake(r, e->place, e, NULL, "expected either 'low' and 'high' or 'values'");
    else if (range && missing)
        study_reading_mistake(r, e->place, e, NULL, "missing key '%s'", missing);
    else
        return true;
    return false;
}

static void read_range(struct study_reading *r, const struct entity *e, struct study_factor *f)
{
    const size_t n = (size_t)scenario_value(e, "steps")->integer;
    bool ok = true;

    study_reading_real(r, e, "low", &f->low);
    study_reading_real(r, e, "high", &f->high);
    f->variation = n ? STUDY_LEVELS : STUDY_RANGE;
    if (!(f->low < f->high)) {
        study_reading_mistake(r, e->place, e, NULL, "'high' must be above 'low'");
        return;
    }
    f->levels = n ? study_reading_allocate(r, n, sizeof *f->levels) : NULL;
    for (size_t i = 0; f->levels && ok && i < n; i++) {
        const double whole = (double)(n - 1);
        f->levels[i] = study_changes_number(f->low * ((whole - (double)i) / whole) +
                                            f->high * ((double)i / whole));
        ok = f->levels[i];
        f->n_levels += ok;
    }
    r->failed |= !ok;
}

/** How many elements were written; 1 if it is no list, which is a mistake already. */
static size_t written_elements(const struct study_reading *r, const struct entity *e,
                               const char *key)
{
    const struct tree_node *group = tree_child(tree_child(r->tree.root, e->kind->plural), e->name);
    const struct tree_node *list = tree_child(group, key);

    return list->type == TREE_LIST || list->type == TREE_ARRAY ? tree_length(list) : 1;
}

/** Copies of a list's texts, each once. */
static void read_list(struct study_reading *r, const struct entity *e, const char *key,
                      struct study_factor *f)
{
    const struct value *v = scenario_value(e, key);
    const size_t n = written_elements(r, e, key);

    f->variation = STUDY_LEVELS;
    if (n == 0 || n > STUDY_LEVELS_MOST) {
        study_reading_mistake(r, v->place, e, key, "has %zu elements; expected 1 to %d", n,
                              STUDY_LEVELS_MOST);
        return;
    }
    f->levels = study_reading_allocate(r, v->n_texts, sizeof *f->levels);
    for (size_t i = 0; f->levels && i < v->n_texts && !r->failed; i++) {
        for (size_t k = 0; k < i; k++)
            if (strcmp(v->texts[k], v->texts[i]) == 0)
                study_reading_mistake(r, v->place, e, key, "%s stands twice", v->texts[i]);
        f->levels[i] = study_reading_copy(r, v->texts[i]);
        f->n_levels += f->levels[i] != NULL;
    }
}

/** The same path twice would be set twice. */
static void check_other_paths(struct study_reading *r, const struct entity *e, const char *path,
                              const struct study_factor *others, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (others[i].path && strcmp(others[i].path, path) == 0)
            study_reading_mistake(r, scenario_value(e, "path")->place, e, "path",
                                  "'%s' varies as '%s' already", path, others[i].name);
}

/** Says so where the path names a group of the scenario, which a level would wipe out. */
static bool check_is_value(struct study_reading *r, const struct entity *e, const char *path)
{
    const struct tree_node *node = r->study->scenario.tree.root;
    char *copy = study_reading_copy(r, path), *rest = NULL;

    for (char *key = copy ? strtok_r(copy, ".", &rest) : NULL; key && node;
         key = strtok_r(NULL, ".", &rest))
        node = tree_child(node, key);
    free(copy);
    if (!node || node->type != TREE_GROUP || tree_child(node, "value") ||
        tree_child(node, "distribution"))
        return true;
    study_reading_mistake(r, scenario_value(e, "path")->place, e, "path",
                          "'%s' is a group, not a value", path);
    return false;
}

/** @return false if it must not be tried */
static bool check_path(struct study_reading *r, const struct entity *e, const char *path)
{
    const struct study *s = r->study;
    const bool fixed = strncmp(path, "run.", 4) == 0 || strncmp(path, "policies.", 9) == 0;

    if (fixed)
        study_reading_mistake(r, scenario_value(e, "path")->place, e, "path",
                              "'%s' is the same for the whole study; change it with study.set",
                              path);
    check_other_paths(r, e, path, s->factors, s->n_factors);
    check_other_paths(r, e, path, s->levers, s->n_levers);
    return !fixed && check_is_value(r, e, path);
}

/** After a mistake: nothing is tried, and a lever is not taken for one of named policies. */
static void forget(struct study_factor *f)
{
    for (size_t i = 0; i < f->n_levels; i++)
        free(f->levels[i]);
    free(f->path);
    f->path = NULL;
    f->n_levels = 0;
}

static void read_one(struct study_reading *r, const struct entity *e, struct study_factor *f)
{
    const struct given g = {is_given(e, "path"),  is_given(e, "low"),    is_given(e, "high"),
                            is_given(e, "steps"), is_given(e, "values"), is_given(e, "policies")};

    *f = (struct study_factor){
        .name = study_reading_copy(r, e->name), .unit = "", .place = e->place};
    study_reading_column(r, e);
    if (!check_given(r, e, &g))
        return;
    f->note = study_reading_text(r, e, "note");
    if (scenario_row(e, "source") != SIZE_MAX)
        f->source = study_reading_text(r, e, "source");
    if (g.policies)
        read_list(r, e, "policies", f);
    else if (g.values)
        read_list(r, e, "values", f);
    else
        read_range(r, e, f);
    if (g.policies || (f->variation == STUDY_LEVELS && f->n_levels == 0))
        return; // without a path nothing more is tried
    f->path = study_reading_text(r, e, "path");
    if (!f->path || !check_path(r, e, f->path))
        forget(f);
}

void study_levels_read(struct study_reading *r)
{
    const struct tree_node *levers = tree_child(r->tree.root, "levers");
    struct study *s = r->study;
    size_t n, n_levers;
    const struct entity *all = scenario_all(&r->written, &study_kinds_factor, &n), *e;

    scenario_all(&r->written, &study_kinds_lever, &n_levers);
    s->factors = study_reading_allocate(r, n, sizeof *s->factors);
    s->levers = study_reading_allocate(r, n_levers, sizeof *s->levers);
    for (size_t i = 0; s->factors && i < n && !r->failed; i++, s->n_factors++)
        read_one(r, &all[i], &s->factors[i]);
    // the order of levers is that in which they are crossed
    for (const struct tree_node *node =
             levers && s->levers && levers->type == TREE_GROUP ? levers->first : NULL;
         node && !r->failed; node = node->next) {
        e = scenario_find(&r->written, &study_kinds_lever, SIZE_MAX, node->name);
        if (e)
            read_one(r, e, &s->levers[s->n_levers]);
        s->n_levers += e != NULL;
    }
}

/** Takes down the number a level has in a scenario made with it, if it is a real one. */
static void note_number(struct study_reading *r, struct study_factor *f, size_t i,
                        const struct scenario *sc)
{
    const size_t at = f->path ? scenario_find_parameter(sc, f->path) : SIZE_MAX;

    if (at == SIZE_MAX)
        return;
    f->unit = sc->parameters[at].field->unit;
    if (f->variation == STUDY_RANGE || i >= f->n_levels)
        return;
    if (!f->numbers)
        f->numbers = study_reading_allocate(r, f->n_levels, sizeof *f->numbers);
    if (f->numbers)
        f->numbers[i] = sc->parameters[at].value;
}

static void note_numbers(struct study_reading *r, size_t i, const struct scenario *sc)
{
    for (size_t k = 0; k < r->study->n_factors; k++)
        note_number(r, &r->study->factors[k], i, sc);
    for (size_t k = 0; k < r->study->n_levers; k++)
        note_number(r, &r->study->levers[k], i, sc);
}

static size_t most_levels(const struct study_factor *f, size_t n, size_t least)
{
    for (size_t i = 0; i < n; i++)
        if (f[i].path && f[i].n_levels > least)
            least = f[i].n_levels;
    return least;
}

/** A range needs a real number, and no number stands twice, however it is written. */
static void check_numbers(struct study_reading *r, const struct kind *kind,
                          const struct study_factor *f)
{
    const struct entity *e = scenario_find(&r->written, kind, SIZE_MAX, f->name);

    if (f->variation == STUDY_RANGE && f->path &&
        scenario_find_parameter(&r->first, f->path) == SIZE_MAX)
        study_reading_mistake(r, e->place, e, NULL,
                              "'%s' is no real number, so it has no range; give 'values', or "
                              "'steps'",
                              f->path);
    for (size_t i = 0; f->numbers && i < f->n_levels; i++)
        for (size_t k = 0; k < i; k++)
            if (f->numbers[k] == f->numbers[i] && strcmp(f->levels[k], f->levels[i]) != 0)
                study_reading_mistake(r, e->place, e, NULL, "%s and %s are the same level",
                                      f->levels[k], f->levels[i]);
}

/** The scenario as it stands, so that outcomes and policies can be looked up all the same. */
static void make_plain(struct study_reading *r)
{
    struct diag diag = {0};

    scenario_free(&r->first);
    r->failed |= !config_make(&r->study->scenario, NULL, NULL, 0, &r->first, &diag);
    r->known = !r->failed && diag.count == 0;
    diag_free(&diag);
}

void study_levels_try(struct study_reading *r)
{
    struct study *s = r->study;
    const size_t n = most_levels(s->levers, s->n_levers, most_levels(s->factors, s->n_factors, 2));

    r->sound = r->known = study_reading_make(r, NULL, 0, &r->first);
    note_numbers(r, 0, &r->first);
    for (size_t i = 1; i < n && !r->failed; i++) {
        struct scenario sc;
        study_reading_make(r, NULL, i, &sc);
        note_numbers(r, i, &sc);
        scenario_free(&sc);
    }
    for (size_t k = 0; r->sound && k < s->n_factors; k++)
        check_numbers(r, &study_kinds_factor, &s->factors[k]);
    for (size_t k = 0; r->sound && k < s->n_levers; k++)
        check_numbers(r, &study_kinds_lever, &s->levers[k]);
    if (!r->sound && !r->failed)
        make_plain(r);
}
