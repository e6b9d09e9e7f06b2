/** The outcomes of a study, evaluated for the lanes of a block as its months go by. */
#ifndef CHOKEPOINT_DESIGN_OUTCOMES_H
#define CHOKEPOINT_DESIGN_OUTCOMES_H

#include "design/study.h"
#include "engine/observe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where one plan's state keeps what the outcomes add up. */
struct outcomes {
    const struct study *study;
    struct observation observation;
    size_t *column; // those of each outcome, one after the other
    size_t *first;  // (n_outcomes + 1) where they begin
};

/** False if memory is short.  outcomes_free is allowed afterwards, and twice. */
bool outcomes_init(struct outcomes *outcomes, const struct study *study, const struct plan *plan);
void outcomes_free(struct outcomes *outcomes);

/** Takes the record of month t; the opening (-1) begins anew.
 *  @param value (n_outcomes, LANES) whole after the last month */
void outcomes_month(const struct outcomes *outcomes, const struct plan *plan,
                    const struct state *state, int32_t t, double value[][LANES]);

/** What outcome i adds up, at the state's month. */
void outcomes_sum(const struct outcomes *outcomes, size_t i, const struct state *state,
                  double sum[LANES]);

/** A statistic over replications; quantiles are exact (type 7).  @param x (n > 0), sorted by it */
double outcomes_statistic(enum study_statistic statistic, double x[], size_t n);

#endif
