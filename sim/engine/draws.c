#include "engine/draws.h"

#include "base/rng.h"

const char *const draws_process_names[DRAWS_PROCESSES] = {
    "parameter",      "start_regime",    "event",
    "move",           "supply_noise",    "licence_delay",
    "licence_denial", "allowance_delay", "allowance_denial",
};

void draws_init(struct draws *draws)
{
    for (int i = 0; i < DRAWS_PROCESSES; i++)
        draws->tag[i] = rng_tag(draws_process_names[i]);
}

void draws_uniform(const struct draws *draws, enum draws_process process, uint32_t entity,
                   uint32_t month, uint32_t number, lanes u)
{
    if (draws->deterministic) {
        EACH_LANE (i)
            u[i] = 0.5;
        return;
    }
    const struct rng_at at = {draws->seed, draws->tag[process], entity, month, number};
    rng_uniform(at, draws->first, LANES, u);
    if (draws->watcher)
        draws->watcher(draws->context, process, entity, month, number, u);
}

void draws_point(const struct draws *draws, const struct sobol *coordinate, uint32_t entity,
                 lanes u)
{
    sobol_uniform(coordinate, draws->first, LANES, u);
    if (draws->watcher)
        draws->watcher(draws->context, DRAWS_PARAMETER, entity, DRAWS_ONCE, 0, u);
}
