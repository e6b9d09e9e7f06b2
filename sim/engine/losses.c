#include "engine/losses.h"

#include "engine/offers.h"

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

void losses_add(const struct plan *pl, struct state *s, int32_t a, int32_t category,
                const lanes chips, const lanes units)
{
    const struct losses lost = losses_of(pl, s, a, category);

    EACH_LANE (i) {
        lost.units[i] += chips[i] * units[i];
        lost.chips[i] += chips[i];
    }
}

void losses_of_shut(const struct plan *pl, struct state *s, int32_t a)
{
    const double *gap = s->gap[a];

    for (int32_t n = s->shut_first[a]; n < s->shut_first[a + 1]; n++) {
        const int32_t b = s->shut[n], p = pl->binds[b].pair, cause = offers_cause(pl, b);
        const double *share = s->share[p], *units = s->units[p], *barred = s->barred[p];
        lanes lost;
        EACH_LANE (i) {
            const double w = units[i], want = share[i] * gap[i] / (w > 0 ? w : 1);
            lost[i] = barred[i] == cause ? want : 0;
        }
        losses_add(pl, s, a, cause, lost, units);
    }
}
