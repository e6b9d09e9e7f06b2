/** What a question changes in a compiled plan, without compiling it again. */
#ifndef CHOKEPOINT_ENGINE_PLAN_CHANGES_H
#define CHOKEPOINT_ENGINE_PLAN_CHANGES_H

#include "engine/draws.h"
#include "engine/plan.h"

/** Lanes of a block's arena that are multiplied, whatever was drawn. */
struct scaled {
    uint32_t offset;
    double factor;
};

struct plan_changes {
    struct scaled *scaled; // (n_scaled)
    size_t n_scaled;
    struct draws_moved *moved; // or NULL
};

/** From now on multiplies n parameters by a factor, after they are drawn and in every regime, and
 * no others. False if memory is short.  @param parameter (n) numbers among the scenario's */
bool plan_changes_scale(struct plan *plan, const size_t parameter[], size_t n, double factor);

/** From now on takes the draws of n entities, and of no others, from replications `by` further on.
 * False if memory is short.  @param key (n) as draws_key gives them, in any order */
bool plan_changes_move(struct plan *plan, const uint64_t key[], size_t n, uint32_t by);

/** Back to the plan as it was compiled. Allowed twice. */
void plan_changes_free(struct plan *plan);

#endif
