/**
 * What a page draws of the tables that hold a row a month: which rows, which columns, how many of
 * the months.
 */
#ifndef CHOKEPOINT_OUTPUT_REPORT_VIEWS_H
#define CHOKEPOINT_OUTPUT_REPORT_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Keeps rows whose cell is one of some names, or none of them. */
struct report_condition {
    const char *column; // NULL: every row
    const char *names;  // "a,b,c"
    bool none;
};

struct report_view {
    const char *table;  // TABLE.csv
    const char *keys;   // columns that name a series, with commas between; first the policy
    const char *values; // columns of its numbers
    struct report_condition only[2];
    const char *sum_over; // the series of this key are added up under the name "all"; NULL: none
    int32_t every;        // months, where not all fit into the page
    bool fine;            // left out there
};

extern const struct report_view report_views[];
extern const size_t report_views_count;

/** Is a name one of "a,b,c"? */
bool report_views_lists(const char *names, const char *name);

#endif
