/**
 * All runs of a study, chunk by chunk, on many threads.
 *
 * A chunk is a range of futures under all policies: the unit of work, of storage, of checksum and
 * of restart. Where chunks begin depends on the study alone, so any of them may be computed by
 * anyone, at any time, again, with the same bits.
 */
#ifndef CHOKEPOINT_DESIGN_SWEEP_H
#define CHOKEPOINT_DESIGN_SWEEP_H

#include "design/designs.h"
#include "design/plans.h"
#include "design/runs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a study is cut. */
struct sweep_cut {
    uint64_t futures;   // N
    uint64_t per_chunk; // futures
    uint64_t chunks;
};

/** A chunk that was computed. */
struct sweep_chunk {
    uint64_t number, future, futures;
    size_t policies, outcomes, records;
    const double *outcome;              // (futures, policies, outcomes)
    const double *series;               // (policies, outcomes, futures, records)
    const struct runs_failure *failure; // (failures) by run
    size_t failures;
};

struct sweep_job {
    const struct design_plan *design;
    struct plans *plans;
    struct sweep_cut cut;
    size_t records; // of each outcome's series, as of runs
    unsigned threads;
    /** The next chunk to compute; false: no more. Called by one thread at a time. */
    bool (*claim)(void *context, uint64_t *chunk);
    /** Keeps a chunk; false: compute no more. Called by several threads at a time. */
    bool (*store)(void *context, const struct sweep_chunk *chunk);
    void (*pulse)(void *context); // called by every thread now and then; or NULL
    void *context;
};

/** Cuts a study into chunks of about study->chunk_runs replications of runs; more where they would
 * leave most lanes of a block idle.  @param groups of policies, as of plans */
struct sweep_cut sweep_cut_of(const struct design_plan *design, size_t groups);

/** The futures of a chunk under all policies. */
struct runs_range sweep_range(const struct sweep_cut *cut, size_t policies, uint64_t chunk);

/** Computes what is claimed until no more is.  @return false if memory is short or the study wrong
 * (plans->diag) */
bool sweep_run(const struct sweep_job *job);

#endif
