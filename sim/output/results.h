/**
 * The tables of a run; results.c lists them, each stands in a file of its own.
 *
 * A table is one CSV file of tidy rows: names, ISO dates, numbers, for every policy one after the
 * other.
 */
#ifndef CHOKEPOINT_OUTPUT_RESULTS_H
#define CHOKEPOINT_OUTPUT_RESULTS_H

#include "ensemble/collector.h"
#include "output/folder.h"
#include "output/table.h"

#include <stdbool.h>

/** First cells of the rows of a month: policy, date, month. */
struct results_month {
    struct table cells;
    char text[128];
};

#define RESULTS_KEYS 1024 // bytes that the names in a row may take

/** What a table is made of: the futures of one policy, perhaps beside those of the first one. */
struct results_of {
    const char *policy;
    const struct collector *collector;
    const char *reference; // NULL for the first policy
    const struct collector *reference_collector;
    double *scratch;             // (2 N) where every value is kept
    struct results_month *month; // (months + 1) made by results_write
};

/** When a table is written. */
enum result_when { RESULT_ALWAYS, RESULT_COMPARE, RESULT_TRAJECTORIES };

struct result {
    const char *name;    // of the file, without .csv
    const char *doc;     // one line for the manual
    const char *columns; // header
    enum result_when when;
    void (*write)(struct table *table, const struct results_of *of);
};

#define RESULTS_TABLES 10

/** All tables, NULL-terminated, in the order of the manual. */
extern const struct result *const results_tables[RESULTS_TABLES + 1];

struct results {
    struct folder folder;
    struct table table[RESULTS_TABLES]; // file NULL where the table is not written
};

/** Opens the folder and all tables.  @return false with results->folder.error set */
bool results_open(struct results *results, const char *path, bool force, bool compare,
                  bool trajectories);

/** Writes the rows of one policy. Errors of the disk show in results_close.
 *  @return false if there is no memory */
bool results_write(struct results *results, const struct results_of *of);

/** Closes all tables; false with the error set if any byte may be lost. The folder is still to be
 * committed. */
bool results_close(struct results *results);

/** Closes what is open and removes what was not committed. Allowed twice and on zeroed results. */
void results_free(struct results *results);

/** First cells of a row: policy, date, month. */
void results_row(struct table *table, const struct results_of *of, int32_t t);

/** Cells of a metric: actor, metric, unit. */
void results_metric(struct table *table, const struct observed *metric);

/** Rows of all columns of a table of moments that are not zero in every month: keys, unit if asked,
 * mean, error. */
void results_moments(struct table *table, const struct results_of *of, enum observe_table which,
                     bool with_unit);

/** Is a column zero at the end of every month? */
bool results_is_zero(const struct collector *collector, size_t column);

#endif
