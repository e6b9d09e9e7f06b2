/**
 * Where randomness comes from: pure functions of position, for the replications of one block.
 *
 * In deterministic mode every uniform is 1/2; stages that decide by probability then ask
 * `deterministic`.
 */
#ifndef CHOKEPOINT_ENGINE_DRAWS_H
#define CHOKEPOINT_ENGINE_DRAWS_H

#include "base/lanes.h"
#include "base/rng.h"
#include "base/sobol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAWS_ONCE    UINT32_C(0xffffffff) // months of what is drawn once,
#define DRAWS_OPENING UINT32_C(0xfffffffe) // and of what began before month 0

enum draws_process {
    DRAWS_PARAMETER,
    DRAWS_START_REGIME,
    DRAWS_EVENT,
    DRAWS_MOVE,
    DRAWS_SUPPLY_NOISE,
    DRAWS_LICENCE_DELAY,
    DRAWS_LICENCE_DENIAL,
    DRAWS_ALLOWANCE_DELAY,
    DRAWS_ALLOWANCE_DENIAL,
    DRAWS_PROCESSES
};

/** Month t as draws count it, from -1. */
static inline uint32_t draws_month(int32_t t)
{
    return t < 0 ? DRAWS_OPENING : (uint32_t)t;
}

extern const char *const draws_process_names[DRAWS_PROCESSES];

/** Told of every draw of the block's first replication: for `replay --draws`.  @param entity its
 * tag
 */
typedef void draws_watcher(void *context, enum draws_process process, uint32_t entity,
                           uint32_t month, uint32_t number, double u);

/** Entities whose draws are those of other replications. */
struct draws_moved {
    uint32_t by; // so much further on
    size_t n;
    uint64_t key[]; // (n) draws_key of each, in order
};

/** What an entity draws for a process. */
static inline uint64_t draws_key(enum draws_process process, uint32_t entity)
{
    return (uint64_t)process << 32 | entity;
}

struct draws {
    uint64_t seed;
    uint64_t first;                // replication of lane 0
    const uint32_t *offset;        // (LANES) of each lane's from it, or NULL: 0, 1, 2, ...
    uint32_t tag[DRAWS_PROCESSES]; // of the processes' names
    bool deterministic;
    const struct draws_moved *moved; // or NULL
    draws_watcher *watcher;          // or NULL
    void *context;
};

/** Sets the tags; the rest is the caller's. */
void draws_init(struct draws *draws);

/** Uniforms in (0, 1) of the block.  @param u overwritten */
void draws_uniform(const struct draws *draws, enum draws_process process, uint32_t entity,
                   uint32_t month, uint32_t number, double u[LANES]);

/** The uniform of one lane. */
double draws_uniform_one(const struct draws *draws, enum draws_process process, uint32_t entity,
                         uint32_t month, uint32_t lane);

/** A uniform at each of n places, whose replications are lanes.  @param u (n), overwritten */
void draws_uniform_each(const struct draws *draws, enum draws_process process, int32_t n,
                        struct rng_places places, double u[]);

/** The same of a parameter that is a coordinate of Sobol' points; not in deterministic mode. */
void draws_point(const struct draws *draws, const struct sobol *coordinate, uint32_t entity,
                 double u[LANES]);

#endif
