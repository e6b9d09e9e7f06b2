#include "engine/ratios.h"

#include "engine/state_at.h"
#include "instrument/domestic_ratio.h"

int32_t ratios_list(const struct plan *pl, const struct state *s, int32_t ratio[RATIOS_MOST])
{
    int32_t n = 0;

    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].ratio >= 0 && lanes_any(state_head(s, pl, m)->active))
            ratio[n++] = m;
    return n;
}

/** 1 where ratio m binds the pair; NULL if it never does. */
static const real *ratio_on(const struct plan *pl, const struct state *s, int32_t p, int32_t m)
{
    EACH_BIND (b, pl, p, BIND_RATIO)
        if (pl->binds[b].instrument == m)
            return s->on[b];
    return NULL;
}

/** Domestic chips missing to r times the foreign ones, counted since first in force; 0 where there
 * are enough. */
static void find_missing(const struct plan *pl, const struct state *s, int32_t a, int32_t m,
                         lanes missing)
{
    const int32_t place = pl->instruments[m].ratio * pl->n_actors + a;
    const real *ratio = ((const struct domestic_ratio *)state_params(s, pl, m))->ratio;
    const real *foreign = s->ratio_foreign[place], *domestic = s->ratio_domestic[place];
    lanes in_force = {0};

    EACH_LANE (i)
        missing[i] = ratio[i] * foreign[i] - domestic[i];
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const real *pending = s->pending[p], *cleared = s->cleared[p], *order = s->order[p];
        const real counts = s->chip[pl->pairs[p].chip].origin == pl->instruments[m].owner;
        const real *on = ratio_on(pl, s, p, m);
        if (on)
            EACH_LANE (i) {
                const real ordered = pending[i] + cleared[i] + order[i];
                missing[i] += on[i] * ratio[i] * ordered - counts * ordered;
                in_force[i] = on[i] > in_force[i] ? on[i] : in_force[i];
            }
        else if (counts > 0)
            EACH_LANE (i)
                missing[i] -= pending[i] + cleared[i] + order[i];
    }
    EACH_LANE (i) {
        const real needed = in_force[i] * missing[i];
        missing[i] = needed > 0 ? needed : 0;
    }
}

void ratios_raise(const struct plan *pl, struct state *s, int32_t m, struct placing *x)
{
    lanes missing, shares = {0};

    find_missing(pl, s, x->actor, m, missing);
    if (!lanes_any(missing))
        return;
    x->n_live = 0;
    for (int32_t n = 0; n < x->n; n++) {
        const int32_t p = x->pair[n];
        if (s->chip[pl->pairs[p].chip].origin != pl->instruments[m].owner)
            continue;
        x->live[x->n_live++] = n;
        EACH_LANE (i)
            shares[i] += s->open[p][i] * s->share[p][i];
    }
    for (int32_t l = 0; l < x->n_live; l++) {
        const real *open = s->open[x->pair[x->live[l]]], *share = s->share[x->pair[x->live[l]]];
        real *want = x->want[x->live[l]];
        EACH_LANE (i) {
            const real part = open[i] * share[i] / shares[i] * missing[i];
            want[i] = shares[i] > 0 ? part : 0;
        }
    }
    placing_fit(pl, s, x);
}
