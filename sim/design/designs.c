#include "design/designs.h"

#include <inttypes.h>
#include <string.h>

extern const struct design design_monte_carlo, design_latin_hypercube, design_sobol,
    design_factorial, design_one_at_a_time, design_user;

const struct design *const designs[] = {
    &design_monte_carlo,
    &design_latin_hypercube,
    &design_sobol,
    &design_factorial,
    &design_one_at_a_time,
    &design_user,
    NULL,
};

const struct design *designs_find(const char *name)
{
    for (size_t i = 0; designs[i]; i++)
        if (strcmp(designs[i]->name, name) == 0)
            return designs[i];
    return NULL;
}

bool designs_prepare(struct design_plan *plan, const struct study *study, struct diag *diag)
{
    const struct diag_place place = {.file = study->file};

    *plan = (struct design_plan){.study = study, .futures = study->futures};
    if (study->design->prepare && !study->design->prepare(plan, diag))
        return false;
    if (plan->futures > DESIGNS_MOST)
        diag_add(diag, place, "study.futures",
                 "more than %" PRIu64 " futures, the most a design may have", DESIGNS_MOST);
    return true;
}

void designs_fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const struct design *design = plan->study->design;
    const struct study_factor *factor = &plan->study->factors[k];
    const double width = factor->high - factor->low, levels = (double)factor->n_levels;

    design->fill(plan, k, first, n, x);
    if (design->gives_values)
        return;
    for (size_t i = 0; factor->variation == STUDY_RANGE && i < n; i++)
        x[i] = factor->low + x[i] * width;
    for (size_t i = 0; factor->variation == STUDY_LEVELS && i < n; i++)
        x[i] = (double)(uint64_t)(x[i] * levels);
}

void designs_free(struct design_plan *plan)
{
    if (plan->study && plan->study->design->free)
        plan->study->design->free(plan);
    *plan = (struct design_plan){0};
}

bool designs_scenarios(const struct study *study, designs_look *look, void *context,
                       struct diag *diag)
{
    const size_t before = diag->count;
    bool fine = true, enough = false;

    for (size_t p = 0; fine && !enough && p < study->n_policies; p++) {
        const char *overlay = study->policies[p].overlay;
        struct scenario sc;
        if (p > 0 && overlay == study->policies[p - 1].overlay)
            continue;
        fine = config_make(&study->scenario, overlay, (const char *const *)study->set, study->n_set,
                           &sc, diag);
        enough = diag->count > before || look(context, &sc);
        scenario_free(&sc);
    }
    return fine;
}
