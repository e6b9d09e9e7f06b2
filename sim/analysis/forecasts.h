/**
 * The members of the forecast of each observation: one number a future, from the trajectories of a
 * run or the outcomes of a sweep.
 *
 * Of a run the observation operator says which (operators.h); of a sweep it is the outcome less
 * that of `minus`; times `scale`. Futures in which it is undefined are left out and counted.
 */
#ifndef CHOKEPOINT_ANALYSIS_FORECASTS_H
#define CHOKEPOINT_ANALYSIS_FORECASTS_H

#include "analysis/observations.h"

#include <math.h>

#define FORECASTS_UNKNOWN INT32_MIN // an origin that is not given

struct forecasts_members {
    double *x; // (n) in rising order
    size_t n, room;
    size_t undefined; // futures left out
};

/** What is asked of them. */
struct forecasts_of {
    const char *folder, *policy; // policy: NULL is the first
    int32_t origin;              // FORECASTS_UNKNOWN: of the run; of a sweep all rows are scored
    int32_t until;
};

struct forecasts {
    char *policy;
    int32_t origin;
    struct forecasts_members *of; // (rows) empty where the row is not scored
    size_t rows;
};

/** Reads them for the rows that are scored, which it marks.
 *  @return false after a mistake, which diag then has; forecasts_free in any case */
bool forecasts_read(struct forecasts *forecasts, const struct forecasts_of *asked,
                    struct observations *observations, struct diag *diag);

/** What a cumulative number grew by; what differs by rounding alone did not grow, so that nothing
 * stays nothing. */
static inline double forecasts_growth(double start, double end)
{
    return fabs(end - start) <= 1e-9 * fabs(end) ? 0 : end - start;
}

/** Allowed twice and on a zeroed struct. */
void forecasts_free(struct forecasts *forecasts);

#endif
