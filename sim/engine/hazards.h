/** How likely each regime is left for each other, month by month; what triggers watch stands
 * beside.
 */
#ifndef CHOKEPOINT_ENGINE_HAZARDS_H
#define CHOKEPOINT_ENGINE_HAZARDS_H

#include "engine/state.h"

/** Covariates as of the end of t-1, and the hazard of every transition in month t. */
void hazards_turn(const struct plan *pl, struct state *s, int32_t t);

#endif
