/**
 * Brier score of forecast events: mean squared difference of probability and outcome, and what it
 * is made of: reliability - resolution + uncertainty, by ten classes of the probability (Murphy
 * 1973, Journal of Applied Meteorology 12, 595), and what the classes hide (Stephenson, Coelho &
 * Jolliffe 2008, Weather and Forecasting 23, 752).
 *
 * An uncertain observation is an event with a probability; the score is averaged over both
 * outcomes.
 */
#ifndef CHOKEPOINT_ANALYSIS_SCORE_BRIER_H
#define CHOKEPOINT_ANALYSIS_SCORE_BRIER_H

#include <stddef.h>

#define SCORE_BRIER_CLASSES 10

struct score_brier_class {
    size_t n;
    double forecast, observed; // means
};

/** Sums while events are added, means after score_brier_end. */
struct score_brier {
    size_t n;
    double score, reliability, resolution, uncertainty, within; // NAN without events
    struct score_brier_class classes[SCORE_BRIER_CLASSES];
};

/** Of one event.  @param observed its probability given the observation */
double score_brier(double forecast, double observed);

/** Adds an event to a zeroed start. */
void score_brier_add(struct score_brier *brier, double forecast, double observed);
void score_brier_end(struct score_brier *brier);

#endif
