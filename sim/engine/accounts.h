/** Stage 7.8: what has no lead lands, experience grows. */
#ifndef CHOKEPOINT_ENGINE_ACCOUNTS_H
#define CHOKEPOINT_ENGINE_ACCOUNTS_H

#include "engine/state.h"

/** Experience and efficiencies at the opening. */
void accounts_open(const struct plan *pl, struct state *s);

/** The end of month t: what has no lead lands and is installed, experience grows. */
void accounts_close(const struct plan *pl, struct state *s, int32_t t);

/** Efficiencies from experience; the month's records are read before, next month uses them. */
void accounts_learn(const struct plan *pl, struct state *s);

#endif
