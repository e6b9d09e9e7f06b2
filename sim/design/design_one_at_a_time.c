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

/** Sets the swings of uncertain parameters: those of the first policy that has them uncertain. */
static bool look(void *context, const struct scenario *sc)
{
    struct design_plan *plan = context;
    struct swing *swings = plan->more;
    bool has_all = true;

    for (size_t k = 0; k < plan->study->n_factors; k++) {
        const struct study_factor *factor = &plan->study->factors[k];
        if (factor->variation != STUDY_DISTRIBUTION || swings[k].n > 0)
            continue;
        const size_t i = scenario_find_parameter(sc, factor->path);
        const struct parameter *p = i == SIZE_MAX ? NULL : &sc->parameters[i];
        if (p && p->distribution)
            swings[k] = (struct swing){0, 2, p->value,
                                       distributions_quantile(p->distribution, p->shape, 0.05),
                                       distributions_quantile(p->distribution, p->shape, 0.95)};
        has_all &= swings[k].n > 0;
    }
    return has_all;
}

static bool prepare(struct design_plan *plan, struct diag *diag)
{
    const struct study *study = plan->study;
    struct swing *swings = calloc(study->n_factors + 1, sizeof *swings);

    plan->more = swings;
    plan->futures = 1;
    if (!swings) {
        diag_add(diag, (struct diag_place){.file = study->file}, NULL, "out of memory");
        return false;
    }
    for (size_t k = 0; k < study->n_factors; k++) {
        const struct study_factor *f = &study->factors[k];
        if (f->variation == STUDY_LEVELS)
            swings[k].n = f->n_levels - 1;
        else if (f->variation == STUDY_RANGE)
            swings[k] = (struct swing){0, 2, (f->low + f->high) / 2, f->low, f->high};
    }
    const bool fine = designs_scenarios(study, look, plan, diag);
    for (size_t k = 0; k < study->n_factors; k++) {
        swings[k].first = plan->futures;
        plan->futures += swings[k].n;
    }
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
