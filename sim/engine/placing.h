/** How an actor's gap becomes orders within the rooms it knows, and what was lost on the way. Part
 * of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_PLACING_H
#define CHOKEPOINT_ENGINE_PLACING_H

#include "engine/rooms.h"

/** Places actor a's gap; orders in r->placed, losses of round 0 by cause in the state. */
void placing_spread(const struct plan *pl, struct state *s, int32_t a, struct rooms *r);

/** Places the wants in r->want of the pairs of a within the rooms left: one factor for each chip.
 * Adds to r->placed. */
void placing_clamp(const struct plan *pl, struct state *s, int32_t a, struct rooms *r);

#endif
