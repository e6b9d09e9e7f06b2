/* Every level of every factor with every level of the others; the last factor varies fastest. */
#include "design/designs.h"

/** All who have no levels; the many of the scenario in one message. */
static void check_levels(const struct study *study, struct diag *diag)
{
    size_t uncertain = 0;

    for (size_t k = 0; k < study->n_factors; k++) {
        const struct study_factor *factor = &study->factors[k];
        uncertain += factor->variation == STUDY_DISTRIBUTION;
        if (factor->variation == STUDY_RANGE)
            diag_add(diag, factor->place, factor->path,
                     "has no levels; a factorial takes values, or low, high and steps");
    }
    if (uncertain > 0)
        diag_add(diag, (struct diag_place){.file = study->file}, "study.uncertainties",
                 "uncertain parameters with distributions, not levels: %zu; a factorial expects "
                 "uncertainties = ()",
                 uncertain);
}

static bool prepare(struct design_plan *plan, struct diag *diag)
{
    const struct study *study = plan->study;

    check_levels(study, diag);
    plan->futures = 1;
    for (size_t k = 0; k < study->n_factors && plan->futures <= DESIGNS_MOST; k++)
        if (study->factors[k].variation == STUDY_LEVELS)
            plan->futures *= study->factors[k].n_levels;
    return true;
}

static void fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const struct study *study = plan->study;
    const uint64_t levels = study->factors[k].n_levels;
    uint64_t repeats = 1; // futures in a row with one level

    for (size_t later = k + 1; later < study->n_factors; later++)
        repeats *= study->factors[later].n_levels;
    for (size_t i = 0; i < n; i++)
        x[i] = (double)((first + i) / repeats % levels);
}

const struct design design_factorial = {
    .name = "factorial",
    .doc = "every level of every factor with every level of the others",
    .reference = "Fisher (1935)",
    .common_luck = true,
    .gives_values = true,
    .prepare = prepare,
    .fill = fill,
};
