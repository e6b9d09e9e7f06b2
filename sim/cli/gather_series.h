/** The trajectories of all chunks, into one file, as gather's rows are written. */
#ifndef CHOKEPOINT_CLI_GATHER_SERIES_H
#define CHOKEPOINT_CLI_GATHER_SERIES_H

#include "cli/gather.h"

#include <stdbool.h>

/** Nothing happens where no trajectories are kept. false with folder->error set.
 *  gather_series_close in any case */
bool gather_series_open(struct gather *gather);

/** Chunk after chunk, in order: so the file's bytes are always the same. */
bool gather_series_put(struct gather *gather, const struct sweep_chunk *chunk);

/** Brings it to disk.  @return false with folder->error set if any byte may be lost */
bool gather_series_close(struct gather *gather);

#endif
