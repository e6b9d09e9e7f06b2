/*
 * Round 0: want = sigma gap / w. Each group allows f = min(1, room / sum of want); a chip gets the
 * smallest f of its groups. What is left over spills to chips with room in proportion to their
 * first shares, n_chips rounds at most.
 */
#include "engine/placing.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/** What is wanted of each group. */
static void sum_wants(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a];

    memset(r->sum, 0, sizeof(lanes) * (size_t)pl->n_instruments);
    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++)
        for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++) {
            lanes unit;
            if (!pl->binds[b].group)
                continue;
            rooms_unit(pl, s, p, b, unit);
            EACH_LANE (i)
                r->sum[pl->binds[b].instrument][i] += unit[i] * r->want[p - first][i];
        }
}

static double fraction(double room, double wanted)
{
    return wanted > room ? room / wanted : 1;
}

/** The smallest factor over the groups of each chip.  @param cause if not NULL (pairs of a),
 * category of the tightest */
static void find_factors(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                         int32_t cause[][LANES])
{
    const int32_t first = pl->actor_pair[a];

    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++) {
        double *factor = r->factor[p - first];
        EACH_LANE (i) {
            factor[i] = 1;
            if (cause)
                cause[p - first][i] = pl->category.supply;
        }
        for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++) {
            const int32_t m = pl->binds[b].instrument;
            if (!pl->binds[b].group)
                continue;
            EACH_LANE (i) {
                const double f = s->on[b][i] > 0 ? fraction(r->room[m][i], r->sum[m][i]) : 1;
                if (cause)
                    cause[p - first][i] =
                        f < factor[i] - 1e-9 ? pl->category.barred[m] : cause[p - first][i];
                factor[i] = f < factor[i] ? f : factor[i];
            }
        }
        EACH_LANE (i) {
            const double f = fraction(r->supply[pl->pairs[p].chip][i], r->want[p - first][i]);
            if (cause)
                cause[p - first][i] =
                    f < factor[i] - 1e-9 ? pl->category.supply : cause[p - first][i];
            factor[i] = f < factor[i] ? f : factor[i];
        }
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
        for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++) {
            if (!pl->binds[b].group)
                continue;
            rooms_unit(pl, s, p, b, unit);
            EACH_LANE (i)
                take(&r->room[pl->binds[b].instrument][i], unit[i] * now[i]);
        }
    }
}

void placing_clamp(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    sum_wants(pl, s, a, r);
    find_factors(pl, s, a, r, NULL);
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
                        int32_t cause[][LANES])
{
    const int32_t first = pl->actor_pair[a];
    lanes cost = {0}, chips = {0}, units = {0};

    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++)
        EACH_LANE (i) {
            const double w = s->units[p][i], want = w > 0 ? s->share[p][i] * s->gap[a][i] / w : 0;
            const bool shut = !(s->open[p][i] > 0);
            lose(s, pl, a, shut ? s->barred[p][i] : cause[p - first][i], i,
                 shut ? want : want * (1 - r->factor[p - first][i]), w);
            chips[i] += r->placed[p - first][i];
            units[i] += w * r->placed[p - first][i];
            cost[i] += s->landed_price[p][i] * r->placed[p - first][i];
        }
    EACH_LANE (i) {
        const double missing = 1 - fraction(s->uncommitted[a][i], cost[i]);
        s->loss[a * pl->n_categories + pl->category.cash][i] += missing * units[i];
        s->loss_chips[a * pl->n_categories + pl->category.cash][i] += missing * chips[i];
    }
}

static bool has_room(const struct plan *pl, const struct state *s, int32_t p, const struct rooms *r,
                     int i)
{
    const int32_t k = pl->pairs[p].chip;

    if (!(s->open[p][i] > 0) || !(r->supply[k][i] > 1e-9 * r->supply_first[k][i]) ||
        !(r->supply[k][i] > 0))
        return r->supply[k][i] == INFINITY && s->open[p][i] > 0;
    for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++) {
        const int32_t m = pl->binds[b].instrument;
        if (pl->binds[b].group && s->on[b][i] > 0 && r->room[m][i] < INFINITY &&
            !(r->room[m][i] > 0 && r->room[m][i] > 1e-9 * r->first[m][i]))
            return false;
    }
    return true;
}

/** Wants of a spill round.  @return false if nothing is left to place, or nowhere */
static bool spill(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a], last = pl->actor_pair[a + 1];
    lanes left, sum = {0};
    bool again = false;

    memcpy(left, s->gap[a], sizeof left);
    for (int32_t p = first; p < last; p++)
        EACH_LANE (i) {
            left[i] -= s->units[p][i] * r->placed[p - first][i];
            r->want[p - first][i] = has_room(pl, s, p, r, i) ? s->share[p][i] : 0;
            sum[i] += r->want[p - first][i];
        }
    EACH_LANE (i) {
        const bool goes = left[i] >= 1e-9 * s->gap[a][i] && left[i] > 0 && sum[i] > 0;
        left[i] = goes ? left[i] : 0;
        again |= goes;
    }
    for (int32_t p = first; p < last && again; p++)
        EACH_LANE (i)
            r->want[p - first][i] = r->want[p - first][i] > 0 && sum[i] > 0
                                        ? r->want[p - first][i] / sum[i] * left[i] / s->units[p][i]
                                        : 0;
    return again;
}

void placing_spread(const struct plan *pl, struct state *s, int32_t a, struct rooms *r)
{
    const int32_t first = pl->actor_pair[a], n = pl->actor_pair[a + 1] - first;
    int32_t cause[64][LANES];

    memset(r->placed, 0, sizeof(lanes) * (size_t)pl->n_chips);
    for (int32_t p = first; p < first + n; p++)
        EACH_LANE (i)
            r->want[p - first][i] =
                s->open[p][i] > 0 ? s->share[p][i] * s->gap[a][i] / s->units[p][i] : 0;
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
