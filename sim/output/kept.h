/**
 * Work in progress in a file: pieces of memory of one piece of work, whole or not there at all, for
 * going on after the program was ended, however it was.
 */
#ifndef CHOKEPOINT_OUTPUT_KEPT_H
#define CHOKEPOINT_OUTPUT_KEPT_H

#include "base/bytes.h"
#include "output/folder.h"

#include <stdbool.h>
#include <stddef.h>

/** Puts the pieces in the place of those kept before.  @param identity of the work
 *  @return false with the folder's `error` set */
bool kept_write(struct folder *folder, const char *name, const char *identity,
                const struct bytes_part part[], size_t n);

/** Fills the pieces.  @return false if none of this identity and these sizes are there, undamaged
 */
bool kept_read(const struct folder *folder, const char *name, const char *identity,
               const struct bytes_part part[], size_t n);

void kept_remove(const struct folder *folder, const char *name);

#endif
