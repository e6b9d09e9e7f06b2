/** Numbers in rising order. */
#ifndef CHOKEPOINT_ANALYSIS_SORTED_H
#define CHOKEPOINT_ANALYSIS_SORTED_H

#include <stddef.h>

/** @param x (n), no NAN; overwritten */
void sorted_doubles(double x[], size_t n);

/** Quantile of numbers in rising order, type 7 as in quantiles.h.  @param x (n), n >= 1 */
double sorted_quantile(const double x[], size_t n, double p);

#endif
