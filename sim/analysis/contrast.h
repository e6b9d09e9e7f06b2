/**
 * Two policies on the same luck: differences replication by replication, so that what both share
 * cancels.
 */
#ifndef CHOKEPOINT_ANALYSIS_CONTRAST_H
#define CHOKEPOINT_ANALYSIS_CONTRAST_H

#include "ensemble/collector.h"

#include <stddef.h>
#include <stdint.h>

enum { CONTRAST_P5, CONTRAST_P50, CONTRAST_P95, CONTRAST_QUANTILES };

struct contrast {
    size_t n;     // futures in which both are defined
    double mean;  // of policy - reference
    double error; // Monte Carlo standard error of the mean; NAN below two futures
    double quantile[CONTRAST_QUANTILES];
    double above, below, equal; // share of futures with a difference above, below, at zero [1]; NAN
                                // if n is 0
    double low, high; // 95 % confidence interval of the mean, by Student's t; NAN as the error
    double flipped;   // share of futures in which the order is not the mean's [1]; NAN if that is 0
    double reduction; // of the variance, against independent draws: (s1^2 + s2^2) / s^2 of the
                      // difference [1]; NAN if nothing varies
};

/** Of paired samples; NAN means undefined, and a pair counts if both are defined.
 *  @param scratch (n), overwritten; may be `policy` */
struct contrast contrast_of(const double policy[], const double reference[], size_t n,
                            double scratch[]);

/** Of a metric at the end of month t, over the replications that count in both runs: of their
 * values where the runs keep them, else of the differences the policy's run took.
 *  @param scratch (2 replications), overwritten; not used unless every value is kept */
struct contrast contrast_of_metric(const struct collector *policy, size_t column,
                                   const struct collector *reference, size_t reference_column,
                                   int32_t t, double scratch[]);

#endif
