/** What is reported of each actor and of all together, at the end of each month. metrics.c lists
 * them. */
#ifndef CHOKEPOINT_ENGINE_METRICS_H
#define CHOKEPOINT_ENGINE_METRICS_H

#include "engine/state.h"

/** A metric of actor a, or of all together.  @param x overwritten */
typedef void metric_value(const struct plan *pl, const struct state *s, int32_t a, lanes x);

enum metric_scope {
    METRIC_ACTOR,  // of each actor
    METRIC_SUM,    // of all together: the sum of the actors', which stands before it
    METRIC_SYSTEM, // of all together
};

struct metric {
    const char *name, *unit, *doc;
    enum metric_scope scope;
    metric_value *value; // of METRIC_SUM the actor's
};

extern const struct metric metrics[];
extern const size_t metrics_count;

/** Columns of state->metric: rows in their order, an actor's one column for each. */
size_t metrics_columns(const struct plan *pl);

/** Stocks of the month, and what metrics need to remember from month to month (called by
 * accounts). */
void metrics_cumulate(const struct plan *pl, struct state *s);

/** Fills state->metric at the end of a month. */
void metrics_record(const struct plan *pl, struct state *s);

#endif
