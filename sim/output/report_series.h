/**
 * Tables by month made small for a page: a row a series, a column a month, six digits a number.
 *
 * Half as many bytes as a row a month, compressed or not: names and dates stand once.
 */
#ifndef CHOKEPOINT_OUTPUT_REPORT_SERIES_H
#define CHOKEPOINT_OUTPUT_REPORT_SERIES_H

#include "base/csv_reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_KEY      (3u * CSV_READER_LINE) // bytes of any key: quotes may stand twice
#define REPORT_APPROVED "approved" // stage of flows that names a licence instead of a chip

/** A licence that binds a chip before it is ordered. */
struct report_licence {
    const char *licence, *chip;
};

enum { REPORT_COLUMNS = 8 }; // of keys or values at most

/** A row of the page's table. */
struct report_line {
    char *key;     // its cells as CSV
    size_t policy; // the first of them
    double *value; // (room, values of the view) by date; NAN: none
    size_t room;   // dates
};

/** What was read for a view. */
struct report_gathered {
    size_t key[REPORT_COLUMNS], keys, value[REPORT_COLUMNS], values; // columns of the file
    size_t only[2], date, month, sum_over, chip, stage;              // the same; SIZE_MAX: none
    struct report_line *line;
    size_t n, room;
    size_t *slot, slots; // by hash of the key: number of the line, plus 1
};

struct report_series {
    struct report_gathered *view; // (report_views_count)
    char *key;                    // (REPORT_KEY) of the row in work
    char (*date)[16];             // (n_dates) ends of months, in their order
    int32_t *month;               // (n_dates) of the run; -1 is the opening
    size_t n_dates, room;
    char **policy; // (n_policies) in the order met
    size_t n_policies;
    const struct report_licence *licence; // (n_licences) what each approved chip is
    size_t n_licences;
};

/** Reads what the views want of a folder's tables; those that are not there are left out.
 *  @param series with the licences set, else zeroed; report_series_free in any case
 *  @return false after a mistake, which diag then has, or if memory is short */
bool report_series_read(struct report_series *series, const char *folder, struct diag *diag);
void report_series_free(struct report_series *series);

#endif
