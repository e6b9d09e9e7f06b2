/**
 * Exact quantiles of a sample, type 7 of Hyndman & Fan (1996): linear between the order statistics
 * around (n - 1) p.
 *
 * Only the order statistics that are needed are put in their place (selection, not sorting), and
 * of many values only those in the same buckets are looked at.
 */
#ifndef CHOKEPOINT_ANALYSIS_QUANTILES_H
#define CHOKEPOINT_ANALYSIS_QUANTILES_H

#include <stddef.h>

#define QUANTILES_MOST 8

/** Quantiles of x.  @param x (n), no NAN; overwritten  @param p (k) in [0, 1]  @param q
 * (k), overwritten; NAN if n is 0 */
void quantiles_of(double x[], size_t n, const double p[], size_t k, double q[]);

#endif
