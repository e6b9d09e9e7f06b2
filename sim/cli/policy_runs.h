/**
 * Several policies on the same futures, one after the other, into one folder of results.
 *
 * The others are compared with the first policy, whose futures are kept while they are few and run
 * again beside each policy where they are many.
 */
#ifndef CHOKEPOINT_CLI_BATCH_H
#define CHOKEPOINT_CLI_BATCH_H

#include "cli/arguments.h"
#include "cli/progress.h"
#include "ensemble/collector.h"
#include "model/scenario.h"
#include "output/results.h"

#define BATCH_BYTES 8e9     // memory beyond which a run is refused
#define BATCH_UNTIL 1000000 // futures at which --until gives up, if --replications says nothing

/** One policy: its configuration, then its futures. */
struct batch_policy {
    char *name;
    bool declared; // false: the configuration as it stands
    struct scenario scenario;
    struct plan plan;
    struct collector collector;
    struct ensemble_result result;
    uint64_t hash;
    double error; // Monte Carlo error of the headlines [1]
    double seconds;
    char **replay; // (kept failures) command lines
};

struct batch {
    const struct arguments *arguments;
    bool deterministic, trajectories;
    double until; // Monte Carlo error at which a policy has enough futures; 0: no such thing [1]
    uint64_t first;
    unsigned threads;
    struct batch_policy *policy;
    size_t n;
    size_t done;  // policies whose rows are written
    bool partial; // interrupted
    struct results results;
    struct progress progress;
    double began;
};

/** Lists the policies asked for and reads all their configurations. Prints mistakes.  @return an
 * exit code */
int batch_read(struct batch *batch);

/** Runs policy i, writes its rows and prints its report; of an interrupted one too, if any chunk is
 * whole.  @return an exit code */
int batch_run(struct batch *batch, size_t i);

/** Completes the folder for the policies done: resolved configurations, manifest, rename.
 *  @return an exit code */
int batch_commit(struct batch *batch);

/** Allowed twice and on a zeroed batch; removes what was not committed. */
void batch_free(struct batch *batch);

#endif
