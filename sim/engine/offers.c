/*
 * The months walk these lists instead of all pairs and all their binds: a pair that no lane may
 * order costs nothing, nor does an instrument that shuts nothing.
 */
#include "engine/offers.h"

#include <string.h>

void offers_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++)
        s->liked[p] = lanes_any(s->taste[p]);
    offers_list(pl, s);
}

/** Lists a pair under each instrument that is the first to shut it in some lane.
 *  @param n listed so far  @return the same with these */
static int32_t list_shut(const struct plan *pl, struct state *s, int32_t p, int32_t n)
{
    const double *taste = s->taste[p], *barred = s->barred[p];

    EACH_BIND (b, pl, p, BIND_SHUTS) {
        const int32_t m = pl->binds[b].instrument;
        const int32_t category = pl->instruments[m].number == INSTRUMENT_LICENCE
                                     ? pl->category.held[m]
                                     : pl->category.barred[m];
        lanes missed;
        EACH_LANE (i) {
            const double liking = taste[i];
            missed[i] = barred[i] == category ? liking : 0;
        }
        if (lanes_any(missed)) {
            s->shut[n] = p;
            s->shut_as[n++] = category;
        }
    }
    return n;
}

/** May some lane order the pair?  @param missed 1 if some lane would like it but may not */
static bool may_order(const struct plan *pl, const struct state *s, int32_t p, bool *missed)
{
    const double *taste = s->taste[p], *admitted = s->admitted[p];
    const struct span shuts = pl->pairs[p].role[BIND_SHUTS];
    lanes may, may_not;

    *missed = false;
    if (!s->liked[p] || shuts.first == shuts.end)
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

    for (int32_t a = 0; a < pl->n_actors; a++) {
        s->offered_first[a] = n_offered;
        s->shut_first[a] = n_shut;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            bool missed;
            if (may_order(pl, s, p, &missed))
                s->offered[n_offered++] = p;
            else
                memset(s->order[p], 0, sizeof(lanes));
            if (missed)
                n_shut = list_shut(pl, s, p, n_shut);
        }
    }
    s->offered_first[pl->n_actors] = n_offered;
    s->shut_first[pl->n_actors] = n_shut;
}
