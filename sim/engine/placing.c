/*
 * Round 0: want = sigma gap / w. Each group allows f = min(1, room / sum of want); a chip gets the
 * smallest f of its groups. What is left over spills to chips with room in proportion to their
 * first shares, n_chips rounds at most.
 *
 * A lane that is done wants nothing more, so it does not matter how long the others go on; a pair
 * that no lane still wants leaves the round.
 */
#include "engine/placing.h"

#include "engine/losses.h"

#include <string.h>

void placing_begin(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                   lanes *scratch, struct placing *x)
{
    lanes **const by_pair[] = {&x->want, &x->factor, &x->cause, &x->placed, &x->share};

    for (size_t i = 0; i < sizeof by_pair / sizeof *by_pair; i++)
        *by_pair[i] = scratch + i * (size_t)pl->n_chips;
    x->actor = a;
    x->n = s->offered_first[a + 1] - s->offered_first[a];
    x->pair = s->offered + s->offered_first[a];
    x->rooms = r;
    memset(x->placed, 0, sizeof(lanes) * (size_t)x->n);
}

/** What is wanted of each group. */
static void sum_wants(const struct plan *pl, const struct state *s, struct placing *x)
{
    const struct rooms *r = x->rooms;

    for (int32_t g = 0; g < r->n_groups; g++)
        memset(r->sum[r->group[g]], 0, sizeof(lanes));
    for (int32_t l = 0; l < x->n_live && r->n_groups > 0; l++) {
        const double *want = x->want[x->live[l]];
        EACH_GROUP(b, pl, x->pair[x->live[l]], r)
        {
            lanes unit_of;
            const double *unit = rooms_unit(pl, s, b, unit_of);
            double *sum = r->sum[pl->binds[b].instrument];
            EACH_LANE (i)
                sum[i] += unit[i] * want[i];
        }
    }
}

/** Lowers a chip's factor to what a group allows; where that is the tightest so far it is the
 * cause. */
static void tighten(const double *room, const double *sum, const double *on, int32_t category,
                    double *factor, double *cause)
{
    EACH_LANE (i) {
        const double have = room[i], want = sum[i], before = factor[i], named = cause[i];
        const double part = want > have ? have / want : 1;
        const double f = 1 - on[i] + on[i] * part;
        cause[i] = f < before - 1e-9 ? category : named;
        factor[i] = f < before ? f : before;
    }
}

/** True if some group beside its supply limits the pair. */
static bool is_grouped(const struct plan *pl, const struct rooms *r, int32_t p)
{
    EACH_GROUP(b, pl, p, r)
    return true;
    return false;
}

/** The smallest factor over the groups of a chip that has some. */
static void find_least(const struct plan *pl, const struct state *s, struct placing *x, int32_t n)
{
    const struct rooms *r = x->rooms;
    const int32_t p = x->pair[n], supply = pl->category.supply;
    double *factor = x->factor[n], *cause = x->cause[n];
    lanes always;

    EACH_LANE (i) {
        factor[i] = always[i] = 1;
        cause[i] = supply;
    }
    EACH_GROUP(b, pl, p, r)
    {
        const int32_t m = pl->binds[b].instrument;
        tighten(r->room[m], r->sum[m], s->on[b], pl->category.barred[m], factor, cause);
    }
    tighten(r->supply[pl->pairs[p].chip], x->want[n], always, supply, factor, cause);
}

static void find_factors(const struct plan *pl, const struct state *s, struct placing *x)
{
    for (int32_t l = 0; l < x->n_live; l++) {
        const int32_t n = x->live[l];
        const double *room = x->rooms->supply[pl->pairs[x->pair[n]].chip], *want = x->want[n];
        double *factor = x->factor[n];
        if (is_grouped(pl, x->rooms, x->pair[n]))
            find_least(pl, s, x, n);
        else
            EACH_LANE (i) {
                const double part = room[i] / want[i];
                factor[i] = want[i] > room[i] ? part : 1;
            }
    }
}

/** Takes what the factors allow from the rooms; infinite room stays so. */
static void place(const struct plan *pl, const struct state *s, struct placing *x)
{
    for (int32_t l = 0; l < x->n_live; l++) {
        const int32_t n = x->live[l], p = x->pair[n];
        const double *want = x->want[n], *factor = x->factor[n];
        double *supply = x->rooms->supply[pl->pairs[p].chip], *placed = x->placed[n];
        lanes now, unit_of;
        EACH_LANE (i) {
            const double chips = want[i] * factor[i], left = supply[i] - chips;
            now[i] = chips;
            placed[i] += chips;
            supply[i] = left > 0 ? left : 0;
        }
        EACH_GROUP(b, pl, p, x->rooms)
        {
            const double *unit = rooms_unit(pl, s, b, unit_of);
            double *room = x->rooms->room[pl->binds[b].instrument];
            EACH_LANE (i) {
                const double left = room[i] - unit[i] * now[i];
                room[i] = left > 0 ? left : 0;
            }
        }
    }
}

void placing_fit(const struct plan *pl, const struct state *s, struct placing *x)
{
    sum_wants(pl, s, x);
    find_factors(pl, s, x);
    place(pl, s, x);
}

/** Wants of round 0. */
static void want_all(const struct state *s, struct placing *x)
{
    const double *gap = s->gap[x->actor];

    for (int32_t n = 0; n < x->n; n++) {
        const double *open = s->open[x->pair[n]], *first = s->share[x->pair[n]];
        const double *units = s->units[x->pair[n]];
        double *share = x->share[n], *want = x->want[n];
        x->live[n] = n;
        EACH_LANE (i) {
            const double w = units[i], part = open[i] * first[i];
            share[i] = part;
            want[i] = part * gap[i] / (w > 0 ? w : 1);
        }
    }
    x->n_live = x->n;
}

/** What the rooms refused an open pair: by its tightest group. */
static void book_refused(const struct plan *pl, struct state *s, const struct placing *x, int32_t n)
{
    const double *want = x->want[n], *factor = x->factor[n], *units = s->units[x->pair[n]];
    const double *cause = x->cause[n];
    const int32_t a = x->actor, supply = pl->category.supply;
    lanes lost, part;

    EACH_LANE (i)
        lost[i] = want[i] * (1 - factor[i]);
    if (!is_grouped(pl, x->rooms, x->pair[n])) {
        losses_add(pl, s, a, supply, lost, units);
        return;
    }
    EACH_GROUP(b, pl, x->pair[n], x->rooms)
    {
        const int32_t category = pl->category.barred[pl->binds[b].instrument];
        EACH_LANE (i)
            part[i] = cause[i] == category ? lost[i] : 0;
        losses_add(pl, s, a, category, part, units);
    }
    EACH_LANE (i)
        part[i] = cause[i] == supply ? lost[i] : 0;
    losses_add(pl, s, a, supply, part, units);
}

/** What is placed but cannot be paid. */
static void book_unpaid(const struct plan *pl, struct state *s, const struct placing *x)
{
    const double *money = s->uncommitted[x->actor];
    lanes cost = {0}, missing;

    for (int32_t n = 0; n < x->n; n++) {
        const double *price = s->landed_price[x->pair[n]], *placed = x->placed[n];
        EACH_LANE (i)
            cost[i] += price[i] * placed[i];
    }
    EACH_LANE (i) {
        const double paid = money[i] / cost[i];
        missing[i] = cost[i] > money[i] ? 1 - paid : 0;
    }
    if (!lanes_any(missing))
        return;
    lanes chips = {0}, units = {0};
    for (int32_t n = 0; n < x->n; n++) {
        const double *w = s->units[x->pair[n]], *placed = x->placed[n];
        EACH_LANE (i) {
            chips[i] += placed[i];
            units[i] += w[i] * placed[i];
        }
    }
    const struct losses lost = losses_of(pl, s, x->actor, pl->category.cash);
    EACH_LANE (i) {
        lost.chips[i] += missing[i] * chips[i];
        lost.units[i] += missing[i] * units[i];
    }
}

/** What is left of the gap; less than 1e-9 of it is rounding. */
static void find_left(const struct state *s, const struct placing *x, lanes left)
{
    const double *gap = s->gap[x->actor];

    memcpy(left, gap, sizeof(lanes));
    for (int32_t n = 0; n < x->n; n++) {
        const double *units = s->units[x->pair[n]], *placed = x->placed[n];
        EACH_LANE (i)
            left[i] -= units[i] * placed[i];
    }
    EACH_LANE (i) {
        const double rest = left[i] > 0 ? left[i] : 0;
        left[i] = rest >= 1e-9 * gap[i] ? rest : 0;
    }
}

/** Sets a pair's share to 0 where nothing is left to place, or a room is spent. */
static void keep_roomy(const struct plan *pl, const struct state *s, struct placing *x, int32_t n,
                       const lanes left)
{
    const struct rooms *r = x->rooms;
    const int32_t p = x->pair[n], k = pl->pairs[p].chip;
    const double *supply = r->supply[k], *supply_least = r->supply_least[k];
    double *share = x->share[n];

    EACH_LANE (i) {
        const double roomy = supply[i] > supply_least[i] ? share[i] : 0;
        share[i] = left[i] > 0 ? roomy : 0;
    }
    EACH_GROUP(b, pl, p, r)
    {
        const double *room = r->room[pl->binds[b].instrument], *on = s->on[b];
        const double *least = r->least[pl->binds[b].instrument];
        EACH_LANE (i) {
            const double spent = room[i] > least[i] ? 0 : on[i];
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
        const double *share = x->share[n];
        keep_roomy(pl, s, x, n, left);
        if (!lanes_any(share))
            continue;
        x->live[n_live++] = n;
        EACH_LANE (i)
            sum[i] += share[i];
    }
    x->n_live = n_live;
    EACH_LANE (i) {
        const double scale = left[i] / sum[i];
        left[i] = sum[i] > 0 ? scale : 0;
    }
    for (int32_t l = 0; l < n_live; l++) {
        const double *units = s->units[x->pair[x->live[l]]], *share = x->share[x->live[l]];
        double *want = x->want[x->live[l]];
        EACH_LANE (i) {
            const double w = units[i];
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
    losses_of_shut(pl, s, x->actor);
    for (int32_t n = 0; n < x->n; n++)
        book_refused(pl, s, x, n);
    book_unpaid(pl, s, x);
    for (int32_t round = 0; round < rounds && spill(pl, s, x); round++)
        placing_fit(pl, s, x);
}
