/**
 * A table as a CSV file (RFC 4180, but with lines that end in LF): a header, then rows of texts and
 * numbers.
 *
 * Errors of the disk are kept by the file and found when the folder closes it.
 */
#ifndef CHOKEPOINT_OUTPUT_TABLE_H
#define CHOKEPOINT_OUTPUT_TABLE_H

#include <stdint.h>
#include <stdio.h>

struct table {
    FILE *file;
    int column; // of the row in work
};

/** Begins a table and writes its header.  @param columns names with commas between */
void table_begin(struct table *table, FILE *file, const char *columns);

/** A name or fixed word: quoted if it must be. */
void table_name(struct table *table, const char *name);

/** A text the user wrote: what a spreadsheet would take for a formula gets a leading apostrophe. */
void table_text(struct table *table, const char *text);

/** The shortest decimal that reads back to the same number; empty for NAN, inf and -inf for
 * infinities. */
void table_real(struct table *table, double value);
void table_integer(struct table *table, int64_t value);

/** Ends the row. */
void table_end(struct table *table);

#endif
