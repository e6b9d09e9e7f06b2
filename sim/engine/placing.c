/*
 * Round 0: want = sigma gap / w. Each group allows f = min(1, room / sum of want); a chip gets the
 * smallest f of its groups. What is left over spills to chips with room in proportion to their
 * first shares, n_chips rounds at most.
 */
#include "engine/placing.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { PAIRS_MOST = 64 }; // of one actor, as kind_chip allows

/** What is wanted of each group. */
static void sum_wants(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a];

    memset(r->sum, 0, sizeof(lanes) * (size_t)pl->n_instruments);
    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++)
        EACH_BIND(b, pl, p, BIND_GROUP)
        {
            lanes unit;
            rooms_unit(pl, s, p, b, unit);
            EACH_LANE (i)
                r->sum[pl->binds[b].instrument][i] += unit[i] * r->want[p - first][i];
        }
}

static double fraction(double room, double wanted)
{
    return wanted > room ? room / wanted : 1;
}

/** Lowers a chip's factor to what a group allows; where that is the tightest so far it is the
 * cause.
 */
static void tighten(const lanes room, const lanes sum, const double *on, int32_t category,
                    lanes factor, lanes cause)
{
    EACH_LANE (i) {
        const double have = room[i], want = sum[i], before = factor[i], named = cause[i];
        const double part = want > have ? have / want : 1;
        const double f = on ? 1 - on[i] + on[i] * part : part;
        cause[i] = f < before - 1e-9 ? category : named;
        factor[i] = f < before ? f : before;
    }
}

/** The smallest factor over the groups of each chip.  @param cause (pairs of a) category of the
 * tightest */
static void find_factors(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                         lanes cause[])
{
    const int32_t first = pl->actor_pair[a];

    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++) {
        double *factor = r->factor[p - first];
        EACH_LANE (i) {
            factor[i] = 1;
            cause[p - first][i] = pl->category.supply;
        }
        EACH_BIND(b, pl, p, BIND_GROUP)
        {
            const int32_t m = pl->binds[b].instrument;
            tighten(r->room[m], r->sum[m], s->on[b], pl->category.barred[m], factor,
                    cause[p - first]);
        }
        tighten(r->supply[pl->pairs[p].chip], r->want[p - first], NULL, pl->category.supply, factor,
                cause[p - first]);
    }
}

static void take(double *room, double amount)
{
    const double left = *room - amount; // infinite room stays so

    *room = left > 0 ? left : 0;
}

/** Takes what the factors allow from the rooms. */
static void place(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a];

    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++) {
        lanes now, unit;
        EACH_LANE (i) {
            now[i] = r->want[p - first][i] * r->factor[p - first][i];
            r->placed[p - first][i] += now[i];
            take(&r->supply[pl->pairs[p].chip][i], now[i]);
        }
        EACH_BIND(b, pl, p, BIND_GROUP)
        {
            rooms_unit(pl, s, p, b, unit);
            EACH_LANE (i)
                take(&r->room[pl->binds[b].instrument][i], unit[i] * now[i]);
        }
    }
}

void placing_clamp(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    lanes cause[PAIRS_MOST];

    sum_wants(pl, s, a, r);
    find_factors(pl, s, a, r, cause);
    place(pl, s, a, r);
}

static void lose(struct state *s, const struct plan *pl, int32_t a, int32_t category, int i,
                 double chips, double units)
{
    if (category < 0 || !(chips > 0))
        return;
    s->loss[a * pl->n_categories + category][i] += chips * units;
    s->loss_chips[a * pl->n_categories + category][i] += chips;
}

/** Losses of round 0: shut chips by what shuts them, open ones by their tightest group, the rest by
 * lack of cash. */
static void book_losses(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                        const lanes cause[])
{
    const int32_t first = pl->actor_pair[a];
    lanes cost = {0}, chips = {0}, units = {0}, lost;

    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++) {
        const double *placed = r->placed[p - first], *factor = r->factor[p - first];
        double most = 0;
        EACH_LANE (i) {
            const double w = s->units[p][i], open = s->open[p][i];
            const double want = s->share[p][i] * s->gap[a][i] / (w > 0 ? w : 1);
            lost[i] = want * (1 - open * factor[i]);
            most = lost[i] > most ? lost[i] : most;
            chips[i] += placed[i];
            units[i] += w * placed[i];
            cost[i] += s->landed_price[p][i] * placed[i];
        }
        for (int i = 0; i < LANES && most > 0; i++)
            lose(s, pl, a,
                 s->open[p][i] > 0 ? (int32_t)cause[p - first][i] : (int32_t)s->barred[p][i], i,
                 lost[i], s->units[p][i]);
    }
    EACH_LANE (i) {
        const double missing = 1 - fraction(s->uncommitted[a][i], cost[i]);
        s->loss[a * pl->n_categories + pl->category.cash][i] += missing * units[i];
        s->loss_chips[a * pl->n_categories + pl->category.cash][i] += missing * chips[i];
    }
}

/** 0 where the room is spent: less than 1e-9 of what it first was. Infinite room never is. */
static void keep_roomy(const lanes room, const lanes first, const double *on, lanes want)
{
    EACH_LANE (i) {
        const double left = room[i], least = 1e-9 * (first[i] < INFINITY ? first[i] : 0);
        const double roomy = (left > 0 ? 1.0 : 0.0) * (left > least ? 1.0 : 0.0);
        want[i] *= on ? 1 - on[i] * (1 - roomy) : roomy;
    }
}

/** First shares of the open chips whose groups all have room. */
static void find_roomy(const struct plan *pl, const struct state *s, int32_t p,
                       const struct rooms *r, lanes want)
{
    const int32_t k = pl->pairs[p].chip;

    EACH_LANE (i)
        want[i] = s->open[p][i] * s->share[p][i];
    keep_roomy(r->supply[k], r->supply_first[k], NULL, want);
    EACH_BIND(b, pl, p, BIND_GROUP)
    keep_roomy(r->room[pl->binds[b].instrument], r->first[pl->binds[b].instrument], s->on[b], want);
}

/** Wants of a spill round.  @return false if nothing is left to place, or nowhere */
static bool spill(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a], last = pl->actor_pair[a + 1];
    lanes left, sum = {0};
    double most = 0;

    memcpy(left, s->gap[a], sizeof left);
    for (int32_t p = first; p < last; p++)
        EACH_LANE (i)
            left[i] -= s->units[p][i] * r->placed[p - first][i];
    EACH_LANE (i) {
        const double rest = left[i], least = 1e-9 * s->gap[a][i];
        left[i] = (rest > 0 ? 1.0 : 0.0) * (rest >= least ? rest : 0);
        most = left[i] > most ? left[i] : most;
    }
    if (!(most > 0))
        return false;
    for (int32_t p = first; p < last; p++) {
        find_roomy(pl, s, p, r, r->want[p - first]);
        EACH_LANE (i)
            sum[i] += r->want[p - first][i];
    }
    most = 0;
    EACH_LANE (i) {
        const double spread = sum[i] > 0 ? left[i] : 0;
        left[i] = spread / (sum[i] > 0 ? sum[i] : 1);
        most = spread > most ? spread : most;
    }
    for (int32_t p = first; p < last && most > 0; p++)
        EACH_LANE (i) {
            const double w = s->units[p][i];
            r->want[p - first][i] *= left[i] / (w > 0 ? w : 1);
        }
    return most > 0;
}

void placing_spread(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a], n = pl->actor_pair[a + 1] - first;
    lanes cause[PAIRS_MOST];

    memset(r->placed, 0, sizeof(lanes) * (size_t)pl->n_chips);
    for (int32_t p = first; p < first + n; p++)
        EACH_LANE (i)
            r->want[p - first][i] = s->open[p][i] * s->share[p][i] * s->gap[a][i] /
                                    (s->units[p][i] > 0 ? s->units[p][i] : 1);
    sum_wants(pl, s, a, r);
    find_factors(pl, s, a, r, cause);
    place(pl, s, a, r);
    book_losses(pl, s, a, r, cause);
    for (int32_t round = 0; round < n; round++) {
        if (!spill(pl, s, a, r))
            break;
        placing_clamp(pl, s, a, r);
    }
}
