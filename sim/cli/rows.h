/** Every row of a scenario as a person reads it: path, value, unit, range, where it comes from. */
#ifndef CHOKEPOINT_CLI_ROWS_H
#define CHOKEPOINT_CLI_ROWS_H

#include "model/scenario.h"
#include "output/table.h"

#include <stdbool.h>

#define ROWS_COLUMNS "path,value,unit,low,high,distribution,source,note,meaning"

struct row {
    char *path;
    char *value; // as in a configuration; "" if absent
    const struct field *field;
    const struct parameter *parameter; // of real numbers and flags, else NULL
};

struct rows {
    struct row *row;
    size_t n, room;
};

/** All rows, in the order of the scenario. False if memory is short; rows_free in any case. */
bool rows_init(struct rows *rows, const struct scenario *sc);
void rows_free(struct rows *rows);

/** "triangular low=1 mode=2 high=3"; "" without a distribution. In fresh memory, NULL if there is
 * none. */
char *rows_distribution(const struct parameter *parameter);

/** Has the field a range of its own? */
bool rows_has_range(const struct field *field);

/** Writes a row of ROWS_COLUMNS.  @param distribution as rows_distribution gives it */
void rows_put(struct table *table, const struct row *row, const char *distribution);

#endif
