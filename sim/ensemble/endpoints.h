/**
 * A few columns of every future: their values at the end of some months, and their sums over all
 * months. In memory, by replication, so that runs of other plans on the same luck can be set
 * against each other future by future.
 */
#ifndef CHOKEPOINT_ENSEMBLE_ENDPOINTS_H
#define CHOKEPOINT_ENSEMBLE_ENDPOINTS_H

#include "engine/observe.h"
#include "ensemble/ensemble.h"

struct endpoints {
    const struct observed *const *column; // (columns)
    const int32_t *month;                 // (months) -1: the opening
    size_t columns, months;
    uint64_t replications;
    double *value; // (columns, months + 1, replications) sums last; NAN where a future failed
};

/** False if memory is short; endpoints_free is allowed afterwards, and twice.
 *  @param column, month outlive it */
bool endpoints_init(struct endpoints *endpoints, const struct observed *const column[],
                    size_t columns, const int32_t month[], size_t months, uint64_t replications);
void endpoints_free(struct endpoints *endpoints);

/** Keeps what a job observes, over what it kept before. */
struct ensemble_sink endpoints_sink(struct endpoints *endpoints);

/** The values of a column in month[m], or its sums where m = `months`; (replications). */
double *endpoints_of(const struct endpoints *endpoints, size_t column, size_t m);

#endif
