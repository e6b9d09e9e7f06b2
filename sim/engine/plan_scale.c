#include "engine/plan.h"

#include <stdlib.h>

static bool is_among(size_t x, const size_t of[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (of[i] == x)
            return true;
    return false;
}

bool plan_scale(struct plan *plan, const size_t parameter[], size_t n, double factor)
{
    plan->n_scaled = 0;
    free(plan->scaled);
    plan->scaled = calloc(plan->n_slots + 1, sizeof *plan->scaled);
    if (!plan->scaled)
        return false;
    for (size_t i = 0; i < plan->n_slots; i++)
        if (is_among(plan->slots[i].parameter, parameter, n))
            plan->scaled[plan->n_scaled++] = (struct scaled){plan->slots[i].offset, factor};
    return true;
}
