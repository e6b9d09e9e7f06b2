/*
 * Future 0 is the base: each uncertain parameter at its `value`, each range at its middle, each
 * list at its first level. Every other future differs in one factor: at the 5th and the 95th
 * percentile of its distribution, at both ends of its range, at each other level.
 */
#include "design/designs.h"

#include <stdlib.h>

struct swing {
    uint64_t first, n; // futures in which it differs
    double base, low, high;
};

static struct swing swing_of(const struct study_factor *factor, const struct scenario *sc)
{
    if (factor->variation == STUDY_LEVELS)
        return (struct swing){.n = factor->n_levels - 1};
    if (factor->variation == STUDY_RANGE)
        return (struct swing){0, 2, (factor->low + factor->high) / 2, factor->low, factor->high};
    const struct parameter *p = &sc->parameters[scenario_find_parameter(sc, factor->path)];
    return (struct swing){0, 2, p->value, distributions_quantile(p->distribution, p->shape, 0.05),
                          distributions_quantile(p->distribution, p->shape, 0.95)};
}

static bool prepare(struct design_plan *plan, struct diag *diag)
{
    const struct study *study = plan->study;
    struct swing *swings = calloc(study->n_factors + 1, sizeof *swings);
    struct scenario sc = {0};
    const bool fine = swings && designs_scenario(study, &sc, diag);

    plan->more = swings;
    plan->futures = 1;
    for (size_t k = 0; fine && k < study->n_factors; k++) {
        swings[k] = swing_of(&study->factors[k], &sc);
        swings[k].first = plan->futures;
        plan->futures += swings[k].n;
    }
    if (!swings)
        diag_add(diag, (struct diag_place){.file = study->file}, NULL, "out of memory");
    scenario_free(&sc);
    return fine;
}

static void fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const struct swing *swing = (const struct swing *)plan->more + k;
    const bool has_levels = plan->study->factors[k].variation == STUDY_LEVELS;

    for (size_t i = 0; i < n; i++) {
        const uint64_t step = first + i - swing->first; // huge before its first future
        if (step >= swing->n)
            x[i] = swing->base;
        else if (has_levels)
            x[i] = (double)(step + 1);
        else
            x[i] = step ? swing->high : swing->low;
    }
}

static void free_swings(struct design_plan *plan)
{
    free(plan->more);
}

const struct design design_one_at_a_time = {
    .name = "one_at_a_time",
    .doc = "the base, then one factor at a time: at the 5th and 95th percentile of its "
           "distribution, at both ends of its range, at each level but the first",
    .reference = "Howard (1988)",
    .common_luck = true,
    .gives_values = true,
    .prepare = prepare,
    .fill = fill,
    .free = free_swings,
};
