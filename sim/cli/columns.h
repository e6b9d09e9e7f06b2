/** A table for a terminal: cells under each other, the first column to the left, numbers to the
 * right. */
#ifndef CHOKEPOINT_CLI_COLUMNS_H
#define CHOKEPOINT_CLI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct columns {
    size_t width;      // cells of a row
    const char *align; // (width) 'l' or 'r'
    char **cell;       // (n)
    size_t n, room;
    bool failed; // memory was short
};

/** Adds the next cell. */
void columns_add(struct columns *columns, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** A number as people read it, "-" for NAN. */
void columns_number(struct columns *columns, double value);

/** The interval of a number: "(1.2k to 1.5k)"; "" if it is NAN. */
void columns_interval(struct columns *columns, double low, double high);

/** A share in percent, "-" for NAN. */
void columns_share(struct columns *columns, double share);

/** Prints all rows and forgets them.  @return false if memory was short */
bool columns_print(struct columns *columns, FILE *out);

#endif
