/**
 * Memory that is taken piece by piece and given back all at once.
 */
#ifndef CHOKEPOINT_BASE_ARENA_H
#define CHOKEPOINT_BASE_ARENA_H

#include <stddef.h>

/** Zeroed at first. */
struct arena {
    struct arena_block *last; // the one being filled
};

/** Fresh zeroed memory for any object of n bytes; NULL if there is none. */
void *arena_take(struct arena *, size_t n);

/** A copy of a text; NULL if there is no memory. */
char *arena_text(struct arena *, const char *text);

/** Gives everything back. Allowed twice. */
void arena_free(struct arena *);

#endif
