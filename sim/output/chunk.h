/**
 * A chunk of a sweep as a file: what was computed stays, whatever happens to the rest.
 *
 * chunks/chunk-0000012.bin is written under another name, brought to disk and renamed, so it is
 * whole or not there. It holds, in the machine's byte order (a mark tells): the magic, the version
 * of the format, the study's hash, number and sizes; outcomes as 8-byte reals run by run; their
 * series, if they are kept; failed runs; XXH64 of all this.
 */
#ifndef CHOKEPOINT_OUTPUT_CHUNK_H
#define CHOKEPOINT_OUTPUT_CHUNK_H

#include "design/sweep.h"
#include "output/folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum chunk_state {
    CHUNK_WHOLE,
    CHUNK_MISSING,
    CHUNK_DAMAGED, // truncated or changed
    CHUNK_FOREIGN, // of another study, version or machine
    CHUNK_UNREADABLE
};

/** A chunk read back. */
struct chunk {
    struct sweep_chunk of;
    unsigned char *bytes; // the whole file
    char error[512];      // what is wrong with it, for people
};

/** What every chunk of a sweep shares. */
struct chunk_kind {
    const char *folder; // that holds FOLDER_CHUNKS
    uint64_t study;     // hash of all that the numbers depend on
    size_t policies, outcomes;
    size_t records; // of each outcome's series; 0: none are kept
    struct sweep_cut cut;
};

/** Creates FOLDER_CHUNKS; false with `error` set. */
bool chunk_folder(const char *folder, char error[512]);

/** Writes a chunk; false with `error` set, and then nothing is left of it. */
bool chunk_write(const struct chunk_kind *kind, const struct sweep_chunk *chunk, char error[512]);

/** Reads a chunk and checks all of it.  @param chunk overwritten; chunk_free in any case */
enum chunk_state chunk_read(const struct chunk_kind *kind, uint64_t number, struct chunk *chunk);
void chunk_free(struct chunk *chunk);

/** Which chunks are there, whole or not: one look at the folder, whatever their number may be.
 *  @param there (chunks) overwritten: 1 where there is one  @return false if the folder cannot be
 * read (errno); that it is not there means no chunks */
bool chunk_list(const struct chunk_kind *kind, uint8_t there[]);

/** Removes all chunks and their folder, as far as they are there. */
void chunk_remove_all(const char *folder);

#endif
