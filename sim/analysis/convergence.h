/**
 * How certain the headline quantiles are, and how many futures would make their printed digits
 * stand.
 *
 * The interval of a quantile lies between two order statistics, with ranks n p -+ 1.96 sqrt(n p (1
 * - p)): 95 % confidence whatever the distribution (Conover 1999, section 3.2). The error is half
 * its width, relative to the quantile or, if that is larger, to the median. Where parameters are
 * Sobol' points, the randomisations tell how uncertain the share of futures below the quantile is,
 * in the place of 1.96 sqrt(p (1 - p) / n).
 */
#ifndef CHOKEPOINT_ANALYSIS_CONVERGENCE_H
#define CHOKEPOINT_ANALYSIS_CONVERGENCE_H

#include "ensemble/collector.h"

#include <stddef.h>

#define CONVERGENCE_DIGITS   3     // that are printed
#define CONVERGENCE_FINEST   0.002 // precision below which bins would show
#define CONVERGENCE_COARSEST 0.5

struct convergence {
    double error; // largest over actors, dates, median, p5 and p95 [1]; INFINITY of too few futures
    size_t column;
    int32_t t;
    double p;      // where it is largest: 0.05, 0.5, 0.95
    double needed; // futures in all until the printed digits stand; INFINITY if nobody can tell
};

/** Of the accessible capacity of every actor at the headline months, so far.
 *  @param scratch (replications), overwritten; not used unless every value is kept */
struct convergence convergence_of(const struct collector *collector, double scratch[]);

/** Half the width of the interval and the quantile itself, by a function that gives quantiles.
 *  @param n numbers  @param of fills q (3) with those of p (3); NAN error of too few numbers */
double convergence_half_width(double n, double p,
                              void (*of)(void *context, const double p[3], double q[3]),
                              void *context, double *quantile);

#endif
