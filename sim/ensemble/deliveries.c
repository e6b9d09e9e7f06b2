#include "ensemble/deliveries.h"

#include "base/clones.h"

#include <string.h>

const double deliveries_thresholds[DELIVERIES_THRESHOLDS] = {0,   1,   1000, 10000, 50000,
                                                             1e5, 2e5, 4e5,  1e6};

size_t deliveries_count(const struct plan *plan)
{
    return (size_t)(plan->n_actors + 1) * (size_t)(plan->n_chips + 1);
}

// what is below is inlined, so that it is compiled once for each processor
#define INLINE static inline __attribute__((always_inline))

INLINE void add(real *restrict sum, const real *restrict x)
{
    EACH_LANE (i)
        sum[i] += x[i];
}

/** Counts the lanes that reach each threshold; if none does, none reaches the next. */
INLINE void count(const real *restrict x, uint32_t *restrict reached)
{
    for (int h = 0; h < DELIVERIES_THRESHOLDS; h++) {
        const double least = deliveries_thresholds[h];
        int64_t n = 0;
        EACH_LANE (i)
            n += h == 0 ? x[i] > 0 : x[i] >= least;
        if (n == 0)
            return;
        reached[h] += (uint32_t)n;
    }
}

/** The lanes that count; zero elsewhere. */
INLINE const real *counting(const real *x, const struct ensemble_block *block, lanes room)
{
    if (ensemble_all(block))
        return x;
    EACH_LANE (i)
        room[i] = block->used[i] ? x[i] : 0;
    return room;
}

CLONES void deliveries_add(const struct plan *plan, const struct state *state,
                           const struct ensemble_block *block, lanes by_chip[],
                           uint32_t reached[][DELIVERIES_THRESHOLDS])
{
    const int32_t width = plan->n_chips + 1, last = plan->n_chips, all = plan->n_actors * width;

    memset(by_chip, 0, sizeof(lanes) * (size_t)width);
    for (int32_t a = 0; a < plan->n_actors; a++) {
        lanes mine = {0}, room;
        for (int32_t p = plan->actor_pair[a]; p < plan->actor_pair[a + 1]; p++) {
            const int32_t k = plan->pairs[p].chip;
            const struct chip *chip = &state->chip[k];
            if (chip->channel == CHANNEL_DOMESTIC || !state->held[p] ||
                !lanes_any(state->sum_landed[p]))
                continue;
            const real *landed = counting(state->sum_landed[p], block, room);
            count(landed, reached[a * width + k]);
            add(by_chip[k], landed);
            if (chip->channel != CHANNEL_OFFICIAL || chip->origin == state->actor[a].home)
                continue;
            add(mine, landed);
            add(by_chip[last], landed);
        }
        count(mine, reached[a * width + last]);
    }
    for (int32_t k = 0; k < width; k++)
        count(by_chip[k], reached[all + k]);
}
