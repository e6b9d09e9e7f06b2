/** What the particles of a calibration say together: weighted moments, quantiles, ranks. */
#ifndef CHOKEPOINT_ANALYSIS_POSTERIOR_H
#define CHOKEPOINT_ANALYSIS_POSTERIOR_H

#include "analysis/abc.h"

/** One number of each particle, in rising order, with its weight. */
struct posterior {
    struct posterior_point {
        double x, weight; // weights sum to 1
        size_t particle;
    } * point; // (n)
    size_t n;
};

/** @param column of the particles' numbers: of abc_score(abc, i)
 *  @return false if memory is short; posterior_free in any case */
bool posterior_of(struct posterior *posterior, const struct abc *abc, size_t column);
void posterior_free(struct posterior *posterior);

double posterior_mean(const struct posterior *posterior);
double posterior_deviation(const struct posterior *posterior);

/** The smallest number up to which at least p of the weight lies: always one of a particle. */
double posterior_quantile(const struct posterior *posterior, double p);

/** Spearman's rank correlation; 0 where one of them does not vary.  @return NAN without memory */
double posterior_rank_correlation(const struct posterior *x, const struct posterior *y);

/** N particles of equal weight: each kept one as often as its weight says, by systematic
 * resampling.  @param chosen (kept), overwritten */
void posterior_resample(const struct abc *abc, size_t chosen[]);

#endif
