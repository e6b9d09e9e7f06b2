/**
 * How much smaller a forecast's mean score is than a baseline's: 1 - mean / mean of the baseline.
 *
 * The interval is of the bootstrap, of pairs and in circular blocks of n^(1/3) neighbours, since
 * errors of neighbouring periods go together (Politis & Romano 1992). Of a handful of observations
 * it is too narrow, and of one there is none.
 */
#ifndef CHOKEPOINT_ANALYSIS_SKILL_H
#define CHOKEPOINT_ANALYSIS_SKILL_H

#include <stddef.h>
#include <stdint.h>

#define SKILL_FEW 10 // observations below which the interval is a hint

struct skill {
    size_t n;
    double score, baseline; // means; NAN if n is 0
    double skill;           // NAN if the baseline's is 0
    double low, high;       // 95 %; NAN below two observations or without resamples
};

struct skill_of {
    const double *score, *baseline; // (n) of each observation
    size_t n;
    uint64_t resamples, seed;
};

/** @param scratch (resamples), overwritten */
struct skill skill_take(const struct skill_of *of, double scratch[]);

#endif
