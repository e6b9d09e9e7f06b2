/*
 * Stages of a month walk these lists instead of all pairs and all their binds: a pair that no lane
 * may order costs nothing, nor does an instrument that shuts nothing.
 */
#include "engine/offers.h"

#include <string.h>

int32_t offers_cause(const struct plan *pl, int32_t b)
{
    const int32_t m = pl->binds[b].instrument;

    return pl->instruments[m].number == INSTRUMENT_LICENCE ? pl->category.held[m]
                                                           : pl->category.barred[m];
}

/** The binds that are the first to shut the pair in some lane that would like it. */
static int32_t list_shut(const struct plan *pl, struct state *s, int32_t p, const lanes missed,
                         int32_t n)
{
    if (!lanes_any(missed))
        return n;
    for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++) {
        const int32_t cause = offers_cause(pl, b);
        lanes by;
        EACH_LANE (i)
            by[i] = s->barred[p][i] == cause ? missed[i] : 0;
        if (cause >= 0 && lanes_any(by))
            s->shut[n++] = b;
    }
    return n;
}

void offers_list(const struct plan *pl, struct state *s)
{
    int32_t n_offered = 0, n_shut = 0;

    for (int32_t a = 0; a < pl->n_actors; a++) {
        s->offered_first[a] = n_offered;
        s->shut_first[a] = n_shut;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            lanes may, missed;
            EACH_LANE (i) {
                may[i] = s->taste[p][i] * s->admitted[p][i];
                missed[i] = s->taste[p][i] * (1 - s->admitted[p][i]);
            }
            if (lanes_any(may))
                s->offered[n_offered++] = p;
            n_shut = list_shut(pl, s, p, missed, n_shut);
        }
    }
    s->offered_first[pl->n_actors] = n_offered;
    s->shut_first[pl->n_actors] = n_shut;
    memset(s->order, 0, sizeof(lanes) * (size_t)pl->n_pairs);
}
