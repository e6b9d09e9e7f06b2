/**
 * Several policies on the same futures, one after the other, into one folder of results.
 *
 * The others are compared with the first policy, whose futures are kept while they are few and run
 * again beside each policy where they are many.
 */
#ifndef CHOKEPOINT_CLI_POLICY_RUNS_H
#define CHOKEPOINT_CLI_POLICY_RUNS_H

#include "cli/arguments.h"
#include "cli/progress.h"
#include "ensemble/collector.h"
#include "model/scenario.h"
#include "output/results.h"

#define POLICY_RUNS_BYTES 8e9 // memory beyond which a run is refused
#define POLICY_RUNS_UNTIL                                                                          \
    1000000 // futures at which --until gives up, if --replications says nothing

/** One policy: its configuration, then its futures. */
struct policy_run {
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

struct policy_runs {
    const struct arguments *arguments;
    bool deterministic, trajectories;
    double until; // Monte Carlo error at which a policy has enough futures; 0: no such thing [1]
    uint64_t first;
    unsigned threads;
    struct policy_run *policy;
    size_t n;
    size_t done;  // policies whose rows are written
    bool partial; // interrupted
    struct results results;
    struct progress progress;
    double began;
};

/** Lists the policies asked for and reads all their configurations. Prints mistakes.  @return an
 * exit code */
int policy_runs_read(struct policy_runs *runs);

/** Does a folder hold what these runs would give, whole and without failures?  False if memory is
 * short. */
bool policy_runs_are_current(struct policy_runs *runs, const char *folder);

/** Runs policy i, writes its rows and prints its report; of an interrupted one too, if any chunk is
 * whole.  @return an exit code */
int policy_runs_run(struct policy_runs *runs, size_t i);

/** Completes the folder for the policies done: resolved configurations, manifest, rename.
 *  @return an exit code */
int policy_runs_commit(struct policy_runs *runs);

/** Allowed twice and on a zeroed one; removes what was not committed. */
void policy_runs_free(struct policy_runs *runs);

#endif
