/**
 * Many replications on many threads, with the same bits for any number of threads and any LANES.
 *
 * Work is cut into chunks of ENSEMBLE_CHUNK replications. Workers take chunks in order and hand
 * them to the sink in order (ordered commit), so whatever the sink adds up is added up in one order
 * only.
 */
#ifndef CHOKEPOINT_ENSEMBLE_ENSEMBLE_H
#define CHOKEPOINT_ENSEMBLE_ENSEMBLE_H

#include "base/lanes.h"
#include "engine/plan.h"
#include "engine/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ENSEMBLE_CHUNK    128  // replications; a multiple of every LANES
#define ENSEMBLE_FAILURES 1000 // failed replications kept by name; more are counted

/** Which lanes of a block count: replication `place + lane` of the run, where used[lane] is 1. */
struct ensemble_block {
    uint64_t place;      // of lane 0 among the run's replications, from 0
    uint8_t used[LANES]; // 0: padding beyond the last replication, or a failed one
};

/** Do all its lanes count? */
static inline bool ensemble_all(const struct ensemble_block *block)
{
    int n = 0;

    EACH_LANE (i)
        n += block->used[i];
    return n == LANES;
}

/** Where results go. The worker's number selects what that worker alone may write until its chunk
 * is committed. */
struct ensemble_sink {
    void *context;
    /** A worker begins a chunk, perhaps again: forget what it added to this one. */
    void (*begin)(void *context, unsigned worker);
    /** The record of month t (-1: the opening) of one block; called by several threads at a time.
     */
    void (*month)(void *context, unsigned worker, const struct ensemble_block *block,
                  const struct plan *plan, const struct state *state, int32_t t);
    /** The worker's chunk is whole, but it is not its turn yet: what can be done beside others.
     * May be NULL. */
    void (*ready)(void *context, unsigned worker);
    /** Add the worker's chunk to the total. Called for one chunk at a time, in chunk order. */
    void (*commit)(void *context, unsigned worker);
    /** The chunk was committed: what is left to do beside others. May be NULL. */
    void (*settle)(void *context, unsigned worker);
};

struct ensemble_job {
    const struct plan *plan;
    uint64_t first;              // replication number of place 0
    uint64_t replications;       // N
    unsigned threads;            // at least 1; never more than ENSEMBLE_THREADS or chunks are used
    bool (*stop)(void *context); // asked between blocks by all threads; NULL: never
    void (*progress)(void *context, uint64_t done); // after each commit, one at a time; or NULL
    bool (*enough)(void *context, uint64_t done);   // asked the same way: run no more? NULL: never
    void *context;
};

#define ENSEMBLE_THREADS 256

/** A replication that violated an identity; it is excluded from all results. */
struct ensemble_failure {
    uint64_t replication;
    int32_t failure; // enum failure
    int32_t month;
};

struct ensemble_result {
    uint64_t places; // replications that were run: the first ones
    uint64_t done;   // of them that count
    uint64_t failed; // of them that do not
    struct ensemble_failure
        failures[ENSEMBLE_FAILURES]; // the first min(failed, ENSEMBLE_FAILURES), in order
};

enum ensemble_end { ENSEMBLE_WHOLE, ENSEMBLE_ENOUGH, ENSEMBLE_STOPPED, ENSEMBLE_NO_MEMORY };

/** How many workers a job gets: what the sink must be ready for. */
unsigned ensemble_workers(const struct ensemble_job *job);

/** Runs the job. Unless it ends whole, the sink holds the chunks up to result->places.
 *  @param result overwritten */
enum ensemble_end ensemble_run(const struct ensemble_job *job, const struct ensemble_sink *sink,
                               struct ensemble_result *result);

#endif
