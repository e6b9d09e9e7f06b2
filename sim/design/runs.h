/**
 * Runs of a study: futures under policies, block by block, reduced to their outcomes.
 *
 * A run's outcomes depend on the study and on its future and policy alone: never on what else is
 * computed with it. Lanes of one block share a plan. So futures are taken together by their
 * structural levels and policies by theirs, and at most LANES - 1 lanes a combination are idle.
 */
#ifndef CHOKEPOINT_DESIGN_RUNS_H
#define CHOKEPOINT_DESIGN_RUNS_H

#include "base/lanes.h"
#include "design/designs.h"
#include "design/plans.h"
#include "engine/engine.h"
#include "engine/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A rectangle of runs: all these futures under all these policies. */
struct runs_range {
    uint64_t future, futures;
    size_t policy, policies;
};

/** A run one of whose replications violated an identity: its outcomes are undefined. */
struct runs_failure {
    uint64_t run;         // of the study: future * n_policies + policy
    uint64_t replication; // the first that did, from 0
    int32_t failure;      // enum failure
    int32_t month;
};

/** What the engine is given for one block, and what it gave. */
struct runs_block {
    double (*value)[LANES]; // (n_outcomes) of the block in work
    double (*month)[LANES]; // (n_outcomes, records) of it
    double (*given)[LANES]; // (n_factors + n_levers)
    uint64_t number[LANES]; // replication numbers
    uint32_t offset[LANES];
};

/** One worker: its scratch, reused from range to range. */
struct runs {
    const struct study *study;
    const struct design_plan *design;
    struct plans *plans;
    void (*pulse)(void *context); // called before each block; or NULL
    void *context;
    size_t records; // months of which each outcome's series is kept, the opening first; or 0
    struct runs_range range;
    double *outcome;              // (range, n_outcomes) run by run; NAN: undefined
    double *series;               // (policies, n_outcomes, futures, records) of the range
    struct runs_failure *failure; // (n_failures) by run
    size_t n_failures;

    size_t room_futures, room_runs;
    double *x;          // (n_factors, futures) what the engine is given; of structural
                        // factors the number of the level
    size_t *order;      // (futures) by structural levels
    size_t *structural; // (n_structural) factors
    size_t n_structural;
    size_t *level;           // (n_factors) of the combination in work
    double *sample;          // (n_outcomes, replications) of the run in work
    double *month_sample;    // (n_outcomes, records, replications) of it
    struct runs_failure bad; // of the run in work; failure 0: none
    struct runs_block block;
    struct plans_one *one; // the plan in work,
    struct state state;    // and a block of it
};

/** False if memory is short; runs_free in any case. */
bool runs_init(struct runs *runs, const struct design_plan *design, struct plans *plans);
void runs_free(struct runs *runs);

/** Computes a range.  @return false if memory is short or the study wrong (plans->diag) */
bool runs_compute(struct runs *runs, struct runs_range range);

/** The values of all factors in some futures, as the first policy has them: afterwards runs_value
 * tells them.  @return false as above */
bool runs_take_values(struct runs *runs, uint64_t future, uint64_t futures);

/** Factor k in future i of those taken; of structural ones the number of the level; NAN where the
 * first policy has none. */
static inline double runs_value(const struct runs *runs, size_t k, size_t i)
{
    return runs->x[k * runs->range.futures + i];
}

/** Prepares one replication of one run: its plan in runs->one, a block in runs->state; every lane
 * is that replication.
 *  @return false as above */
bool runs_prepare(struct runs *runs, uint64_t future, size_t policy, uint64_t replication,
                  struct engine_futures *futures);

#endif
