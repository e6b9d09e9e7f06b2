/** Stage 7.2: suppliers make chips from capacity, yield and input banks. */
#ifndef CHOKEPOINT_ENGINE_PRODUCTION_H
#define CHOKEPOINT_ENGINE_PRODUCTION_H

#include "engine/state.h"

/** The opening record of this stage's state. */
void production_open(const struct plan *pl, struct state *s);

void production_run(const struct plan *pl, struct state *s, int32_t t);

#endif
