/**
 * The observation operator: which simulated numbers make the one that was observed.
 *
 * Of a flow the metric at the end of `to` less that at the end of the month before `from`; of a
 * level the metric at the end of `to`.
 */
#ifndef CHOKEPOINT_ANALYSIS_OPERATORS_H
#define CHOKEPOINT_ANALYSIS_OPERATORS_H

#include "analysis/observations.h"

#define OPERATORS_TERMS 8

/** A metric of the row's actor at the end of a month of calendar_parse. */
struct operators_term {
    const char *metric;
    int32_t month;
    double factor;
};

struct operators {
    struct operators_term term[OPERATORS_TERMS];
    size_t n;
    double constant;
};

struct operators operators_of(const struct observations_row *row);

/** The number simulated, in the unit observed; what differs by rounding alone did not grow, so that
 * nothing stays nothing.  @param metric (n) of each term */
double operators_apply(const struct operators *operators, const struct observations_row *row,
                       const double metric[]);

#endif
