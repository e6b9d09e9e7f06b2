/** What stands between an ensemble and who waits for it: progress, interruption, enough futures. */
#ifndef CHOKEPOINT_CLI_WATCH_H
#define CHOKEPOINT_CLI_WATCH_H

#include "cli/progress.h"
#include "ensemble/collector.h"
#include "ensemble/ensemble.h"

struct watch {
    struct progress *progress;
    const struct collector *collector;
    double until;    // Monte Carlo error that is enough [1]; 0: none is
    uint64_t next;   // futures at which it is asked again
    uint64_t most;   // futures there may be
    double *scratch; // (N) where every value is kept
};

/** Sets the job's callbacks.  @return false if memory is short */
bool watch_init(struct watch *watch, struct ensemble_job *job);
void watch_free(struct watch *watch);

#endif
