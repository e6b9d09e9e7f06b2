/** manifest.json: what was run, so that it can be run again. */
#ifndef CHOKEPOINT_OUTPUT_MANIFEST_H
#define CHOKEPOINT_OUTPUT_MANIFEST_H

#include "ensemble/ensemble.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct manifest_policy {
    const char *name;
    uint64_t hash; // FNV-1a, 64 bits, of its resolved configuration
    int32_t months;
    uint64_t asked; // replications, at most; the result says how many were run
    uint64_t seed;
    double error; // Monte Carlo error of the headline quantiles [1]
    double seconds;
    const struct ensemble_result *result;
    char **replay; // (min(failed, ENSEMBLE_FAILURES)) command lines
};

struct manifest {
    const char *version, *compiler;
    int argc;
    char *const *argv; // the command line
    const char *configuration;
    char *const *files; // every file read
    size_t n_files;
    const char *start; // date of the opening record
    bool deterministic, trajectories;
    uint64_t first; // replication
    unsigned threads;
    double seconds;
    const struct manifest_policy *policies;
    size_t n_policies;
    bool partial; // interrupted: not all that was asked for was run
    double until; // the error at which a policy was to stop; 0: none
};

/** Writes it as JSON; errors show in the file's state. */
void manifest_write(FILE *file, const struct manifest *manifest);

/** FNV-1a of n bytes, 64 bits. */
uint64_t manifest_hash(const char *bytes, size_t n);

/** Of all that decides what the results are: version, options, and each policy's resolved
 * configuration and number of futures. */
uint64_t manifest_fingerprint(const struct manifest *manifest);

/** Does a folder hold whole results of that fingerprint, in which no future failed? */
bool manifest_is_current(const char *folder, uint64_t fingerprint);

#endif
