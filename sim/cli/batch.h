/**
 * Several policies on the same futures, one after the other, into one folder of results.
 *
 * The first policy's futures are kept for comparison; the others are freed once their rows are
 * written.
 */
#ifndef CHOKEPOINT_CLI_BATCH_H
#define CHOKEPOINT_CLI_BATCH_H

#include "cli/arguments.h"
#include "cli/progress.h"
#include "ensemble/collector.h"
#include "model/scenario.h"
#include "output/results.h"

#define BATCH_BYTES 8e9 // memory beyond which a run is refused

/** One policy: its configuration, then its futures. */
struct batch_policy {
    char *name;
    bool declared; // false: the configuration as it stands
    struct scenario scenario;
    struct plan plan;
    struct collector collector;
    struct ensemble_result result;
    uint64_t hash;
    double seconds;
    char **replay; // (kept failures) command lines
};

struct batch {
    const struct arguments *arguments;
    bool deterministic;
    uint64_t first;
    unsigned threads;
    struct batch_policy *policy;
    size_t n;
    struct results results;
    struct progress progress;
    double began;
};

/** Lists the policies asked for and reads all their configurations. Prints mistakes.  @return an
 * exit code */
int batch_read(struct batch *batch);

/** Runs policy i, writes its rows and prints its report.  @return an exit code */
int batch_run(struct batch *batch, size_t i);

/** Completes the folder: resolved configurations, manifest, rename.  @return an exit code */
int batch_commit(struct batch *batch);

/** Allowed twice and on a zeroed batch; removes what was not committed. */
void batch_free(struct batch *batch);

#endif
