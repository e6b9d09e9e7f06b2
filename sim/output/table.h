/**
 * A table as a CSV file (RFC 4180, but with lines that end in LF): a header, then rows of texts and
 * numbers.
 *
 * Rows are gathered in memory and given to the file in large pieces; table_flush gives it the last
 * one. Errors of the disk are kept by the file and found when the folder closes it.
 */
#ifndef CHOKEPOINT_OUTPUT_TABLE_H
#define CHOKEPOINT_OUTPUT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct table {
    FILE *file; // NULL: a part, which stays in memory
    char *text; // (room) what the file has not got yet
    size_t n, room;
    int column; // of the row in work
    int error;  // errno of the first write that failed, else 0
};

/** Begins a table and writes its header.  @param columns names with commas between; NULL: rows that
 * continue a table
 *  @return false if there is no memory; table_free is allowed then too, and twice */
bool table_begin(struct table *table, FILE *file, const char *columns);

/** Gives the file all rows so far. */
void table_flush(struct table *table);

/** Frees memory; the file stays open. */
void table_free(struct table *table);

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

/** Cells that many rows share, written once and copied into each.
 *  @param text (room) that lives as long; the cells must fit */
struct table table_part(char text[], size_t room);
void table_copy(struct table *table, const struct table *part);

#endif
