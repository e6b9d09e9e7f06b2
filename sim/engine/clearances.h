/** Stage 7.6: allowances tick; applications move through the keys, are denied, cleared, revoked, or
 * lapse. */
#ifndef CHOKEPOINT_ENGINE_CLEARANCES_H
#define CHOKEPOINT_ENGINE_CLEARANCES_H

#include "engine/state.h"

/** Opening orders: cleared ones, and pending ones filed in month -1. */
void clearances_open(const struct plan *pl, struct state *s);

/** Grants of month t and the clocks of allowances (at the end of 7.1). */
void clearances_tick(const struct plan *pl, struct state *s, int32_t t);

/** This month's orders are filed; what waits advances. */
void clearances_advance(const struct plan *pl, struct state *s);

#endif
