/** Stage 7.1: scripted events, triggers, random moves; then instruments take their month's values.
 */
#ifndef CHOKEPOINT_ENGINE_POLICY_H
#define CHOKEPOINT_ENGINE_POLICY_H

#include "engine/state.h"

/** Regimes, signals and events as they are before month 0. */
void policy_open(const struct plan *pl, struct state *s);

/** Month t of every jurisdiction. */
void policy_turn(const struct plan *pl, struct state *s, int32_t t);

/** Stock of a reference at the end of month t [H100e]. */
void policy_reference(const struct state *s, int32_t reference, int32_t t, lanes stock);

/** World compute at the end of month t, with the modelled actors; 0 where no world is declared
 * [H100e]. */
void policy_world(const struct plan *pl, const struct state *s, int32_t t, lanes world);

#endif
