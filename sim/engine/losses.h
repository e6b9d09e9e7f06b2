/** What is lost by cause when orders are placed, for the need ledger. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_LOSSES_H
#define CHOKEPOINT_ENGINE_LOSSES_H

#include "engine/state.h"

/** Empties last month's rows of actor a. */
void losses_clear(const struct plan *pl, struct state *s, int32_t a);

/** What actor a lost to a category, to add to. */
struct losses {
    double *units, *chips; // effective units, and the chips themselves
};
struct losses losses_of(const struct plan *pl, struct state *s, int32_t a, int32_t category);

/** Adds chips of so many effective units each. */
void losses_add(const struct plan *pl, struct state *s, int32_t a, int32_t category,
                const lanes chips, const lanes units);

/** What a would have ordered of pairs that are shut: w want each, by the first that shuts them. */
void losses_of_shut(const struct plan *pl, struct state *s, int32_t a);

#endif
