/** A table for people: cells under each other. */
#ifndef CHOKEPOINT_CLI_CELLS_H
#define CHOKEPOINT_CLI_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CELLS_COLUMNS 64

struct cells {
    char **text; // (rows, columns)
    size_t n, room;
    size_t columns;
    uint64_t left; // bits: columns that are not flush right
    bool failed;   // memory ran short
};

/** Adds a cell; rows follow each other. */
void cells_add(struct cells *cells, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Adds "1.82M ± 3k": a mean and its standard error, which is left out where it is none. */
void cells_add_mean(struct cells *cells, double mean, double error);

/** Prints all rows and frees them. False if memory was short: nothing is printed then. */
bool cells_print(struct cells *cells, FILE *out);

#endif
