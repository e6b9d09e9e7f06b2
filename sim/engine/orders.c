/*
 * gap = max(0, D(t+H) - sum w (V + W + K + chi P + chi B + chi Q)), H the mean of lead + install +
 * T + cover over open chips; orders fill it within the room known; domestic orders are raised to
 * the ratio; cash scales all.
 */
#include "engine/orders.h"

#include "engine/choice.h"
#include "engine/cover.h"
#include "engine/placing.h"
#include "instrument/domestic_ratio.h"

#include <math.h>
#include <string.h>

void orders_open(const struct plan *pl, struct state *s)
{
    choice_open(pl, s);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        lanes have = {0};
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
            EACH_LANE (i)
                have[i] += s->units[p][i] * s->in_service[p][i];
        EACH_LANE (i) {
            const double given = s->actor[a].target_effective_h100e[i];
            s->target_start[a][i] = given == given ? given : have[i];
            s->target[a][i] = s->target_start[a][i];
            s->target_factor[a][i] = 1;
            s->cash[a][i] = s->actor[a].opening_cash_usd[i];
        }
    }
}

/** Cash grows by the budget; what exceeds the months that may be carried is withdrawn. */
static void receive(struct state *s, int32_t a)
{
    const struct actor *actor = &s->actor[a];

    EACH_LANE (i) {
        const double most = actor->cash_carry_months[i] < INFINITY
                                ? actor->cash_carry_months[i] * actor->budget_usd_per_month[i]
                                : INFINITY;
        s->cash[a][i] += actor->budget_usd_per_month[i];
        s->sum_income[a][i] += actor->budget_usd_per_month[i];
        const double excess = s->cash[a][i] > most ? s->cash[a][i] - most : 0;
        s->cash[a][i] -= excess;
        s->sum_withdrawn[a][i] += excess;
    }
}

/** Cash not spoken for by cleared orders and by applications that are not on hold. */
static void commit(const struct plan *pl, struct state *s, int32_t a)
{
    lanes owed = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        EACH_LANE (i)
            owed[i] += s->landed_price[p][i] * s->cleared[p][i];
        EACH_BIND(b, pl, p, BIND_APPLICATION)
        {
            const double *hold = s->hold[pl->binds[b].instrument];
            EACH_LANE (i)
                owed[i] += hold[i] * s->on[b][i] > 0 ? 0 : s->landed_price[p][i] * s->waiting[b][i];
        }
    }
    EACH_LANE (i)
        s->uncommitted[a][i] = s->cash[a][i] > owed[i] ? s->cash[a][i] - owed[i] : 0;
}

static void find_gap(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    const struct behaviour *b = s->behaviour;
    lanes ahead = {0}, shares = {0}, covered = {0}, target;

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        const double *pending = s->pending[p];
        EACH_LANE (i) {
            const double share = s->open[p][i] * s->share[p][i];
            shares[i] += share;
            ahead[i] += share * (chip->lead_months + chip->install_months + s->clearing[p][i] +
                                 s->cover[p][i]);
            covered[i] +=
                s->units[p][i] *
                (s->in_service[p][i] + s->warehouse[p][i] + s->border[p][i] +
                 b->pipeline_weight[i] * s->transit[p][i] +
                 b->cleared_weight[i] * s->cleared[p][i] + b->pending_weight[i] * pending[i]);
        }
    }
    EACH_LANE (i)
        ahead[i] = shares[i] > 0 ? ahead[i] / shares[i] : 0;
    choice_target_at(s, a, t, ahead, target);
    EACH_LANE (i)
        s->gap[a][i] = target[i] > covered[i] ? target[i] - covered[i] : 0;
}

/** min(gap, uncommitted / mean cost of open chips): who can use a shared room. */
static void weigh(const struct plan *pl, struct state *s, int32_t a)
{
    lanes cost;

    choice_mean(pl, s, a, (const lanes *)s->open, (const lanes *)s->unit_cost, cost);
    EACH_LANE (i) {
        const double affordable = cost[i] > 0 ? s->uncommitted[a][i] / cost[i] : 0;
        s->split_weight[a][i] = s->gap[a][i] < affordable ? s->gap[a][i] : affordable;
    }
}

/** The first domestic_ratio instrument at or after `from` among the binds of the pair, or -1. */
static int32_t ratio_bind(const struct plan *pl, int32_t p, int32_t instrument)
{
    EACH_BIND(b, pl, p, BIND_RATIO)
    if (pl->binds[b].instrument == instrument)
        return b;
    return -1;
}

/** Raises domestic orders of a until they are r times the foreign ones, counted since first in
 * force. */
static void raise_domestic(const struct plan *pl, struct state *s, int32_t a, int32_t m,
                           struct rooms *r)
{
    const struct domestic_ratio *ratio = state_params(s, pl, m);
    const int32_t first = pl->actor_pair[a], last = pl->actor_pair[a + 1],
                  owner = pl->instruments[m].owner;
    const int32_t place = pl->instruments[m].ratio * pl->n_actors + a;
    lanes missing, in_force = {0}, shares = {0};

    EACH_LANE (i)
        missing[i] = ratio->ratio[i] * s->ratio_foreign[place][i] - s->ratio_domestic[place][i];
    for (int32_t p = first; p < last; p++) {
        const int32_t b = ratio_bind(pl, p, m);
        const int domestic = s->chip[pl->pairs[p].chip].origin == owner;
        const double *pending = s->pending[p];
        EACH_LANE (i) {
            const double ordered = pending[i] + s->cleared[p][i] + r->placed[p - first][i];
            missing[i] +=
                (b >= 0 ? s->on[b][i] * ratio->ratio[i] : 0) * ordered - (domestic ? ordered : 0);
            in_force[i] = b >= 0 && s->on[b][i] > 0 ? 1 : in_force[i];
            shares[i] += domestic && s->open[p][i] > 0 ? s->share[p][i] : 0;
        }
    }
    for (int32_t p = first; p < last; p++)
        EACH_LANE (i) {
            const int in =
                s->chip[pl->pairs[p].chip].origin == owner && s->open[p][i] > 0 && shares[i] > 0;
            r->want[p - first][i] = in && in_force[i] > 0 && missing[i] > 0
                                        ? s->share[p][i] / shares[i] * missing[i]
                                        : 0;
        }
    placing_clamp(pl, s, a, r);
}

/** Scales to cash, and leaves the orders in s->order. */
static void settle(const struct plan *pl, struct state *s, int32_t a, const struct rooms *r)
{
    const int32_t first = pl->actor_pair[a];
    lanes cost = {0}, units = {0};

    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++)
        EACH_LANE (i)
            cost[i] += s->landed_price[p][i] * r->placed[p - first][i];
    for (int32_t p = first; p < pl->actor_pair[a + 1]; p++)
        EACH_LANE (i) {
            const double part = cost[i] > s->uncommitted[a][i] ? s->uncommitted[a][i] / cost[i] : 1;
            s->order[p][i] = r->placed[p - first][i] * part;
            s->sum_ordered[p][i] += s->order[p][i];
            units[i] += s->units[p][i] * s->order[p][i];
        }
    EACH_LANE (i)
        s->unplaced[a][i] = s->gap[a][i] > units[i] ? s->gap[a][i] - units[i] : 0;
}

/** Orders consume allowances, and what was refused of the same chip is asked again. */
static void consume(const struct plan *pl, struct state *s, int32_t p)
{
    EACH_BIND(b, pl, p, BIND_ALLOWANCE)
    {
        const int32_t n = pl->instruments[pl->binds[b].instrument].allowance;
        EACH_LANE (i) {
            const double left = s->allowance[n][i] - s->on[b][i] * s->order[p][i];
            s->allowance[n][i] = left > 0 ? left : 0;
        }
    }
    lanes sum = {0};
    for (int32_t c = 0; c < REFUSALS; c++)
        EACH_LANE (i)
            sum[i] += s->refused[p * REFUSALS + c][i];
    EACH_LANE (i)
        sum[i] = sum[i] > s->order[p][i] ? 1 - s->order[p][i] / sum[i] : 0;
    for (int32_t c = 0; c < REFUSALS; c++)
        EACH_LANE (i)
            s->refused[p * REFUSALS + c][i] *= sum[i];
}

void orders_place(const struct plan *pl, struct state *s, int32_t t)
{
    struct rooms rooms;

    memset(s->loss, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    memset(s->loss_chips, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    for (int32_t a = 0; a < pl->n_actors; a++) {
        receive(s, a);
        choice_mix(pl, s, a);
        if (t == 0)
            choice_refer(pl, s, a);
        choice_target(pl, s, a, t);
        cover_expect(pl, s, a, t);
        find_gap(pl, s, a, t);
        commit(pl, s, a);
        weigh(pl, s, a);
    }
    rooms_carve(pl, s, &rooms);
    rooms_measure(pl, s, t, &rooms);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        rooms_split(pl, s, a, t, &rooms);
        placing_spread(pl, s, a, &rooms);
        for (int32_t m = 0; m < pl->n_instruments; m++)
            if (pl->instruments[m].ratio >= 0)
                raise_domestic(pl, s, a, m, &rooms);
        settle(pl, s, a, &rooms);
    }
    for (int32_t p = 0; p < pl->n_pairs; p++)
        consume(pl, s, p);
}
