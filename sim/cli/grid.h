/** Rows of a table for people: what is the same in every row stands above, numbers are short and
 * under each other. */
#ifndef CHOKEPOINT_CLI_GRID_H
#define CHOKEPOINT_CLI_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum grid_kind {
    GRID_AS_IT_IS, // a name, a date, the number of a future
    GRID_NUMBER,
    GRID_SHARE, // a number in percent
};

struct grid_column {
    char *name;
    enum grid_kind kind;
    bool stays; // even if all its cells are the same
};

struct grid {
    struct grid_column *column; // (width)
    size_t width, columns;      // room, and how many there are
    char **cell;                // (rows, width)
    size_t n, room;             // cells
    bool failed;                // memory was short
};

/** Of a column of numbers: those that are shares by their name are shown in percent. */
enum grid_kind grid_kind_of(const char *column);

/** Room for `width` columns.  @return false if memory is short; grid_free in any case */
bool grid_init(struct grid *grid, size_t width);
void grid_free(struct grid *grid);

/** Adds a column, before any cell. */
void grid_add_column(struct grid *grid, const char *name, enum grid_kind kind, bool stays);

/** Adds the next cell, as it stands in the file; rows follow each other. */
void grid_add(struct grid *grid, const char *text);

/** Prints everything.  @param title before what is the same in every row, or ""
 *  @return false if memory was short */
bool grid_print(const struct grid *grid, const char *title, FILE *out);

#endif
