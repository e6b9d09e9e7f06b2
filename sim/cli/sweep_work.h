/** The chunks of a sweep: which are there, who computes which, when to stop. */
#ifndef CHOKEPOINT_CLI_SWEEP_WORK_H
#define CHOKEPOINT_CLI_SWEEP_WORK_H

#include "cli/experiment.h"
#include "cli/progress.h"
#include "ensemble/ranks.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct sweep_work {
    struct experiment *experiment;
    const struct arguments *arguments;
    struct ranks *ranks;    // processes that share the chunks
    uint64_t shard, shards; // 1 ... n of n
    bool fail_fast;
    uint32_t *owner;                // (chunks) 0 where it is there, else GATHER_NOBODY
    uint64_t found, computed, mine; // chunks; mine: of the shard
    uint64_t next, passed;          // chunks looked at, and those of them that were to be computed
    struct progress progress;
    uint64_t runs; // done; with other processes: in chunks before the last one claimed here
    pthread_mutex_t lock;
    bool stopped, failed; // by a signal; a run failed and fail_fast
    char error[512];      // of the disk, or ""
};

/** False if memory is short; sweep_work_free in any case. */
bool sweep_work_init(struct sweep_work *work);
void sweep_work_free(struct sweep_work *work);

/** Looks which chunks are there and whole; tells of the others.  @return an exit code */
int sweep_work_find(struct sweep_work *work);

/** Computes the others, with all processes, until a signal comes to one of them. What the first
 * process found counts.  @return an exit code, the same for all */
int sweep_work_run(struct sweep_work *work, unsigned threads);

#endif
