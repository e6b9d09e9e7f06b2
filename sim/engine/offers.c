/*
 * The months walk these lists instead of all pairs: one that no lane may order costs nothing.
 */
#include "engine/offers.h"

#include <string.h>

void offers_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++)
        s->liked[p] = lanes_any(s->taste[p]);
    offers_list(pl, s);
}

/** May some lane order the pair?  @param missed true if some lane would like it but may not */
static bool may_order(const struct plan *pl, const struct state *s, int32_t p, bool *missed)
{
    const real *taste = s->taste[p], *admitted = s->admitted[p];
    lanes may, may_not;

    *missed = false;
    if (!s->liked[p] || !binds_has(&pl->pairs[p], BIND_SHUTS))
        return s->liked[p];
    EACH_LANE (i) {
        may[i] = taste[i] * admitted[i];
        may_not[i] = taste[i] * (1 - admitted[i]);
    }
    *missed = lanes_any(may_not);
    return lanes_any(may);
}

void offers_list(const struct plan *pl, struct state *s)
{
    int32_t n_offered = 0, n_shut = 0;

    memset(s->order, 0, sizeof(lanes) * (size_t)pl->n_pairs);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        s->offered_first[a] = n_offered;
        s->shut_first[a] = n_shut;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            bool missed;
            if (may_order(pl, s, p, &missed))
                s->offered[n_offered++] = p;
            if (missed)
                s->shut[n_shut++] = p;
        }
    }
    s->offered_first[pl->n_actors] = n_offered;
    s->shut_first[pl->n_actors] = n_shut;
}
