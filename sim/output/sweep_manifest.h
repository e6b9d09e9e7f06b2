/**
 * The manifest of a sweep, and what else says where its numbers come from.
 *
 * manifest.json holds only what follows from the study, so that it is the same however the work was
 * cut; run.json beside it says how this time was spent.
 */
#ifndef CHOKEPOINT_OUTPUT_SWEEP_MANIFEST_H
#define CHOKEPOINT_OUTPUT_SWEEP_MANIFEST_H

#include "base/xxhash.h"
#include "design/sweep.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SWEEP_MANIFEST_RUN      "run.json"
#define SWEEP_MANIFEST_FAILURES 1000 // failed runs kept by name; more are counted

/** Failed runs, the first ones by name. */
struct sweep_failures {
    uint64_t n;
    struct runs_failure first[SWEEP_MANIFEST_FAILURES];
};

struct sweep_file {
    const char *name;
    char sum[XXHASH_TEXT]; // "" if it is not there
};

struct sweep_manifest {
    const char *version;
    const struct study *study;
    struct sweep_cut cut;
    uint64_t shard, shards;   // 1 of 1: all
    bool trajectories;        // are kept too
    const char *identity;     // hash of all that the numbers depend on
    struct sweep_file *files; // (n_files) beside the manifest
    size_t n_files;
    const struct sweep_failures *failures;
};

struct sweep_manifest_run {
    const char *compiler;
    int argc;
    char *const *argv;
    int processes;
    unsigned threads;  // of each
    uint64_t computed; // chunks; the others were there or came from shards
    double seconds;
};

/** Write them as JSON; errors show in the file's state. */
void sweep_manifest_write(FILE *file, const struct sweep_manifest *manifest);
void sweep_manifest_write_run(FILE *file, const struct sweep_manifest_run *run);

/** The XXH64 of a file.  @return false with errno set if it cannot be read */
bool sweep_manifest_sum(const char *path, char sum[XXHASH_TEXT]);

/** Does a manifest say that trajectories are kept? */
bool sweep_manifest_has_trajectories(const char *text);

/** The checksum a manifest gives for a file, into `sum`; false if it gives none.
 *  @param text of the manifest */
bool sweep_manifest_find(const char *text, const char *name, char sum[XXHASH_TEXT]);

#endif
