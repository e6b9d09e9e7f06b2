/** Which chips an actor would buy: taste, costs, shares, targets. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_CHOICE_H
#define CHOKEPOINT_ENGINE_CHOICE_H

#include "engine/state.h"

/** Tastes of the whole run, Omega omega^ for each pair, and the growth of targets. */
void choice_open(const struct plan *pl, struct state *s);

/** Attraction taste c^-theta and ln c of those of actor a's pairs that were priced anew. */
void choice_attract(const struct plan *pl, struct state *s, int32_t a);

/** In month 0: what was eligible at the start, and the cost to which later ones are compared. */
void choice_refer(const struct plan *pl, struct state *s, int32_t a);

/** Open pairs and the first mix of actor a in month t, and by its cost D(t). */
void choice_mix(const struct plan *pl, struct state *s, int32_t a, int32_t t);

/** Target so many months after this one.  @param ahead [months]  @param target overwritten
 * [effective H100e] */
void choice_target_at(const struct state *s, int32_t a, const lanes ahead, lanes target);

/** Target when what pair p of actor a ships today has entered service and its cover has passed. */
void choice_target_served(const struct state *s, int32_t a, int32_t p, lanes target);

#endif
