/*
 * Round 0: want = sigma gap / w. Each group allows f = min(1, room / sum of want); a chip gets the
 * smallest f of its groups. What is left over spills to chips with room in proportion to their
 * first shares, n_chips rounds at most.
 *
 * A lane that is done wants nothing more, so it does not matter how long the others go on; a pair
 * of which no lane wants more leaves the rounds.
 */
#include "engine/placing.h"

#include "engine/losses.h"

#include <string.h>

void placing_begin(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                   struct placing *x)
{
    x->actor = a;
    x->n = s->offered_first[a + 1] - s->offered_first[a];
    x->pair = s->offered + s->offered_first[a];
    x->tied = s->tied_first + s->offered_first[a];
    x->rooms = r;
    x->share = r->behind;
    x->want = x->share + pl->n_chips;
    x->factor = x->want + pl->n_chips;
    x->cause = x->factor + pl->n_chips;
    for (int32_t n = 0; n < x->n; n++) // of the others nothing is ordered
        memset(s->order[x->pair[n]], 0, sizeof(lanes));
}

/** Does some group beside supply limit the pair? */
static bool is_tied(const struct placing *x, int32_t n)
{
    return x->tied[n] < x->tied[n + 1];
}

/** What these pairs want of each group. */
static void sum_wants(const struct plan *pl, const struct state *s, struct placing *x,
                      const int32_t pair[], int32_t n_pairs)
{
    struct rooms *r = x->rooms;

    for (int32_t g = 0; g < r->n_groups; g++)
        memset(r->wanted[r->group[g]], 0, sizeof(lanes));
    for (int32_t n = 0; n < n_pairs; n++) {
        const real *want = x->want[pair[n]];
        EACH_TIE (b, s, x, pair[n]) {
            lanes buffer;
            const real *unit = rooms_unit(pl, s, b, buffer);
            real *sum = r->wanted[pl->binds[b].instrument];
            EACH_LANE (i)
                sum[i] += unit[i] * want[i];
        }
    }
}

/** Lowers a chip's factor to what a group allows; where that is the tightest so far it is the
 * cause. */
static void tighten(const real *room, const real *wanted, const real *on, int32_t category,
                    real *factor, real *cause)
{
    EACH_LANE (i) {
        const real have = room[i], want = wanted[i], before = factor[i], named = cause[i];
        const real part = want > have ? have / want : 1;
        const real f = 1 - on[i] + on[i] * part;
        cause[i] = f < before - REAL_ROUNDING ? category : named;
        factor[i] = f < before ? f : before;
    }
}

/** The smallest factor over a chip's groups, its supply the last. */
static void find_factor(const struct plan *pl, const struct state *s, struct placing *x, int32_t n)
{
    const struct rooms *r = x->rooms;
    const int32_t supply = pl->category.supply;
    real *factor = x->factor[n], *cause = x->cause[n];
    lanes always;

    EACH_LANE (i) {
        factor[i] = always[i] = 1;
        cause[i] = supply;
    }
    EACH_TIE (b, s, x, n) {
        const int32_t m = pl->binds[b].instrument;
        tighten(r->room[m], r->wanted[m], s->on[b], pl->category.barred[m], factor, cause);
    }
    tighten(r->supply[n], x->want[n], always, supply, factor, cause);
}

/** Takes what the factor allows from supply and groups; infinite room stays so. */
static void take(const struct plan *pl, struct state *s, struct placing *x, int32_t n)
{
    const real *want = x->want[n], *factor = x->factor[n];
    real *supply = x->rooms->supply[n], *order = s->order[x->pair[n]];
    lanes now, buffer;

    EACH_LANE (i) {
        const real chips = want[i] * factor[i], left = supply[i] - chips;
        now[i] = chips;
        order[i] += chips;
        supply[i] = left > 0 ? left : 0;
    }
    EACH_TIE (b, s, x, n) {
        const real *unit = rooms_unit(pl, s, b, buffer);
        real *room = x->rooms->room[pl->binds[b].instrument];
        EACH_LANE (i) {
            const real left = room[i] - unit[i] * now[i];
            room[i] = left > 0 ? left : 0;
        }
    }
}

/** The same where supply is the only group. */
static void take_supply(struct state *s, struct placing *x, int32_t n)
{
    const real *want = x->want[n];
    real *factor = x->factor[n], *supply = x->rooms->supply[n], *order = s->order[x->pair[n]];

    EACH_LANE (i) {
        const real wanted = want[i], have = supply[i], part = have / wanted;
        const real f = wanted > have ? part : 1, chips = wanted * f, left = have - chips;
        factor[i] = f;
        order[i] += chips;
        supply[i] = left > 0 ? left : 0;
    }
}

void placing_fit(const struct plan *pl, struct state *s, struct placing *x)
{
    int32_t tied[64], n_tied = 0;

    for (int32_t l = 0; l < x->n_live; l++)
        if (is_tied(x, x->live[l]))
            tied[n_tied++] = x->live[l];
    if (n_tied > 0)
        sum_wants(pl, s, x, tied, n_tied);
    for (int32_t n = 0; n < n_tied; n++) // all factors before a group's room falls
        find_factor(pl, s, x, tied[n]);
    for (int32_t l = 0; l < x->n_live; l++)
        if (is_tied(x, x->live[l]))
            take(pl, s, x, x->live[l]);
        else
            take_supply(s, x, x->live[l]);
}

/** Wants of round 0. */
static void want_all(const struct state *s, struct placing *x)
{
    const real *gap = s->gap[x->actor];

    for (int32_t n = 0; n < x->n; n++) {
        const real *open = s->open[x->pair[n]], *first = s->share[x->pair[n]];
        const real *units = s->units[x->pair[n]];
        real *share = x->share[n], *want = x->want[n];
        x->live[n] = n;
        EACH_LANE (i) {
            const real w = units[i], part = open[i] * first[i];
            share[i] = part;
            want[i] = part * gap[i] / (w > 0 ? w : 1);
        }
    }
    x->n_live = x->n;
}

/** What is left of the gap; less than 1e-9 of it is rounding. */
static void find_left(const struct state *s, const struct placing *x, lanes left)
{
    const real *gap = s->gap[x->actor];

    memcpy(left, gap, sizeof(lanes));
    for (int32_t n = 0; n < x->n; n++) {
        const real *units = s->units[x->pair[n]], *order = s->order[x->pair[n]];
        EACH_LANE (i)
            left[i] -= units[i] * order[i];
    }
    EACH_LANE (i) {
        const real rest = left[i] > 0 ? left[i] : 0;
        left[i] = rest >= REAL_ROUNDING * gap[i] ? rest : 0;
    }
}

/** Sets a pair's share to 0 where nothing is left to place, or a room is spent. */
static void keep_roomy(const struct plan *pl, const struct state *s, struct placing *x, int32_t n,
                       const lanes left)
{
    const struct rooms *r = x->rooms;
    const real *supply = r->supply[n], *supply_least = r->supply_least[n];
    real *share = x->share[n];

    EACH_LANE (i) {
        const real before = share[i], roomy = supply[i] > supply_least[i] ? before : 0;
        share[i] = left[i] > 0 ? roomy : 0;
    }
    EACH_TIE (b, s, x, n) {
        const real *room = r->room[pl->binds[b].instrument], *on = s->on[b];
        const real *least = r->least[pl->binds[b].instrument];
        EACH_LANE (i) {
            const real binds = on[i], spent = room[i] > least[i] ? 0 : binds;
            share[i] *= 1 - spent;
        }
    }
}

/** Wants of a spill round.  @return false if nothing is left to place, or nowhere */
static bool spill(const struct plan *pl, const struct state *s, struct placing *x)
{
    int32_t n_live = 0;
    lanes left, sum = {0};

    find_left(s, x, left);
    if (!lanes_any(left))
        return false;
    for (int32_t l = 0; l < x->n_live; l++) {
        const int32_t n = x->live[l];
        const real *share = x->share[n];
        keep_roomy(pl, s, x, n, left);
        if (!lanes_any(share))
            continue;
        x->live[n_live++] = n;
        EACH_LANE (i)
            sum[i] += share[i];
    }
    x->n_live = n_live;
    EACH_LANE (i) {
        const real scale = left[i] / sum[i];
        left[i] = sum[i] > 0 ? scale : 0;
    }
    for (int32_t l = 0; l < n_live; l++) {
        const real *units = s->units[x->pair[x->live[l]]], *share = x->share[x->live[l]];
        real *want = x->want[x->live[l]];
        EACH_LANE (i) {
            const real w = units[i];
            want[i] = share[i] * (left[i] / (w > 0 ? w : 1));
        }
    }
    return n_live > 0;
}

void placing_spread(const struct plan *pl, struct state *s, struct placing *x)
{
    const int32_t rounds = pl->actor_pair[x->actor + 1] - pl->actor_pair[x->actor];

    want_all(s, x);
    placing_fit(pl, s, x);
    losses_book(pl, s, x);
    for (int32_t round = 0; round < rounds && spill(pl, s, x); round++)
        placing_fit(pl, s, x);
}
