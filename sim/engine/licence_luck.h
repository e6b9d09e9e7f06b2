/**
 * Luck of licences: how long an application takes, and whether it is denied.
 *
 * A correlated uniform is Phi(sqrt(rho) shared + sqrt(1 - rho) own), own and shared normal scores.
 * It lies at or above q where the own uniform lies at or above
 *
 *     Phi((Phi^-1(q) - sqrt(rho) shared) / sqrt(1 - rho))
 *
 * so for each licence, lane and spell of its owner's regime thresholds are computed once, and an
 * application only compares.
 */
#ifndef CHOKEPOINT_ENGINE_LICENCE_LUCK_H
#define CHOKEPOINT_ENGINE_LICENCE_LUCK_H

#include "engine/state.h"

/** Thresholds of months n = first ... first + LICENCE_LUCK_STEP - 1, for q = F(n + 1/2), F the
 * delay's distribution function: Erlang of that shape and mean; shape 0: exactly the mean. The
 * delay, rounded half up, is the number of those at or below the own uniform.
 * @param at overwritten */
void licence_luck_delays(int32_t shape, double mean, double rho, double shared, int32_t first,
                         double at[LICENCE_LUCK_STEP]);

/** The threshold for q = p: an application is denied where its own uniform lies below. */
double licence_luck_denial(double p, double rho, double shared);

/** Months of delay for an uncorrelated uniform; counted up to `most` at least. */
int32_t licence_luck_months(int32_t shape, double mean, double u, int32_t most);

/** Forgets the thresholds of spells that ended. */
void licence_luck_turn(const struct plan *pl, struct state *s);

/** Applications s->filed[0] ... s->filed[n-1] learn when they are due and whether they are denied.
 */
void licence_luck_decide(const struct plan *pl, struct state *s, int32_t n);

#endif
