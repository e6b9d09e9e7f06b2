/** What is lost by cause when orders are placed, for the need ledger. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_LOSSES_H
#define CHOKEPOINT_ENGINE_LOSSES_H

#include "engine/state.h"

/** What an actor lost to a category this month. */
struct losses {
    double *units, *chips; // effective units, and the chips themselves
};

/** Empties last month's of actor a. */
void losses_clear(const struct plan *pl, struct state *s, int32_t a);

/** Those of a category, which from now on counts as touched. */
struct losses losses_of(const struct plan *pl, struct state *s, int32_t a, int32_t category);

/** Adds chips of so many effective units each. */
static inline void losses_add(struct losses lost, const double *chips, const double *units)
{
    EACH_LANE (i) {
        lost.units[i] += chips[i] * units[i];
        lost.chips[i] += chips[i];
    }
}

#endif
