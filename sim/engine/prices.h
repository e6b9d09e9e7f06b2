/** Stage 7.4: effective units, charges, landed prices. */
#ifndef CHOKEPOINT_ENGINE_PRICES_H
#define CHOKEPOINT_ENGINE_PRICES_H

#include "engine/state.h"

/** w of each pair, by the efficiencies at the end of last month [effective H100e a chip]. */
void prices_units(const struct plan *pl, struct state *s);

/** Effective units, landed price, what each payee gets of it, cost per effective unit. */
void prices_land(const struct plan *pl, struct state *s, int32_t t);

#endif
