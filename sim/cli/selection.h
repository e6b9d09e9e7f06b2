/** The rows and columns of a CSV table that a user asks for by --where and --columns. */
#ifndef CHOKEPOINT_CLI_SELECTION_H
#define CHOKEPOINT_CLI_SELECTION_H

#include "base/csv_reader.h"
#include "cli/arguments.h"

#include <stdbool.h>
#include <stddef.h>

#define SELECTION_SEEN 256 // values of a column that are remembered, to name the nearest

/** A column must hold a value; of a date a beginning is enough, such as 2027-01. */
struct selection_condition {
    const char *option; // that asked
    const char *value;
    size_t column;
    bool met; // by any row so far
    char *seen[SELECTION_SEEN];
    size_t n_seen;
};

struct selection {
    struct csv_reader *csv;
    struct selection_condition *condition; // (conditions)
    size_t conditions;
    size_t *column; // (columns) those to be shown, in their order
    size_t columns;
    bool chosen; // by the user
};

/** Reads the options.  @return false with a message for the user; selection_free in any case */
bool selection_init(struct selection *selection, struct csv_reader *csv,
                    const struct arguments *arguments);
void selection_free(struct selection *selection);

/** Does the row that was read last meet all conditions? */
bool selection_takes(struct selection *selection);

/** Is a column asked for one value? */
bool selection_fixes(const struct selection *selection, size_t column);

/** Once all rows were read: has each value been found?  @return false with a message */
bool selection_found(const struct selection *selection);

#endif
