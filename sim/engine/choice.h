/** Which chips an actor would buy: taste, costs, shares, targets. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_CHOICE_H
#define CHOKEPOINT_ENGINE_CHOICE_H

#include "engine/state.h"

/** Tastes of the whole run: Omega omega^ for each pair. */
void choice_open(const struct plan *pl, struct state *s);

/** Open pairs, logarithms of cost and the first mix of actor a in month t. */
void choice_mix(const struct plan *pl, struct state *s, int32_t a);

/** In month 0: what was eligible at the start, and the cost to which later ones are compared. */
void choice_refer(const struct plan *pl, struct state *s, int32_t a);

/** D(t) and its price factor. */
void choice_target(const struct plan *pl, struct state *s, int32_t a, int32_t t);

/** Target at the end of month t + ahead.  @param ahead [months]  @param target overwritten
 * [effective H100e] */
void choice_target_at(const struct state *s, int32_t a, int32_t t, const lanes ahead, lanes target);

/** Mean of x over a's pairs where `in` is 1, by shares renormalised; 0 where none is.  @param x
 * (n_pairs) */
void choice_mean(const struct plan *pl, const struct state *s, int32_t a, const lanes in[],
                 const lanes x[], lanes mean);

#endif
