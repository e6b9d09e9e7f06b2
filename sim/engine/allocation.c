/*
 * A clearance is permission, not purchase: claims stop at the need, then at the money, the border,
 * caps, domestic ratios, ratio caps and quotas by their rules, and the inventory by its supplier's.
 * One pass, chips in allocation order.
 */
#include "engine/allocation.h"

#include "engine/choice.h"
#include "engine/limits.h"
#include "engine/returns.h"
#include "instrument/domestic_ratio.h"
#include "instrument/rules.h"
#include "instrument/window.h"

#include <math.h>
#include <string.h>

/** The claimants for one chip: its pairs, and perhaps the outside buyers as the last. */
struct market {
    int32_t chip, n;
    int32_t pair[64];
    struct claimants claimants;
};

/** Lowers a claim and books the difference under a category of the ledger. */
static void clip_to(const struct plan *pl, struct state *s, struct market *m, int c,
                    const lanes most, int32_t category)
{
    const int32_t p = m->pair[c], a = pl->pairs[p].actor;

    EACH_LANE (i) {
        const double claim = m->claimants.claim[c][i], kept = claim < most[i] ? claim : most[i];
        s->clip[a * pl->n_categories + category][i] += (claim - kept) * s->units[p][i];
        s->clip_chips[a * pl->n_categories + category][i] += claim - kept;
        m->claimants.claim[c][i] = kept;
    }
}

/** claim = min(B, need / w), then what M buys. */
static void clip_need_and_money(const struct plan *pl, struct state *s, struct market *m, int c,
                                int32_t t)
{
    const int32_t p = m->pair[c], a = pl->pairs[p].actor;
    const struct chip *chip = &s->chip[m->chip];
    const double *have = s->have[a];
    lanes ahead, target, most;

    memcpy(m->claimants.claim[c], s->cleared[p], sizeof(lanes));
    EACH_LANE (i)
        ahead[i] = chip->lead_months + chip->install_months + s->cover[p][i];
    choice_target_at(s, a, t, ahead, target);
    EACH_LANE (i)
        most[i] =
            s->units[p][i] > 0 && target[i] > have[i] ? (target[i] - have[i]) / s->units[p][i] : 0;
    clip_to(pl, s, m, c, most, pl->category.need);
    EACH_LANE (i)
        most[i] = s->landed_price[p][i] > 0 ? s->cash[a][i] / s->landed_price[p][i] : 0;
    clip_to(pl, s, m, c, most, pl->category.money);
}

/** Border returns, caps and domestic ratios: each actor by itself. */
static void clip_own(const struct plan *pl, struct state *s, struct market *m, int c, int32_t t)
{
    static const int32_t order[] = {INSTRUMENT_BORDER, INSTRUMENT_PER_CUSTOMER_CAP,
                                    INSTRUMENT_DOMESTIC_RATIO};
    const int32_t p = m->pair[c], a = pl->pairs[p].actor;

    for (size_t step = 0; step < sizeof order / sizeof *order; step++)
        for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++) {
            const int32_t n = pl->binds[b].instrument;
            const struct instrument_plan *ip = &pl->instruments[n];
            lanes most, hold = {0}, back = {0};
            if (ip->number != order[step])
                continue;
            if (ip->number == INSTRUMENT_BORDER) {
                ip->type->border(state_params(s, pl, n), s->on[b], hold, back);
                EACH_LANE (i)
                    most[i] = back[i] > 0 ? 0 : INFINITY;
            } else if (ip->number == INSTRUMENT_PER_CUSTOMER_CAP) {
                const struct window *w = state_params(s, pl, n);
                limits_room(pl, s, n, a, t, most);
                EACH_LANE (i) {
                    const double unit = w->unit == LIMIT_H100E ? s->chip[m->chip].h100e[i] : 1;
                    most[i] = s->on[b][i] > 0 && unit > 0 ? most[i] / unit : INFINITY;
                }
            } else {
                const struct domestic_ratio *r = state_params(s, pl, n);
                const int32_t place = ip->ratio * pl->n_actors + a;
                EACH_LANE (i) {
                    const double ratio = r->ratio[i];
                    const double room =
                        ratio > 0 ? s->ratio_domestic[place][i] / ratio - s->ratio_foreign[place][i]
                                  : INFINITY;
                    most[i] = s->on[b][i] > 0 ? (room > 0 ? room : 0) : INFINITY;
                }
            }
            clip_to(pl, s, m, c, most, pl->category.clip[n]);
        }
}

/** Awards of a rule become the claims; what is lost is booked. `in` says who takes part, lane by
 * lane. */
static void clip_by_rule(const struct plan *pl, struct state *s, struct market *m, int32_t rule,
                         const lanes estate, const lanes in[], int32_t category)
{
    struct claimants shared = m->claimants;

    for (int c = 0; c < m->n; c++)
        EACH_LANE (i)
            shared.claim[c][i] =
                in ? in[c][i] * m->claimants.claim[c][i] : m->claimants.claim[c][i];
    rules_share(rule, &shared, estate);
    for (int c = 0; c < m->n; c++) {
        lanes most;
        EACH_LANE (i)
            most[i] = in && !(in[c][i] > 0) ? INFINITY : shared.claim[c][i];
        clip_to(pl, s, m, c, most, category);
    }
    if (m->claimants.n > m->n)
        memcpy(m->claimants.claim[m->n], shared.claim[m->n], sizeof(lanes));
}

/** Ratio caps and quotas, by name: shared among the actors by the limit's rule. */
static void clip_shared(const struct plan *pl, struct state *s, struct market *m, int32_t t)
{
    for (int32_t n = 0; n < pl->n_instruments; n++) {
        const struct instrument_plan *ip = &pl->instruments[n];
        lanes in[64], room;
        bool any = false;
        if (ip->number != INSTRUMENT_QUOTA && ip->number != INSTRUMENT_RATIO_CAP)
            continue;
        memset(in, 0, sizeof(lanes) * (size_t)m->n);
        for (int c = 0; c < m->n; c++)
            EACH_BIND(b, pl, m->pair[c], BIND_SHARED)
        if (pl->binds[b].instrument == n) {
            memcpy(in[c], s->on[b], sizeof(lanes));
            any = true;
        }
        if (!any)
            continue;
        const struct window *w = state_params(s, pl, n);
        limits_room(pl, s, n, 0, t, room);
        EACH_LANE (i) {
            const double unit = w->unit == LIMIT_H100E ? s->chip[m->chip].h100e[i] : 1;
            room[i] = unit > 0 ? room[i] / unit : INFINITY;
        }
        clip_by_rule(pl, s, m, w->rule, room, (const lanes *)in, pl->category.clip[n]);
    }
}

/** Inventory, by the supplier's rule; outside buyers before, with or after the actors. */
static void clip_supply(const struct plan *pl, struct state *s, struct market *m, int32_t t)
{
    const struct supplier *supplier = &s->supplier[s->chip[m->chip].supplier];
    const double *demand =
        state_schedule(s, pl, &s->chip[m->chip].outside_demand_chips_per_month, t);
    double *left = s->inventory[m->chip], *outside = s->outside[m->chip];
    lanes estate;

    EACH_LANE (i) {
        outside[i] = supplier->outside_order == OUTSIDE_BEFORE
                         ? (demand[i] < left[i] ? demand[i] : left[i])
                         : 0;
        estate[i] = left[i] - outside[i];
    }
    if (supplier->outside_order == OUTSIDE_WITH) {
        memcpy(m->claimants.claim[m->n], demand, sizeof(lanes));
        memcpy(m->claimants.weight[m->n], supplier->outside_weight, sizeof(lanes));
        m->claimants.firms[m->n] = 1;
        m->claimants.priority[m->n] = supplier->outside_priority;
        m->claimants.n = m->n + 1;
    }
    clip_by_rule(pl, s, m, supplier->rule, estate, NULL, pl->category.cleared_supply);
    for (int c = 0; c < m->n; c++)
        EACH_LANE (i)
            estate[i] -= m->claimants.claim[c][i];
    EACH_LANE (i) {
        const double rest = estate[i] > 0 ? estate[i] : 0;
        if (supplier->outside_order == OUTSIDE_WITH)
            outside[i] = m->claimants.claim[m->n][i];
        else if (supplier->outside_order == OUTSIDE_AFTER)
            outside[i] = demand[i] < rest ? demand[i] : rest;
    }
}

/** Domestic ratios count from the first month in force. */
static void count_ratios(const struct plan *pl, struct state *s, int32_t p)
{
    const struct pair *pair = &pl->pairs[p];

    for (int32_t n = 0; n < pl->n_instruments; n++) {
        const struct instrument_plan *ip = &pl->instruments[n];
        const int32_t place = ip->ratio * pl->n_actors + pair->actor;
        if (ip->ratio < 0)
            continue;
        if (s->chip[pair->chip].origin == ip->owner)
            EACH_LANE (i)
                s->ratio_domestic[place][i] += s->ratio_since[place][i] * s->ship[p][i];
        EACH_BIND(b, pl, p, BIND_RATIO)
        if (pl->binds[b].instrument == n)
            EACH_LANE (i)
                s->ratio_foreign[place][i] +=
                    s->ratio_since[place][i] * s->covers[b][i] * s->ship[p][i];
    }
}

/** What a pair ships: stocks, money, limits. */
static void ship(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes chips)
{
    const struct pair *pair = &pl->pairs[p];
    const int32_t a = pair->actor, supplier = s->chip[pair->chip].supplier;

    memcpy(s->ship[p], chips, sizeof(lanes));
    memcpy(s->shipped[state_at(pl, p, t)], chips, sizeof(lanes));
    EACH_LANE (i) {
        const double usd = chips[i] * s->landed_price[p][i];
        s->cleared[p][i] -= chips[i];
        s->cleared[p][i] = s->cleared[p][i] > 0 ? s->cleared[p][i] : 0;
        s->transit[p][i] += chips[i];
        s->have[a][i] += s->units[p][i] * chips[i];
        s->sum_shipped[p][i] += chips[i];
        s->cash[a][i] -= usd;
        s->cash[a][i] = s->cash[a][i] > 0 ? s->cash[a][i] : 0;
        s->sum_paid[a][i] += usd;
        s->sum_vendor[a * pl->n_suppliers + supplier][i] += chips[i] * s->vendor_price[p][i];
    }
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        EACH_LANE (i)
            s->sum_treasury[a * pl->n_jurisdictions + j][i] +=
                chips[i] * s->duty[p * pl->n_jurisdictions + j][i];
    returns_remember(pl, s, p, t);
    limits_book(pl, s, p, t);
    count_ratios(pl, s, p);
}

/** True if some lane has chips cleared for the pair. */
static bool may_ship(const struct state *s, int32_t p)
{
    bool any = false;

    EACH_LANE (i)
        any |= s->cleared[p][i] > 0;
    return any;
}

static void share_chip(const struct plan *pl, struct state *s, struct market *m, int32_t t)
{
    lanes sold;

    m->n = 0;
    for (int32_t a = 0; a < pl->n_actors; a++) {
        const int32_t p = pl->pair_of[a * pl->n_chips + m->chip];
        if (p < 0 || !may_ship(s, p))
            continue;
        memcpy(m->claimants.weight[m->n], s->actor[a].allocation_weight, sizeof(lanes));
        m->claimants.firms[m->n] = s->actor[a].n_firms;
        m->claimants.priority[m->n] = s->actor[a].priority;
        m->pair[m->n++] = p;
    }
    m->claimants.n = m->n;
    for (int c = 0; c < m->n; c++) {
        clip_need_and_money(pl, s, m, c, t);
        clip_own(pl, s, m, c, t);
    }
    clip_shared(pl, s, m, t);
    clip_supply(pl, s, m, t);
    memcpy(sold, s->outside[m->chip], sizeof sold);
    for (int c = 0; c < m->n; c++) {
        ship(pl, s, m->pair[c], t, m->claimants.claim[c]);
        EACH_LANE (i)
            sold[i] += m->claimants.claim[c][i];
    }
    EACH_LANE (i) {
        const double left = s->inventory[m->chip][i] - sold[i];
        s->inventory[m->chip][i] = left > 0 ? left : 0;
        s->sum_outside[m->chip][i] += s->outside[m->chip][i];
        s->sales[state_at(pl, m->chip, t)][i] = sold[i];
    }
}

/** Effective units each actor has in service, installing, at the border or on the way. */
static void sum_stocks(const struct plan *pl, struct state *s)
{
    memset(s->have, 0, sizeof(lanes) * (size_t)pl->n_actors);
    for (int32_t p = 0; p < pl->n_pairs; p++)
        EACH_LANE (i)
            s->have[pl->pairs[p].actor][i] +=
                s->units[p][i] *
                (s->in_service[p][i] + s->warehouse[p][i] + s->border[p][i] + s->transit[p][i]);
}

/** A domestic ratio counts for an actor from the first month in which it binds one of its pairs. */
static void note_ratios(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++)
        EACH_BIND(b, pl, p, BIND_RATIO)
        {
            const int32_t ratio = pl->instruments[pl->binds[b].instrument].ratio;
            EACH_LANE (i)
                if (s->on[b][i] > 0)
                    s->ratio_since[ratio * pl->n_actors + pl->pairs[p].actor][i] = 1;
        }
}

void allocation_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const int32_t at = pl->pairs[p].actor * pl->n_categories + pl->category.need;
        EACH_LANE (i) {
            s->clip[at][i] += s->cleared[p][i] * s->units[p][i];
            s->clip_chips[at][i] += s->cleared[p][i];
        }
    }
}

void allocation_share(const struct plan *pl, struct state *s, int32_t t)
{
    struct market market;

    memset(s->clip, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    memset(s->clip_chips, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    memset(s->ship, 0, sizeof(lanes) * (size_t)pl->n_pairs);
    note_ratios(pl, s);
    sum_stocks(pl, s);
    for (int32_t n = 0; n < pl->n_chips; n++) {
        market.chip = pl->chip_order[n];
        share_chip(pl, s, &market, t);
    }
}
