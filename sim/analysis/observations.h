/**
 * What was observed: one number a row, of a metric of an actor, over months or at the end of one.
 *
 * A row with `from` is a flow: what a cumulative metric grew from the end of the month before to
 * the end of `to`. One without is a level. One of a regime says whether a jurisdiction is in it at
 * the end of `to`, as 1 or 0, and is an event. Rows of one series stand in the order of time. Which
 * rows are scored and which are history is told by the origin of the forecast, not by the file.
 */
#ifndef CHOKEPOINT_ANALYSIS_OBSERVATIONS_H
#define CHOKEPOINT_ANALYSIS_OBSERVATIONS_H

#include "analysis/truth.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OBSERVATIONS_NEVER  INT32_MAX // a month after all others
#define OBSERVATIONS_REGIME "regime:" // a metric that begins so is a regime, in force or not

struct observations_row {
    struct diag_place place;
    size_t series;
    char *metric, *actor, *minus; // minus: an outcome to subtract, "" if none
    const char *regime;           // in the metric: of the jurisdiction `actor`; NULL: no regime
    char *source;
    char *fiscal_quarters; // a metric that is spread evenly over fiscal quarters; "" if none
    int32_t from, to;      // months of calendar_parse; from: to + 1 for a level
    struct truth truth;
    double scale;    // of the simulated number, to the unit observed
    double above;    // threshold of the event; NAN: none
    double approved; // what was approved for the period; NAN: not known
    double ban;      // month with its fraction from which nothing is delivered; NAN: none
    bool is_level, is_scored;
};

struct observations {
    const char *file;
    struct observations_row *row; // (n)
    size_t n, room;
    char **series; // (n_series) names
    size_t n_series;
};

/** Reads a table; mistakes go to diag.  @param file must live as long
 *  @return false after one; observations_free in any case */
bool observations_read(struct observations *observations, const char *file, struct diag *diag);

/** Allowed twice and on a zeroed struct. */
void observations_free(struct observations *observations);

/** Marks the rows that are scored: those that end after the origin and up to `until`.
 *  @return false, with mistakes, if a period straddles the origin or no row is left */
bool observations_divide(struct observations *observations, int32_t origin, int32_t until,
                         struct diag *diag);

/** A date as the number of months with the share of its month that has passed before that day.
 *  @return false if it is no date */
bool observations_day(const char *text, double *month);

#endif
