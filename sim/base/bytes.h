/** Bytes one after the other: written into memory that grows, read back with every step checked. */
#ifndef CHOKEPOINT_BASE_BYTES_H
#define CHOKEPOINT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/** What is being written; zeroed at first. */
struct bytes {
    unsigned char *data;
    size_t size, room;
    bool failed; // memory was short
};

/** What is being read. */
struct bytes_view {
    const unsigned char *at, *end;
    bool failed; // too few bytes, or memory was short
};

/** A piece of memory of somebody else. */
struct bytes_part {
    void *data;
    size_t size;
};

void bytes_put(struct bytes *bytes, const void *data, size_t size);

/** Allowed twice. */
void bytes_free(struct bytes *bytes);

/** The next bytes; zeros where there are too few. */
void bytes_take(struct bytes_view *view, void *data, size_t size);

/** The next n elements in fresh memory, aligned to 64 bytes, with room for one more of zeros; NULL
 * if it failed. */
void *bytes_take_array(struct bytes_view *view, size_t n, size_t element);

#endif
