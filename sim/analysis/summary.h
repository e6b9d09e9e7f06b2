/** Mean, Monte Carlo standard error and quantiles of one metric over the futures of one policy. */
#ifndef CHOKEPOINT_ANALYSIS_SUMMARY_H
#define CHOKEPOINT_ANALYSIS_SUMMARY_H

#include "ensemble/collector.h"

#include <stddef.h>

enum { SUMMARY_P5, SUMMARY_P25, SUMMARY_P50, SUMMARY_P75, SUMMARY_P95, SUMMARY_QUANTILES };

extern const double summary_probabilities[SUMMARY_QUANTILES];

struct summary {
    size_t n;     // futures in which the metric is defined
    double mean;  // INFINITY if it is so in some future
    double error; // Monte Carlo standard error of the mean; NAN below two futures or where the mean
                  // is infinite
    double quantile[SUMMARY_QUANTILES]; // NAN if n is 0
    double quantile_error; // most their relative error may be [1]; 0 where all values were kept
};

/** Of n numbers; NAN means undefined and is left out.  @param x (n), overwritten */
struct summary summary_of(double x[], size_t n);

/** Of a metric at the end of month t.
 *  @param scratch (replications), overwritten; not used unless every value is kept */
struct summary summary_of_metric(const struct collector *collector, int32_t t, size_t column,
                                 double scratch[]);

/** The category that kept an actor's need open most: the largest cumulative H100e-months of the
 * need ledger other than what is in service or surplus. */
struct summary_bound {
    size_t column;     // of the observation
    double cumulative; // [H100e-months], mean over futures
    double share;      // of all that was not in service [1]
};

/** The `most` largest, in falling order.  @return how many there are (none if all need was met) */
size_t summary_bounds(const struct collector *collector, const char *actor,
                      struct summary_bound bounds[], size_t most);

#endif
