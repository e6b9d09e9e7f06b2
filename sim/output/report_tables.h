/**
 * Tables a page takes as they are, from the folder of a result or from a file of their own: CSV
 * with six digits a number.
 */
#ifndef CHOKEPOINT_OUTPUT_REPORT_TABLES_H
#define CHOKEPOINT_OUTPUT_REPORT_TABLES_H

#include "base/diag.h"
#include "output/report_views.h"

#include <stdbool.h>
#include <stddef.h>

// of regret and robustness, what is drawn
#define REPORT_ROBUSTNESS                                                                          \
    "expected_regret,minimax_regret,p90_regret,maximin,laplace,hurwicz,satisficing"

struct report_table {
    const char *name;    // of the page's table
    const char *file;    // in a folder; NULL: only as a file of its own
    const char *columns; // that tell it from others
    const char *what;    // for people
    struct report_condition only;
};

extern const struct report_table report_tables[];
extern const size_t report_tables_count;

/** The table a CSV file is, by its columns; NULL if it is none.  A file that cannot be read is a
 * mistake, too. */
const struct report_table *report_tables_of(const char *path, struct diag *diag);

/** The rows of a file.  @return in fresh memory; NULL after a mistake, or if there is none */
char *report_tables_read(const struct report_table *table, const char *path, struct diag *diag);

/** Six digits of a number; "" for NAN.  @return out */
char *report_tables_number(double value, char out[32]);

#endif
