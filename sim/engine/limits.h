/** Use of limits within their windows. */
#ifndef CHOKEPOINT_ENGINE_LIMITS_H
#define CHOKEPOINT_ENGINE_LIMITS_H

#include "engine/state.h"

/** Use before month 0. */
void limits_open(const struct plan *pl, struct state *s);

/** At the start of month t: what leaves the windows. */
void limits_turn(const struct plan *pl, struct state *s, int32_t t);

/** Room of an instrument for actor a (of a shared limit: for all): limit - use, at least 0;
 * INFINITY where off. */
void limits_room(const struct plan *pl, const struct state *s, int32_t instrument, int32_t a,
                 int32_t t, lanes room);

/** Books chips a pair shipped in month t on every limit that covers it, active or not. */
void limits_book(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes chips);

#endif
