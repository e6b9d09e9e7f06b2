/** Sums by randomisation of the metrics of a run whose parameters are Sobol' points. */
#ifndef CHOKEPOINT_ENSEMBLE_SPREADS_H
#define CHOKEPOINT_ENSEMBLE_SPREADS_H

#include "ensemble/samples.h"
#include "ensemble/spread.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Nothing is kept where the samples keep every value. */
struct spreads {
    size_t cells;
    struct spread *mean;      // (months + 1, columns)
    struct histogram **below; // the same, each NULL or (16): of headline metrics at their dates
};

/** False if memory is short.  spreads_free is allowed afterwards, and twice. */
bool spreads_init(struct spreads *spreads, const struct samples *samples);
void spreads_free(struct spreads *spreads);

/** Adds a whole chunk of n replications, in the order of chunks.  @return false if memory is short
 */
bool spreads_commit(struct spreads *spreads, const struct samples *samples,
                    const struct samples_part *part, size_t n);

/** Of a column's values at the end of month t.  @param places replications committed so far */
struct spread spreads_mean(const struct spreads *spreads, const struct samples *samples, int32_t t,
                           size_t column, uint64_t places);

/** Of whether they are at most x (1) or not (0); of a headline metric at its dates. */
struct spread spreads_below(const struct spreads *spreads, const struct samples *samples, int32_t t,
                            size_t column, uint64_t places, double x);

#endif
