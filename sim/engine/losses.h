/** What is lost by cause when orders are placed, for the need ledger. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_LOSSES_H
#define CHOKEPOINT_ENGINE_LOSSES_H

#include "engine/placing.h"

/** Books what the actor of x lost in the first round, which has just been placed. */
void losses_book(const struct plan *pl, struct state *s, const struct placing *x);

#endif
