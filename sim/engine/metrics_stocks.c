/*
 * H100e of a chip in training: e eta_train; in serving: min(b, kappa e) eta_serve.
 * What a pair has in no lane adds nothing and is passed over.
 */
#include "engine/metrics_stocks.h"

#include <string.h>

static void add(real *restrict sum, const real *restrict amount)
{
    EACH_LANE (i)
        sum[i] += amount[i];
}

static void add_times(real *restrict sum, const real *restrict unit, const real *restrict amount)
{
    EACH_LANE (i)
        sum[i] += unit[i] * amount[i];
}

/** What a chip is worth this month, in training and in serving. */
static void value_chips(const struct plan *pl, struct state *s)
{
    for (int32_t k = 0; k < pl->n_chips; k++) {
        const int32_t e = s->chip[k].ecosystem;
        real *restrict training = s->chip_training[k], *restrict serving = s->chip_serving[k];
        const real *h100e = s->chip[k].h100e, *most = s->chip_serving_most[k];
        const real *train = s->efficiency_training[e], *serve = s->efficiency_serving[e];
        EACH_LANE (i) {
            training[i] = h100e[i] * train[i];
            serving[i] = most[i] * serve[i];
        }
    }
}

/** Adds what a pair has in service to its actor's holdings. */
static void add_stock(const struct plan *pl, struct state *s, int32_t p, struct holdings *have)
{
    const int32_t a = pl->pairs[p].actor, k = pl->pairs[p].chip;
    const struct chip *chip = &s->chip[k];
    const real *stock = s->in_service[p];

    add_times((chip->rented ? s->rented : s->owned)[a], chip->h100e, stock);
    add_times(have->training, s->chip_training[k], stock);
    add_times(have->serving, s->chip_serving[k], stock);
    add_times(have->effective, s->units[p], stock);
    add_times(s->site[pl->chip_site[k]], s->chip_training[k], stock);
    if (!chip->rented)
        add_times(have->power, chip->power_w, stock);
    if (chip->origin == s->actor[a].home)
        add_times(have->domestic, chip->h100e, stock);
}

/** Adds what a pair held at the opening, at any stage, and got since less what was returned. */
static void add_supply(const struct plan *pl, struct state *s, int32_t p, struct holdings *have)
{
    const struct chip *chip = &s->chip[pl->pairs[p].chip];
    const real *opening = s->opening_chips[p], *shipped = s->sum_shipped[p],
               *returned = s->sum_returned[p], *h100e = chip->h100e;
    real *restrict supplied = have->supplied[chip->channel];

    if (lanes_any(opening) || lanes_any(shipped))
        EACH_LANE (i)
            supplied[i] += h100e[i] * (opening[i] + shipped[i] - returned[i]);
}

/** Adds what a pair got since the start. */
static void add_flows(const struct plan *pl, struct state *s, int32_t p, struct holdings *have)
{
    const struct chip *chip = &s->chip[pl->pairs[p].chip];
    const bool domestic = chip->origin == s->actor[pl->pairs[p].actor].home;

    if (lanes_any(s->sum_shipped[p])) {
        add_times(have->shipped, chip->h100e, s->sum_shipped[p]);
        if (domestic)
            add_times(have->shipped_domestic, chip->h100e, s->sum_shipped[p]);
    }
    if (!domestic && chip->channel == CHANNEL_OFFICIAL && lanes_any(s->sum_landed[p]))
        add(have->foreign_landed, s->sum_landed[p]);
}

static void sum_actor(const struct plan *pl, struct state *s, int32_t a)
{
    struct holdings *have = &s->holdings[a];

    memset(have, 0, sizeof *have);
    memset(s->site, 0, sizeof(lanes) * (size_t)pl->n_sites);
    memset(s->owned[a], 0, sizeof(lanes));
    memset(s->rented[a], 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        if (!s->held[p])
            continue;
        if (lanes_any(s->in_service[p]))
            add_stock(pl, s, p, have);
        add_supply(pl, s, p, have);
        add_flows(pl, s, p, have);
    }
    for (int32_t n = 0; n < pl->n_sites; n++) {
        real *restrict pool = have->pool;
        const real *restrict site = s->site[n];
        EACH_LANE (i)
            pool[i] = site[i] > pool[i] ? site[i] : pool[i];
    }
}

// accessible = owned - leased out + leased in + rented
static void lease(const struct plan *pl, struct state *s)
{
    for (int32_t a = 0; a < pl->n_actors; a++)
        EACH_LANE (i)
            s->accessible[a][i] = s->owned[a][i] + s->rented[a][i];
    for (int32_t from = 0; from < pl->n_actors; from++)
        for (int32_t to = 0; to < pl->n_actors; to++) {
            const real *share = s->pool[s->actor[from].leases + to], *owned = s->owned[from];
            if (to == from || !lanes_any(share))
                continue;
            EACH_LANE (i) {
                const real leased = share[i] * owned[i];
                s->accessible[from][i] -= leased;
                s->accessible[to][i] += leased;
            }
        }
}

/** The largest frontier reference so far and how fast it grows. */
static void lead(struct state *s, int32_t r)
{
    const real *restrict stock = s->reference_stock[r], *restrict grows = s->reference_growth[r];
    real *restrict best = s->frontier[0], *restrict growth = s->frontier_growth[0];

    EACH_LANE (i) {
        const real now = stock[i], before = best[i];
        growth[i] = now > before ? grows[i] : growth[i];
        best[i] = now > before ? now : before;
    }
}

/** World compute, with the modelled actors. */
static void sum_world(const struct plan *pl, struct state *s, int32_t r)
{
    lanes own = {0};

    for (int32_t a = 0; a < pl->n_actors && !s->reference[r].contains_actors; a++)
        EACH_LANE (i)
            own[i] += s->owned[a][i] + s->rented[a][i];
    EACH_LANE (i)
        s->world[0][i] = s->reference_stock[r][i] + own[i];
}

/** Stocks of the references and, by role, what actors are compared with. */
static void compare(const struct plan *pl, struct state *s)
{
    const real years = (s->month + 1) / 12.0;
    bool has_world = false;

    memset(s->world, 0, sizeof(lanes));
    memset(s->hyperscalers, 0, sizeof(lanes));
    memset(s->frontier, 0, sizeof(lanes));
    memset(s->frontier_growth, 0, sizeof(lanes));
    for (int32_t r = 0; r < pl->n_references; r++) {
        EACH_LANE (i)
            s->reference_stock[r][i] =
                s->reference[r].stock_h100e[i] * real_exp(s->reference_growth[r][i] * years);
        if (s->reference[r].role == REFERENCE_HYPERSCALERS)
            add(s->hyperscalers[0], s->reference_stock[r]);
        if (s->reference[r].role == REFERENCE_FRONTIER)
            lead(s, r);
        if (s->reference[r].role == REFERENCE_WORLD && !has_world)
            sum_world(pl, s, r);
        has_world |= s->reference[r].role == REFERENCE_WORLD;
    }
}

void metrics_stocks(const struct plan *pl, struct state *s)
{
    value_chips(pl, s);
    for (int32_t a = 0; a < pl->n_actors; a++)
        sum_actor(pl, s, a);
    lease(pl, s);
    compare(pl, s);
}

void metrics_stocks_open(const struct plan *pl, struct state *s)
{
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i) {
            const real memory = s->chip[k].bandwidth_tb_per_s[i] / (real)3.35;
            const real most = s->behaviour->serving_cap_ratio[i] * s->chip[k].h100e[i];
            s->chip_serving_most[k][i] = memory < most ? memory : most;
        }
    for (int32_t r = 0; r < pl->n_references; r++)
        EACH_LANE (i)
            s->reference_growth[r][i] = real_log(s->reference[r].growth_factor_per_year[i]);
    metrics_stocks(pl, s);
}
