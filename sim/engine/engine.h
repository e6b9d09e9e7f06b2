/**
 * The engine: one month of all lanes, in eight stages; docs/model.md section 7 is its paper.
 *
 * A plan is the scenario compiled; a state is one block of LANES replications. Nothing here reads
 * files, prints, or allocates after engine_init.
 */
#ifndef CHOKEPOINT_ENGINE_ENGINE_H
#define CHOKEPOINT_ENGINE_ENGINE_H

#include "engine/draws.h"
#include "engine/plan.h"
#include "engine/state.h"

#include <stdbool.h>
#include <stdint.h>

/** Called with the opening record (t = -1) and at the end of every month. It reads the state, never
 * writes it. */
struct engine_observer {
    void (*month)(void *context, const struct plan *plan, const struct state *state, int32_t t);
    void *context;
};

/** Which futures the lanes of a block are. */
struct engine_futures {
    uint64_t first;         // replication number of lane 0
    const uint32_t *offset; // (LANES) by how much each lane's is larger than `first`, in any order;
                            // NULL: 0, 1, 2, ...
    const double (*given)[LANES]; // columns of a design; NULL where the plan has none
};

/**
 * Runs a block of replications from the opening to the horizon.
 *
 * @param state of this plan; what it holds is overwritten
 * @param watcher told of every draw, or NULL
 * Afterwards state->failure[lane] says which identity a lane violated first, and when (0: none).
 */
void engine_run(const struct plan *plan, struct state *state, struct engine_futures futures,
                draws_watcher *watcher, void *watcher_context,
                const struct engine_observer *observer);

#endif
