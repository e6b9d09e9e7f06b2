/** One future as a story: what happened, in which month, how much, and which key was shut. */
#ifndef CHOKEPOINT_CLI_STORY_H
#define CHOKEPOINT_CLI_STORY_H

#include "cli/history.h"

#include <stdio.h>

/** Tells the months in order. */
void story_tell(FILE *out, const struct history *history);

/** Tells how it ended: stocks, and what bound most.  @param state after the last month */
void story_end(FILE *out, const struct plan *plan, const struct state *state);

#endif
