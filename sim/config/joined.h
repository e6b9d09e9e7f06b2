/**
 * A text put together from files, which knows of each of its lines where it was written.
 */
#ifndef CHOKEPOINT_CONFIG_JOINED_H
#define CHOKEPOINT_CONFIG_JOINED_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/** Zeroed at first. */
struct joined {
    char *text; // ends in 0; NULL while it is empty
    size_t size, room;
    struct diag_place *line; // (lines) the first is line[0]
    size_t lines, lines_room;
};

/** Adds n bytes, the first of which was written at `place`, on a line of their own.
 *  @return false if memory failed */
bool joined_add(struct joined *, const char *text, size_t n, struct diag_place place);

/** Where line 1, 2, ... was written. */
struct diag_place joined_place(const struct joined *, unsigned line);

void joined_free(struct joined *);

#endif
