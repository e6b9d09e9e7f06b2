/** Stage 7.4: effective units, charges, landed prices. */
#ifndef CHOKEPOINT_ENGINE_PRICES_H
#define CHOKEPOINT_ENGINE_PRICES_H

#include "engine/state.h"

/** What is fixed for the replication, w by the opening's efficiencies, prices without charges. */
void prices_open(const struct plan *pl, struct state *s);

/** Effective units, landed price, what each payee gets of it, cost per effective unit: where they
 * change. */
void prices_land(const struct plan *pl, struct state *s);

#endif
