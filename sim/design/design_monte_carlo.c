/* Independent draws: those of the engine itself, so that a study of uncertain parameters alone has
 * the very futures of `chokepoint run`. */
#include "design/designs.h"

#include "base/rng.h"
#include "engine/draws.h"

static void fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const struct rng_at at = {.seed = plan->study->seed,
                              .process = rng_tag(draws_process_names[DRAWS_PARAMETER]),
                              .entity = rng_tag(plan->study->factors[k].name),
                              .month = DRAWS_ONCE};

    rng_uniform(at, first, n, x);
}

const struct design design_monte_carlo = {
    .name = "monte_carlo",
    .doc = "independent random numbers, those of `chokepoint run`",
    .reference = "Metropolis & Ulam (1949)",
    .is_sized = true,
    .growth = DESIGN_GROWS,
    .fill = fill,
};
