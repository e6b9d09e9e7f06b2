/**
 * Every robustness metric of every policy on the same futures, how sure it is, and which policy
 * each metric prefers.
 *
 * A future counts if the value is finite under every policy. Intervals are 95 % percentile
 * intervals of the bootstrap (Efron & Tibshirani 1993, section 13.3): futures are drawn with
 * replacement, the same for every policy, so that what they share stays shared. A draw is a pure
 * function of seed, resample and its number.
 */
#ifndef CHOKEPOINT_ANALYSIS_REGRET_H
#define CHOKEPOINT_ANALYSIS_REGRET_H

#include "analysis/robustness.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Policies under one outcome, or a mixture of them. */
struct regret_of {
    size_t futures, policies;
    const double *const *value; // (policies) each (futures)
    bool minimise;
    const uint8_t *satisfied; // (policies, futures) 1 where the threshold is met; NULL: none
    size_t baseline;          // policy
    double alpha;             // Hurwicz
    uint64_t resamples, seed;
    size_t threads; // 0 is 1; nothing depends on it
};

/** Of a metric and a policy. */
struct regret_cell {
    double value;     // NAN where it is undefined
    double low, high; // 95 % interval; NAN without resamples
    double preferred; // share of resamples in which the metric prefers the policy; ties share it
    size_t rank;      // from 1; ties share the better one; 0 where it is undefined
};

struct regret {
    size_t futures, policies;                                 // futures that count
    struct regret_cell *cell;                                 // (metrics, policies)
    double agreement[ROBUSTNESS_METRICS][ROBUSTNESS_METRICS]; // Kendall's tau-b of the policies'
                                                              // order; NAN where undefined
};

/** False if memory is short.  regret_free is allowed afterwards, and twice. */
bool regret_take(struct regret *regret, const struct regret_of *of);
void regret_free(struct regret *regret);

/** The first policy a metric prefers, SIZE_MAX if it is undefined.  @param ties how many share it
 */
size_t regret_preferred(const struct regret *regret, size_t metric, size_t *ties);

static inline const struct regret_cell *regret_at(const struct regret *r, size_t metric,
                                                  size_t policy)
{
    return &r->cell[metric * r->policies + policy];
}

#endif
