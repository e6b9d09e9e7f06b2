#include "engine/draws.h"

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

static uint32_t find_moved(const struct draws_moved *m, uint64_t key)
{
    size_t low = 0, high = m->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (m->key[middle] == key)
            return m->by;
        if (m->key[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/** How much further on the replications of an entity's draws are. */
static inline uint32_t moved_by(const struct draws *draws, enum draws_process process,
                                uint32_t entity)
{
    return draws->moved ? find_moved(draws->moved, draws_key(process, entity)) : 0;
}

/** Of lanes whose replications do not follow each other. */
static void uniform_apart(const struct draws *draws, uint64_t first, struct rng_at at,
                          double u[LANES])
{
    uint32_t entity[LANES], month[LANES];

    EACH_LANE (i) {
        entity[i] = at.entity;
        month[i] = at.month;
    }
    rng_uniform_each(at, first, LANES, (struct rng_places){entity, month, draws->offset}, u);
}

void draws_uniform(const struct draws *draws, enum draws_process process, uint32_t entity,
                   uint32_t month, uint32_t number, double u[LANES])
{
    if (draws->deterministic) {
        EACH_LANE (i)
            u[i] = 0.5;
        return;
    }
    const struct rng_at at = {draws->seed, draws->tag[process], entity, month, number};
    const uint64_t first = draws->first + moved_by(draws, process, entity);
    if (draws->offset)
        uniform_apart(draws, first, at, u);
    else
        rng_uniform(at, first, LANES, u);
    if (draws->watcher)
        draws->watcher(draws->context, process, entity, month, number, u[0]);
}

/** The same at places of lanes whose replications do not follow each other, or are moved. */
static void uniform_each_apart(const struct draws *draws, enum draws_process process,
                               struct rng_at at, int32_t n, struct rng_places places, double u[])
{
    enum { MOST = 64 };
    uint32_t replication[MOST];

    for (int32_t done = 0; done < n; done += MOST) {
        const int32_t size = n - done < MOST ? n - done : MOST;
        for (int32_t k = 0; k < size; k++) {
            const uint32_t lane = places.replication[done + k];
            replication[k] = (draws->offset ? draws->offset[lane] : lane) +
                             moved_by(draws, process, places.entity[done + k]);
        }
        rng_uniform_each(
            at, draws->first, (size_t)size,
            (struct rng_places){places.entity + done, places.month + done, replication}, u + done);
    }
}

void draws_uniform_each(const struct draws *draws, enum draws_process process, int32_t n,
                        struct rng_places places, double u[])
{
    const struct rng_at at = {.seed = draws->seed, .process = draws->tag[process]};

    for (int32_t k = 0; draws->deterministic && k < n; k++)
        u[k] = 0.5;
    if (draws->deterministic)
        return;
    if (draws->offset || draws->moved)
        uniform_each_apart(draws, process, at, n, places, u);
    else
        rng_uniform_each(at, draws->first, (size_t)n, places, u);
    for (int32_t k = 0; draws->watcher && k < n; k++)
        if (places.replication[k] == 0)
            draws->watcher(draws->context, process, places.entity[k], places.month[k], 0, u[k]);
}

double draws_uniform_one(const struct draws *draws, enum draws_process process, uint32_t entity,
                         uint32_t month, uint32_t lane)
{
    double u;

    draws_uniform_each(draws, process, 1, (struct rng_places){&entity, &month, &lane}, &u);
    return u;
}

void draws_point(const struct draws *draws, const struct sobol *coordinate, uint32_t entity,
                 double u[LANES])
{
    const uint64_t first = draws->first + moved_by(draws, DRAWS_PARAMETER, entity);

    if (draws->offset)
        EACH_LANE (i)
            sobol_uniform(coordinate, first + draws->offset[i], 1, &u[i]);
    else
        sobol_uniform(coordinate, first, LANES, u);
    if (draws->watcher)
        draws->watcher(draws->context, DRAWS_PARAMETER, entity, DRAWS_ONCE, 0, u[0]);
}
