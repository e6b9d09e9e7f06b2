/** A sweep that grows: the chunks that an earlier one of fewer futures kept are taken over. */
#ifndef CHOKEPOINT_CLI_SWEEP_GROW_H
#define CHOKEPOINT_CLI_SWEEP_GROW_H

#include "cli/experiment.h"

#include <stdint.h>

/** Does a folder hold chunks of this study, perhaps with fewer futures? Else says what is wrong.
 *  @return an exit code */
int sweep_grow_check(const struct experiment *experiment, const char *from);

/** Copies into the experiment's folder what chunks of this shard stand in another one and are its
 * own but for the number of futures. Says how many.  @return an exit code */
int sweep_grow(const struct experiment *experiment, const char *from, uint64_t shard,
               uint64_t shards);

#endif
