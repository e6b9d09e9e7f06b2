#include "engine/rooms.h"

#include "engine/limits.h"
#include "engine/state_at.h"

#include <math.h>
#include <string.h>

static void carve(const struct plan *pl, struct state *s, struct rooms *r)
{
    lanes *at = s->work;
    lanes **const by_instrument[] = {&r->total, &r->weight, &r->room, &r->least, &r->wanted};
    lanes **const by_chip[] = {&r->supply_total, &r->supply_weight, &r->supply, &r->supply_least};

    for (size_t i = 0; i < sizeof by_instrument / sizeof *by_instrument; i++) {
        *by_instrument[i] = at;
        at += pl->n_instruments;
    }
    for (size_t i = 0; i < sizeof by_chip / sizeof *by_chip; i++) {
        *by_chip[i] = at;
        at += pl->n_chips;
    }
    r->behind = at;
}

/** Less than 1e-9 of what a room was before anything was taken is rounding, not room. */
static void drop_rounding(const lanes whole, lanes left)
{
    EACH_LANE (i) {
        const real least = REAL_ROUNDING * (whole[i] < INFINITY ? whole[i] : 0);
        left[i] = left[i] > least ? left[i] : 0;
    }
}

static void measure_supply(const struct plan *pl, struct state *s, struct rooms *r)
{
    const real *backlog = s->behaviour->backlog_months;
    lanes *whole = r->supply; // before the split there is none of an actor

    for (int32_t k = 0; k < pl->n_chips; k++) {
        const real *inventory = s->inventory[k], *output = s->output[k];
        EACH_LANE (i)
            whole[k][i] = r->supply_total[k][i] = inventory[i] + backlog[i] * output[i];
        memset(r->supply_weight[k], 0, sizeof(lanes));
    }
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const real *pending = s->pending[p], *cleared = s->cleared[p];
        real *total = r->supply_total[pl->pairs[p].chip];
        if (s->asked[p])
            EACH_LANE (i)
                total[i] -= pending[i] + cleared[i];
    }
    for (int32_t n = 0; n < s->offered_first[pl->n_actors]; n++) {
        const struct pair *pair = &pl->pairs[s->offered[n]];
        const real *open = s->open[s->offered[n]], *own = s->split_weight[pair->actor];
        real *weight = r->supply_weight[pair->chip];
        EACH_LANE (i)
            weight[i] += open[i] * own[i];
    }
    for (int32_t k = 0; k < pl->n_chips; k++)
        drop_rounding(whole[k], r->supply_total[k]);
}

/** Sum of the split weights of actors with an open pair that instrument m binds. */
static void weigh(const struct plan *pl, const struct state *s, int32_t m, real *weight)
{
    int32_t actor = -1;
    lanes in; // 1 where the actor was counted

    memset(weight, 0, sizeof(lanes));
    EACH_BOUND (b, pl, m) {
        const int32_t p = pl->binds[b].pair, a = pl->pairs[p].actor;
        const real *on = s->on[b], *open = s->open[p], *own = s->split_weight[a];
        if (a != actor)
            memset(in, 0, sizeof in);
        actor = a;
        EACH_LANE (i) {
            const real counts = on[i] * open[i] * (1 - in[i]);
            weight[i] += counts * own[i];
            in[i] += counts;
        }
    }
}

/** The room of a limit, net of what its pairs have outstanding.  @param a actor whose cap it is, or
 * -1: all share it */
static void measure_limit(const struct plan *pl, const struct state *s, int32_t m, int32_t a,
                          int32_t t, real *room)
{
    lanes whole, unit_of;

    limits_left(pl, s, m, a < 0 ? 0 : a, t, room, whole);
    EACH_BOUND (b, pl, m) {
        const int32_t p = pl->binds[b].pair;
        if (a >= 0 && pl->pairs[p].actor != a)
            continue;
        const real *unit = rooms_unit(pl, s, b, unit_of);
        const real *pending = s->pending[p], *cleared = s->cleared[p];
        EACH_LANE (i)
            room[i] -= unit[i] * (pending[i] + cleared[i]);
    }
    drop_rounding(whole, room);
}

/** The usable balance of an allowance. */
static void measure_allowance(const struct state *s, int32_t n, real *room)
{
    const real *usable = s->allowance_usable[n];

    memcpy(room, s->allowance[n], sizeof(lanes));
    drop_rounding(s->granted[n], room);
    EACH_LANE (i)
        room[i] *= usable[i];
}

/** Measures the room of an instrument if all share it.  @return false if it limits no lane */
static bool measure_group(const struct plan *pl, struct state *s, int32_t m, int32_t t,
                          struct rooms *r)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    lanes finite;

    if ((ip->limit < 0 && ip->allowance < 0) || !lanes_any(state_head(s, pl, m)->active))
        return false;
    if (ip->number == INSTRUMENT_PER_CUSTOMER_CAP)
        return true;
    weigh(pl, s, m, r->weight[m]);
    if (ip->limit >= 0)
        measure_limit(pl, s, m, -1, t, r->total[m]);
    else
        measure_allowance(s, ip->allowance, r->total[m]);
    EACH_LANE (i)
        finite[i] = r->total[m][i] < INFINITY ? 1 : 0;
    return lanes_any(finite);
}

/** Lists for each pair on offer which of the groups limit it. */
static void tie(const struct plan *pl, struct state *s, const bool there[])
{
    int32_t n_tied = 0;

    for (int32_t n = 0; n < s->offered_first[pl->n_actors]; n++) {
        s->tied_first[n] = n_tied;
        EACH_BIND (b, pl, s->offered[n], BIND_GROUP)
            if (there[pl->binds[b].instrument])
                s->tied[n_tied++] = b;
    }
    s->tied_first[s->offered_first[pl->n_actors]] = n_tied;
}

void rooms_measure(const struct plan *pl, struct state *s, int32_t t, struct rooms *r)
{
    bool there[64]; // (instrument)

    carve(pl, s, r);
    measure_supply(pl, s, r);
    r->n_groups = 0;
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        there[m] = measure_group(pl, s, m, t, r);
        if (there[m])
            r->group[r->n_groups++] = m;
    }
    tie(pl, s, there);
}

/** a's part of a shared room, by weight.  @param least 1e-9 of it: rounding */
static void part_of(const real *total, const real *sum, const real *own, real *room, real *least)
{
    EACH_LANE (i) {
        const real all = sum[i], part = total[i] * (own[i] / all), left = all > 0 ? part : 0;
        room[i] = left;
        least[i] = REAL_ROUNDING * left;
    }
}

static void split_group(const struct plan *pl, const struct state *s, int32_t a, int32_t m,
                        int32_t t, struct rooms *r)
{
    real *room = r->room[m], *least = r->least[m];
    const real *total = r->total[m];

    if (pl->instruments[m].number == INSTRUMENT_PER_CUSTOMER_CAP) {
        measure_limit(pl, s, m, a, t, room);
        total = room;
    } else {
        part_of(total, r->weight[m], s->split_weight[a], room, least);
    }
    EACH_LANE (i) { // infinite room stays infinite
        const real left = room[i], whole = total[i];
        room[i] = whole < INFINITY ? left : INFINITY;
        least[i] = whole < INFINITY ? REAL_ROUNDING * left : 0;
    }
}

void rooms_split(const struct plan *pl, struct state *s, int32_t a, int32_t t, struct rooms *r)
{
    const int32_t first = s->offered_first[a], n_offered = s->offered_first[a + 1] - first;

    for (int32_t n = 0; n < n_offered; n++) {
        const int32_t k = pl->pairs[s->offered[first + n]].chip;
        part_of(r->supply_total[k], r->supply_weight[k], s->split_weight[a], r->supply[n],
                r->supply_least[n]);
    }
    for (int32_t g = 0; g < r->n_groups; g++)
        split_group(pl, s, a, r->group[g], t, r);
}
