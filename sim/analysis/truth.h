/**
 * What an observation says of the truth: a number, or a distribution around it.
 *
 * An estimate with a 5-95 % range is taken as the distribution of the truth given what the
 * estimator saw, and a score is averaged over it: the conditional expectation of the score that the
 * unseen truth would get, which a forecast cannot better by anything but the right probabilities
 * (Bessac & Naveau 2021, "Forecast score distributions with imperfect observations", Advances in
 * Statistical Climatology, Meteorology and Oceanography 7, 53).
 */
#ifndef CHOKEPOINT_ANALYSIS_TRUTH_H
#define CHOKEPOINT_ANALYSIS_TRUTH_H

enum truth_kind { TRUTH_EXACT, TRUTH_NORMAL, TRUTH_LOGNORMAL };

struct truth {
    enum truth_kind kind;
    double median;
    double sigma; // of the number, or of its logarithm; 0 if it is exact
};

/** From the ends of a range that holds nine in ten; the median stays what was given. */
struct truth truth_of(enum truth_kind kind, double median, double p5, double p95);

/** P(Y <= x) */
double truth_cdf(const struct truth *truth, double x);

/** P(low <= Y <= high) */
double truth_between(const struct truth *truth, double low, double high);

double truth_quantile(const struct truth *truth, double p);

/** E|x - Y| */
double truth_distance(const struct truth *truth, double x);

/** E|Y - Y'| / 2: the CRPS of a forecast that is the observation's own distribution. */
double truth_floor(const struct truth *truth);

#endif
