// The scenario of one policy and one level for each structural factor.
#include "design/designs.h"
#include "design/study.h"
#include "design/study_changes.h"

#include <stdlib.h>
#include <string.h>

/** A real number of the scenario comes from this column. */
static void give(struct scenario *sc, const char *path, size_t column, bool rank)
{
    const size_t i = scenario_find_parameter(sc, path);

    if (i == SIZE_MAX)
        return;
    sc->parameters[i].design_column = (uint32_t)column + 1;
    sc->parameters[i].design_rank = rank;
}

static int by_path(const void *key, const void *factor)
{
    return strcmp(key, ((const struct study_factor *)factor)->path);
}

/** The scenario's own uncertain parameters: those of the study by rank, unless its design has
 * values; the others stand at their value. */
static void give_uncertain(const struct study *s, struct scenario *sc)
{
    size_t n = 0;

    while (n < s->n_factors && s->factors[n].variation == STUDY_DISTRIBUTION)
        n++;
    for (size_t i = 0; i < sc->n_parameters; i++) {
        struct parameter *p = &sc->parameters[i];
        const struct study_factor *f =
            p->distribution && n ? bsearch(p->path, s->factors, n, sizeof *f, by_path) : NULL;
        if (f)
            give(sc, p->path, (size_t)(f - s->factors), !s->design->gives_values);
        else
            p->distribution = NULL;
    }
}

/** Is it a real number whose value a column has? */
static bool is_given(const struct study_factor *f)
{
    return f->path && f->variation != STUDY_DISTRIBUTION && !study_is_structural(f);
}

static bool make(const struct study *s, size_t policy, const size_t level[], struct scenario *sc,
                 struct diag *diag)
{
    const struct study_policy *p = &s->policies[policy];
    struct study_changes changes = {0};
    bool ok = study_changes_begin(&changes, s);

    for (size_t k = 0; ok && k < s->n_factors; k++)
        ok = study_changes_level(&changes, &s->factors[k],
                                 study_is_structural(&s->factors[k]) ? level[k] : 0);
    for (size_t k = 0; ok && k < s->n_levers; k++)
        ok = study_changes_level(&changes, &s->levers[k], p->level[k]);
    if (ok)
        ok = config_make_at(&s->scenario, p->overlay, (const char *const *)changes.set,
                            changes.place, changes.n, sc, diag);
    else
        diag_add(diag, (struct diag_place){s->file, 0}, NULL, "out of memory");
    study_changes_free(&changes);
    return ok;
}

bool study_scenario(const struct study *s, size_t policy, const size_t level[], struct scenario *sc,
                    struct diag *diag)
{
    *sc = (struct scenario){0};
    if (!make(s, policy, level, sc, diag))
        return false;
    sc->seed = s->seed;
    give_uncertain(s, sc);
    for (size_t k = 0; k < s->n_factors; k++)
        if (is_given(&s->factors[k]))
            give(sc, s->factors[k].path, k, false);
    for (size_t k = 0; k < s->n_levers; k++)
        if (is_given(&s->levers[k]))
            give(sc, s->levers[k].path, s->n_factors + k, false);
    return true;
}
