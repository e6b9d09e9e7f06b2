#include "engine/losses.h"

#include <string.h>

void losses_clear(const struct plan *pl, struct state *s, int32_t a)
{
    for (int32_t at = a * pl->n_categories; at < (a + 1) * pl->n_categories; at++)
        if (s->loss_touched[at]) {
            memset(s->loss[at], 0, sizeof(lanes));
            memset(s->loss_chips[at], 0, sizeof(lanes));
            s->loss_touched[at] = 0;
        }
}

struct losses losses_of(const struct plan *pl, struct state *s, int32_t a, int32_t category)
{
    const int32_t at = a * pl->n_categories + category;

    s->loss_touched[at] = 1;
    return (struct losses){s->loss[at], s->loss_chips[at]};
}
