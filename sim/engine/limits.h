/** Use of limits within their windows. */
#ifndef CHOKEPOINT_ENGINE_LIMITS_H
#define CHOKEPOINT_ENGINE_LIMITS_H

#include "engine/state.h"

/** Use before month 0. */
void limits_open(const struct plan *pl, struct state *s);

/** At the start of month t: what leaves the windows. */
void limits_turn(const struct plan *pl, struct state *s, int32_t t);

/** Limit of an instrument less its use for actor a (of a shared limit: for all), perhaps below 0;
 * INFINITY where off.  @param whole the limit */
void limits_left(const struct plan *pl, const struct state *s, int32_t instrument, int32_t a,
                 int32_t t, lanes left, lanes whole);

/** The same, at least 0. */
void limits_room(const struct plan *pl, const struct state *s, int32_t instrument, int32_t a,
                 int32_t t, lanes room);

/** Books chips a pair shipped in month t on every limit that covers it, active or not. */
void limits_book(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes chips);

#endif
