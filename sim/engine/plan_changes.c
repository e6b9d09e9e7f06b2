#include "engine/plan_changes.h"

#include <stdlib.h>

static bool make_room(struct plan *plan)
{
    if (!plan->changes)
        plan->changes = calloc(1, sizeof *plan->changes);
    return plan->changes;
}

static bool is_among(size_t x, const size_t of[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (of[i] == x)
            return true;
    return false;
}

bool plan_changes_scale(struct plan *plan, const size_t parameter[], size_t n, double factor)
{
    struct scaled *scaled = calloc(plan->n_slots + (size_t)1, sizeof *scaled);

    if (!scaled || !make_room(plan)) {
        free(scaled);
        return false;
    }
    free(plan->changes->scaled);
    plan->changes->scaled = scaled;
    plan->changes->n_scaled = 0;
    for (size_t i = 0; i < plan->n_slots; i++)
        if (is_among(plan->slots[i].parameter, parameter, n))
            scaled[plan->changes->n_scaled++] = (struct scaled){plan->slots[i].offset, factor};
    return true;
}

bool plan_changes_move(struct plan *plan, const uint64_t key[], size_t n, uint32_t by)
{
    struct draws_moved *moved = malloc(sizeof *moved + n * sizeof *moved->key);

    if (!moved || !make_room(plan)) {
        free(moved);
        return false;
    }
    moved->by = by;
    moved->n = 0;
    for (size_t k = 0; k < n; k++) {
        size_t i = moved->n++;
        for (; i > 0 && moved->key[i - 1] > key[k]; i--)
            moved->key[i] = moved->key[i - 1];
        moved->key[i] = key[k];
    }
    free(plan->changes->moved);
    plan->changes->moved = moved;
    return true;
}

void plan_changes_free(struct plan *plan)
{
    if (plan->changes) {
        free(plan->changes->scaled);
        free(plan->changes->moved);
    }
    free(plan->changes);
    plan->changes = NULL;
}
