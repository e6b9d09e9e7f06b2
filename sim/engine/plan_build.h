/** The steps of plan_init, one file each. All return false if memory is short. */
#ifndef CHOKEPOINT_ENGINE_PLAN_BUILD_H
#define CHOKEPOINT_ENGINE_PLAN_BUILD_H

#include "engine/plan.h"

/** Copies the names of entities and labels. */
bool plan_build_names(struct plan *plan);

/** Lays out the arena and writes every entity and instrument into it; lists slots, steps and ages.
 */
bool plan_build_arena(struct plan *plan);

/** Lists uncertain parameters and factors the correlation of those that are correlated. */
bool plan_build_uncertain(struct plan *plan);

/** Lists pairs, what may bind them, and the order of allocation. */
bool plan_build_pairs(struct plan *plan);

/** Lists the categories of the need ledger. */
bool plan_build_categories(struct plan *plan);

/** True if the parameter is certain and has that value. */
bool plan_build_fixed(const struct parameter *parameter, double value);

#endif
