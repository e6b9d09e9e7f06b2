/** From the chunks of a sweep to its folder of results: tables and manifest. */
#ifndef CHOKEPOINT_CLI_GATHER_H
#define CHOKEPOINT_CLI_GATHER_H

#include "cli/experiment.h"
#include "output/folder.h"
#include "output/series.h"
#include "output/sweep_manifest.h"

#include <stdbool.h>
#include <stdint.h>

#define GATHER_NOBODY UINT32_MAX

struct gather {
    struct experiment *experiment;
    const struct arguments *arguments;
    struct folder *folder;
    const char *const *source; // folders that hold chunks
    const uint32_t *owner;     // (chunks) which of them has it; GATHER_NOBODY: left out
    uint64_t shard, shards;    // 1 of 1: all chunks, so there are tables
    int processes;
    unsigned threads;  // of each
    uint64_t computed; // chunks
    double began;
    struct sweep_failures failures;
    const struct series_format *format; // of trajectories; NULL: none are written
    void *series;                       // their file
};

/** Writes what says to which study a folder belongs.  @return an exit code */
int gather_head(struct folder *folder, const struct experiment *experiment);

/** Writes the rest; the folder is still to be committed. Prints failed runs.  @return an exit code
 */
int gather_write(struct gather *gather);

#endif
