/**
 * A CSV file row by row, in memory that does not grow: RFC 4180, but that no cell may hold a line's
 * end.
 *
 * Strict, since a file may be cut or come from elsewhere: every row has as many cells as the
 * header, every line ends, and whatever is wrong is said with its line.
 */
#ifndef CHOKEPOINT_BASE_CSV_READER_H
#define CHOKEPOINT_BASE_CSV_READER_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

#define CSV_READER_LINE (1u << 16) // longest line [bytes]

struct csv_reader {
    FILE *file;
    struct diag_place place; // of the row that was read last
    char *text;              // (CSV_READER_LINE) of that row, cut into its cells
    char **header, **cell;   // (columns)
    size_t columns;
};

/** Opens a file and reads its header.  @param name must live as long
 *  @return false after a mistake, which diag then has; csv_reader_close in any case */
bool csv_reader_open(struct csv_reader *csv, const char *name, struct diag *diag);

/** Allowed twice and on a zeroed csv. */
void csv_reader_close(struct csv_reader *csv);

/** Reads the next row into `cell`.  @return false at the end, or after a mistake */
bool csv_reader_next(struct csv_reader *csv, struct diag *diag);

/** The first column from `from` on of that name, with or without a unit in brackets after it;
 * SIZE_MAX if there is none. */
size_t csv_reader_column(const struct csv_reader *csv, size_t from, const char *name);

/** A decimal number, inf or -inf; NAN for an empty cell.  @return false if it is none of these */
bool csv_reader_number(const char *text, double *value);

#endif
