/** What the regimes in force mean for each pair: refreshed when some lane's regime changed. */
#ifndef CHOKEPOINT_ENGINE_IN_FORCE_H
#define CHOKEPOINT_ENGINE_IN_FORCE_H

#include "engine/state.h"

/** Applies the regimes in force: instruments' values of the month, and all that follows for pairs
 * and chips. */
void in_force_refresh(const struct plan *pl, struct state *s);

/** For each regime and pair: would the regime's jurisdiction shut the pair? Once a block. */
void in_force_foresee(const struct plan *pl, struct state *s);

#endif
