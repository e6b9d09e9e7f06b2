/* Scrambled Sobol' points: factor k takes dimension k, scrambled by its own name. The first point
 * stays: without it a net would no longer be one (Owen 2020, "On dropping the first Sobol' point").
 */
#include "design/designs.h"

#include "base/rng.h"
#include "base/sobol.h"

#include <stdlib.h>

static bool prepare(struct design_plan *plan, struct diag *diag)
{
    const struct study *study = plan->study;
    const struct diag_place place = {.file = study->file};

    if (study->n_factors > SOBOL_DIMENSIONS) {
        diag_add(diag, place, "study.design",
                 "sobol has no numbers for %zu factors; expected at most %d", study->n_factors,
                 SOBOL_DIMENSIONS);
        return true;
    }
    struct sobol *points = calloc(study->n_factors + 1, sizeof *points);
    plan->more = points;
    if (!points) {
        diag_add(diag, place, NULL, "out of memory");
        return false;
    }
    for (size_t k = 0; k < study->n_factors; k++)
        sobol_init(&points[k], (uint32_t)k, study->seed, rng_tag(study->factors[k].name));
    return true;
}

static void fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const struct sobol *points = plan->more;

    sobol_points(&points[k], first, n, x);
}

static void free_points(struct design_plan *plan)
{
    free(plan->more);
}

const struct design design_sobol = {
    .name = "sobol",
    .doc = "scrambled Sobol' points, which fill the whole space evenly, most so where their number "
           "is a power of two; at most 1024 factors",
    .reference = "Joe & Kuo (2008), Owen (1995)",
    .is_sized = true,
    .growth = DESIGN_GROWS,
    .prepare = prepare,
    .fill = fill,
    .free = free_points,
};
