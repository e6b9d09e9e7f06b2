/**
 * What an ensemble keeps of its futures: moments of every column, quantiles of the metrics, counts
 * of deliveries, of those still awaited and of regime moves.
 *
 * Memory is flat in the number of replications, unless every value of the metrics is kept (few
 * replications, or on demand). Chunks are added in their order, so nothing depends on threads; no
 * sum depends on LANES.
 */
#ifndef CHOKEPOINT_ENSEMBLE_COLLECTOR_H
#define CHOKEPOINT_ENSEMBLE_COLLECTOR_H

#include "engine/observe.h"
#include "ensemble/arrivals.h"
#include "ensemble/deliveries.h"
#include "ensemble/differences.h"
#include "ensemble/ensemble.h"
#include "ensemble/samples.h"
#include "ensemble/spreads.h"
#include "ensemble/sums.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Chips whose deliveries are counted, of one actor or (-1) all. */
struct collector_delivery {
    int32_t actor; // or -1: the sum over actors
    int32_t chip;  // or -1: all official chips of foreign origin together
};

/** A way a regime may move. */
struct collector_move {
    int32_t jurisdiction, from, to; // regimes
};

struct collector_part; // what one worker gathers of one chunk

struct collector {
    const struct plan *plan;
    struct observation observation;
    int32_t months;        // records stand at t + 1: month -1 at 0
    uint64_t first;        // replication number of place 0
    uint64_t replications; // N
    uint64_t places;       // of them committed so far: the first ones
    uint64_t n;            // of those that count
    size_t first_sum;      // columns from here on have moments; those before are metrics
    size_t n_sums;
    struct moments *moments;        // (months + 1, n_sums)
    struct samples samples;         // of the metrics
    struct spreads spreads;         // the same by randomisation, where parameters are Sobol' points
    struct differences differences; // of the metrics from another plan's
    struct collector_delivery *deliveries;
    size_t n_deliveries;
    uint64_t
        *reached; // (months + 1, n_deliveries, DELIVERIES_THRESHOLDS): replications that reached it
    uint64_t *waiting; // (months, arrivals_count): replications that wait for the first of a chip
    struct collector_move *moves;
    size_t n_moves;
    uint64_t *moved;    // (months + 1, n_moves): replications that moved so in that month
    uint64_t *happened; // (events): replications in which it is to happen
    unsigned n_parts;
    struct collector_part *parts;
};

/** Bytes a collector takes, to refuse what would not fit.  @param observation of the plan */
double collector_bytes(const struct plan *plan, const struct observation *observation,
                       uint64_t replications, bool exact, unsigned workers);

/** False if memory is short.  collector_free is allowed afterwards, and twice.
 *  @param reference run to be compared with, or NULL: unless both keep every value, its futures run
 * again beside, for the differences
 *  @param exact every value of the metrics is kept, however many */
bool collector_init(struct collector *collector, const struct plan *plan,
                    const struct collector *reference, uint64_t first, uint64_t replications,
                    bool exact, unsigned workers);
void collector_free(struct collector *collector);

/** Once the run is over: gives back what only workers needed. */
void collector_rest(struct collector *collector);

/** The sink that fills it. */
struct ensemble_sink collector_sink(struct collector *collector);

/** Mean and Monte Carlo standard error of a column with moments; the error is NAN below two
 * replications, and that of random draws even where parameters are Sobol' points. */
double collector_mean(const struct collector *collector, int32_t t, size_t column);
double collector_error(const struct collector *collector, int32_t t, size_t column);

#endif
