/**
 * What somebody without a model would have said at the origin, from the observations up to it.
 *
 * Each baseline is a rate per month that goes on; a flow is the rates of its months, a level the
 * last level and the rates since. Between two levels of a series the rate is their difference.
 * Regimes have none: they do not grow.
 */
#ifndef CHOKEPOINT_ANALYSIS_BASELINES_H
#define CHOKEPOINT_ANALYSIS_BASELINES_H

#include "analysis/observations.h"

#define BASELINES 5

struct baselines_kind {
    const char *name, *doc;
};

extern const struct baselines_kind baselines_kinds[BASELINES];

/** Forecasts of a row.  @param ban for rows without one of their own; NAN: none
 *  @param value (BASELINES) NAN where history does not say enough */
void baselines_forecast(const struct observations *observations, size_t row, int32_t origin,
                        double ban, double value[BASELINES]);

#endif
