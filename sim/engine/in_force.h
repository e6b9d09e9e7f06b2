/** What the regimes in force mean for each pair: renewed where some lane's regime moved. */
#ifndef CHOKEPOINT_ENGINE_IN_FORCE_H
#define CHOKEPOINT_ENGINE_IN_FORCE_H

#include "engine/state.h"

/** The regimes a block opens with: instruments' values, all that follows for pairs and chips, and
 * what every regime would mean. */
void in_force_open(const struct plan *pl, struct state *s);

/** The same where regimes moved. */
void in_force_turn(const struct plan *pl, struct state *s);

#endif
