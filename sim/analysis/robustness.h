/**
 * Robustness metrics: one number for how an outcome fares under a policy over all futures.
 *
 * After McPhail, Maier, Kwakkel, Giuliani, Castelletti & Westra, "Robustness metrics: how are they
 * calculated, when should they be used, and why do they give different results?", Earth's Future 6
 * (2018), and the authors' own code (RAPID). A score is the outcome, or what it is times -1 if it
 * is to be small: the larger, the better. The regret in a future is the best policy's score less
 * this one's.
 */
#ifndef CHOKEPOINT_ANALYSIS_ROBUSTNESS_H
#define CHOKEPOINT_ANALYSIS_ROBUSTNESS_H

#include "analysis/ranked.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROBUSTNESS_P10, ROBUSTNESS_P25, ROBUSTNESS_P50, ROBUSTNESS_P75, ROBUSTNESS_P90 };
#define ROBUSTNESS_QUANTILES 5

/** What the metrics need to know of n numbers. */
struct robustness_distribution {
    double least, most, mean, deviation; // standard deviation of a sample
    double quantile[ROBUSTNESS_QUANTILES];
    double lower_half; // mean of the lower half, rounded up
};

/** Of a policy. */
struct robustness_facts {
    bool minimise;
    double alpha;     // Hurwicz: weight of the worst case
    double satisfied; // share of futures that meet the threshold; NAN: there is none
    struct robustness_distribution score, regret, baseline; // baseline's: its score less this one's
};

enum robustness_sense { ROBUSTNESS_AS_OUTCOME, ROBUSTNESS_HIGHER, ROBUSTNESS_LOWER };

struct robustness_metric {
    const char *name, *doc;
    enum robustness_sense sense;                           // which value is better
    bool has_unit;                                         // that of the outcome
    double (*value)(const struct robustness_facts *facts); // NAN where it is undefined
};

#define ROBUSTNESS_METRICS 15

extern const struct robustness_metric robustness_metrics[ROBUSTNESS_METRICS];

/** Of numbers in rising order, each as often as its future counts.
 *  @param list (n)  @param count by future; NULL: once each  @param total of the counts, not 0 */
struct robustness_distribution robustness_describe(const struct ranked list[], size_t n,
                                                   const uint16_t count[], uint64_t total);

/** Of two values of a metric, is a better than b? */
bool robustness_better(const struct robustness_metric *metric, bool minimise, double a, double b);

#endif
