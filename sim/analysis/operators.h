/**
 * The observation operator: which simulated numbers make the one that was observed.
 *
 * Of a flow the metric at the end of `to` less that at the end of the month before `from`; of a
 * level the metric at the end of `to`.
 *
 * Where an estimate spreads fiscal quarters, which end with January, April, July and October,
 * evenly over their months, the simulated number must be spread too: the cumulative metric that
 * `fiscal_quarters` names is joined by straight lines between these ends, and the row's metric
 * moves by as much. What such a line needs of the time before the run is the observed flow of these
 * months, by the shortest periods that hold them.
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
    double constant; // NAN: not known
};

/** @param opening month of the run's opening record
 *  @return false if the table does not tell a flow before it that is needed, which diag then says
 */
bool operators_of(struct operators *operators, const struct observations *observations,
                  const struct observations_row *row, int32_t opening, struct diag *diag);

/** The number simulated, before `scale`; what differs by rounding alone did not grow, so that
 * nothing stays nothing.  @param metric (n) of each term */
double operators_apply(const struct operators *operators, const double metric[]);

#endif
