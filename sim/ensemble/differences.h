/**
 * Differences of the metrics from a reference policy on the same luck, future by future, in memory
 * that does not grow: the reference's futures run again beside the policy's, block by block.
 *
 * A run that keeps every value has no need of it.
 */
#ifndef CHOKEPOINT_ENSEMBLE_DIFFERENCES_H
#define CHOKEPOINT_ENSEMBLE_DIFFERENCES_H

#include "engine/observe.h"
#include "ensemble/ensemble.h"
#include "ensemble/samples.h"
#include "ensemble/spreads.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One worker's block. */
struct differences_part {
    struct state state;          // of the reference
    struct ensemble_block block; // whose lanes count in both
    lanes *reference;            // (months + 1, its metrics)
    lanes *difference;           // (metrics) of one month
    const real **value;          // (metrics) where they stand
    struct samples_part samples;
};

struct differences {
    const struct plan *plan; // of the reference; NULL: no differences are taken
    uint64_t first;          // replication number of place 0
    size_t *column;          // (metrics) the reference's of the same name, or SIZE_MAX
    size_t width;            // its metrics
    struct samples samples;
    struct spreads spreads; // the same by randomisation, where parameters are Sobol' points
};

/** False if memory is short.  differences_free is allowed afterwards, and twice; so are parts'.
 *  @param observation, months of the policy */
bool differences_init(struct differences *differences, const struct plan *reference,
                      const struct observation *observation, int32_t months, uint64_t first,
                      uint64_t replications);
void differences_free(struct differences *differences);
bool differences_part_init(struct differences_part *part, const struct differences *differences);
void differences_part_free(struct differences_part *part);

/** x - y; 0 where they differ by rounding alone (1e-9 of the larger), or are infinite both. */
static inline double differences_of(double x, double y)
{
    const double larger = fabs(x) > fabs(y) ? fabs(x) : fabs(y);

    return x == y || fabs(x - y) <= 1e-9 * larger ? 0 : x - y;
}

/** Runs the reference's futures of a block. */
void differences_run(const struct differences *differences, struct differences_part *part,
                     const struct ensemble_block *block);

/** Keeps the differences of that block at the end of month t.  @param value (metrics) the policy's
 */
void differences_keep(struct differences *differences, struct differences_part *part, int32_t t,
                      const real *const value[]);

#endif
