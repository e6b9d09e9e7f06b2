/** Months folded away: each series of a table becomes one row with its first and last value and,
 * where a terminal shows it, its picture. */
#ifndef CHOKEPOINT_CLI_SERIES_GRID_H
#define CHOKEPOINT_CLI_SERIES_GRID_H

#include "cli/selection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct series; // one of them

struct series_grid {
    const struct selection *selection;
    size_t date, month;    // columns
    size_t measure, value; // the first that measures, the one that is drawn
    struct series *series; // (most)
    size_t n, most, last;  // last: that the row before belonged to
    uint64_t left;         // rows of series for which there was no room
    char *names;           // (CSV_READER_LINE) of the row in work
    bool failed;           // memory was short
};

/** Of a table with dates: the first column that measures; those before it name what. Else SIZE_MAX.
 */
size_t series_grid_measure(const struct csv_reader *csv);

/** Are these rows series, of which no month was asked for? */
bool series_grid_applies(const struct selection *selection);

/** @return false if memory is short; series_grid_free in any case */
bool series_grid_init(struct series_grid *series, const struct selection *selection, size_t most);
void series_grid_free(struct series_grid *series);

/** Adds the row that was read last. */
void series_grid_add(struct series_grid *series);

/** @return false if memory was short */
bool series_grid_print(const struct series_grid *series, FILE *out);

#endif
