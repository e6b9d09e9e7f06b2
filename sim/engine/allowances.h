/** Allowances of licences asked before the order: granted, usable after a delay drawn once,
 * consumed by ordering. */
#ifndef CHOKEPOINT_ENGINE_ALLOWANCES_H
#define CHOKEPOINT_ENGINE_ALLOWANCES_H

#include "engine/state.h"

/** Refused chips of a pair return to the allowances that bind it. */
void allowances_give_back(const struct plan *pl, struct state *s, int32_t p, int32_t lane,
                          real chips);

#endif
