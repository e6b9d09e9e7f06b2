/** Stage 7.7: cleared orders compete for limits and inventory; what ships is booked chip by chip.
 */
#ifndef CHOKEPOINT_ENGINE_ALLOCATION_H
#define CHOKEPOINT_ENGINE_ALLOCATION_H

#include "engine/state.h"

/** Nothing was claimed yet: what is cleared at the opening counts as `need`. */
void allocation_open(const struct plan *pl, struct state *s);

/** Shipments of month t, in their slots of s->shipped; what stayed back in s->clip by what clipped
 * it. */
void allocation_share(const struct plan *pl, struct state *s, int32_t t);

#endif
