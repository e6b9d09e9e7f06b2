/** What only shows when everything is known: how entities fit together, and whether the
 * run fits memory. */
#ifndef CHOKEPOINT_CONFIG_CHECKS_H
#define CHOKEPOINT_CONFIG_CHECKS_H

#include "base/diag.h"
#include "model/scenario.h"

#include <stdbool.h>

#define CHECKS_MEMORY_BYTES 2e9 // the most a thread may be expected to need

/** All of them; mistakes go to diag. Safe on a scenario that has mistakes already.
 *  @return false if memory failed */
bool checks_run(const struct scenario *sc, struct diag *diag);

/** What each thread is expected to need: ten histories of a block for each actor, chip and month.
 * [bytes] */
double checks_memory(const struct scenario *sc);

#endif
