/** Section 7.9: which chokepoint bound. Each actor's target is filled by what it has, on the way,
 * waiting, refused, not ordered. */
#ifndef CHOKEPOINT_ENGINE_LEDGER_H
#define CHOKEPOINT_ENGINE_LEDGER_H

#include "engine/state.h"

/** The ledger of the month that ends. */
void ledger_fill(const struct plan *pl, struct state *s);

#endif
