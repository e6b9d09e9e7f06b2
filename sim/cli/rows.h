/** Every row of a scenario as a person reads it: path, value, unit, range, where it comes from. */
#ifndef CHOKEPOINT_CLI_ROWS_H
#define CHOKEPOINT_CLI_ROWS_H

#include "model/scenario.h"

#include <stdbool.h>

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

#endif
