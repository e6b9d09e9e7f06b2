/*
 * A clearance is permission, not purchase: claims stop at the need, then at the money, the border,
 * caps, domestic ratios, ratio caps and quotas by their rules, and the inventory by its supplier's.
 * One pass, chips in allocation order.
 */
#include "engine/allocation.h"

#include "engine/claims.h"
#include "engine/limits.h"
#include "engine/returns.h"
#include "engine/state_at.h"

#include <string.h>

/** Inventory, by the supplier's rule; outside buyers before, with or after the actors.
 *  @param outside what they take  @param estate what is left to the actors */
static void clip_supply(const struct plan *pl, struct state *s, struct market *m,
                        const real *demand, lanes outside, lanes estate)
{
    const struct supplier *supplier = &s->supplier[s->chip[m->chip].supplier];
    const real *left = s->inventory[m->chip];
    struct claimants *all = &m->claimants;

    EACH_LANE (i) {
        const real first = demand[i] < left[i] ? demand[i] : left[i];
        outside[i] = supplier->outside_order == OUTSIDE_BEFORE ? first : 0;
        estate[i] = left[i] - outside[i];
    }
    if (supplier->outside_order == OUTSIDE_WITH) {
        memcpy(all->claim[m->n], demand, sizeof(lanes));
        memcpy(all->weight[m->n], supplier->outside_weight, sizeof(lanes));
        all->firms[m->n] = 1;
        all->priority[m->n] = supplier->outside_priority;
        all->n = m->n + 1;
    }
    claims_ration(pl, s, m, supplier->rule, estate, pl->category.cleared_supply);
    if (supplier->outside_order == OUTSIDE_WITH)
        memcpy(outside, all->claim[m->n], sizeof(lanes));
}

/** Domestic chips count for a ratio of their origin's from the first month in force. */
static void count_domestic(const struct plan *pl, struct state *s, const struct market *m)
{
    for (int32_t n = 0, left = pl->n_ratios; left > 0; n++) {
        const struct instrument_plan *ip = &pl->instruments[n];
        left -= ip->ratio >= 0;
        if (ip->ratio < 0 || ip->owner != s->chip[m->chip].origin)
            continue;
        for (int c = 0; c < m->n; c++) {
            const int32_t place = ip->ratio * pl->n_actors + pl->pairs[m->pair[c]].actor;
            const real *since = s->ratio_since[place], *chips = m->claimants.claim[c];
            real *restrict sum = s->ratio_domestic[place];
            EACH_LANE (i)
                sum[i] += since[i] * chips[i];
        }
    }
}

/** So do foreign ones that the ratio covers. */
static void count_foreign(const struct plan *pl, struct state *s, int32_t p, const lanes chips)
{
    EACH_BIND (b, pl, p, BIND_RATIO) {
        const int32_t ratio = pl->instruments[pl->binds[b].instrument].ratio;
        const int32_t place = ratio * pl->n_actors + pl->pairs[p].actor;
        const real *since = s->ratio_since[place], *covers = s->covers[b];
        real *restrict sum = s->ratio_foreign[place];
        EACH_LANE (i)
            sum[i] += since[i] * covers[i] * chips[i];
    }
}

/** What the buyer pays, and to whom. */
static void pay(const struct plan *pl, struct state *s, int32_t p, const lanes chips)
{
    const int32_t a = pl->pairs[p].actor, supplier = s->chip[pl->pairs[p].chip].supplier;
    const real *price = s->landed_price[p], *part = s->vendor_price[p];
    real *restrict cash = s->cash[a], *restrict paid = s->sum_paid[a];
    real *restrict vendor = s->sum_vendor[a * pl->n_suppliers + supplier];

    EACH_LANE (i) {
        const real usd = chips[i] * price[i], rest = cash[i] - usd;
        cash[i] = rest > 0 ? rest : 0;
        paid[i] += usd;
        vendor[i] += chips[i] * part[i];
    }
    for (int32_t j = 0; j < pl->n_jurisdictions && binds_has(&pl->pairs[p], BIND_TARIFF); j++) {
        const real *duty = s->duty[p * pl->n_jurisdictions + j];
        real *restrict treasury = s->sum_treasury[a * pl->n_jurisdictions + j];
        EACH_LANE (i)
            treasury[i] += chips[i] * duty[i];
    }
}

/** Where the pair's shipments of month t are kept for their lead. */
static real *shipped(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    return s->shipped[state_slot(&pl->pairs[p].shipped, t)];
}

/** What a pair ships: stocks, money, limits. */
static void ship(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes chips)
{
    const real *units = s->units[p];
    real *restrict cleared = s->cleared[p];
    real *restrict transit = s->transit[p], *restrict have = s->have[pl->pairs[p].actor];
    real *restrict sum = s->sum_shipped[p], *restrict kept = shipped(pl, s, p, t);

    EACH_LANE (i) {
        kept[i] = chips[i];
        const real left = cleared[i] - chips[i];
        cleared[i] = left > 0 ? left : 0;
        transit[i] += chips[i];
        have[i] += units[i] * chips[i];
        sum[i] += chips[i];
    }
    pay(pl, s, p, chips);
    if (pl->pairs[p].may_return)
        returns_remember(pl, s, p, t, chips);
    if (binds_has(&pl->pairs[p], BIND_LIMIT))
        limits_book(pl, s, p, t, chips);
    count_foreign(pl, s, p, chips);
    s->held[p] = s->supplied[p] = 1;
}

/** Actors with something cleared in some lane. */
static void gather(const struct plan *pl, struct state *s, struct market *m, int32_t t)
{
    struct claimants *all = &m->claimants;

    m->n = 0;
    for (int32_t a = 0; a < pl->n_actors; a++) {
        const int32_t p = pl->pair_of[a * pl->n_chips + m->chip];
        if (p < 0)
            continue;
        if (!s->asked[p] || !lanes_any(s->cleared[p])) {
            if (s->supplied[p])
                memset(shipped(pl, s, p, t), 0, sizeof(lanes));
            continue;
        }
        memcpy(all->weight[m->n], s->actor[a].allocation_weight, sizeof(lanes));
        all->firms[m->n] = s->actor[a].n_firms;
        all->priority[m->n] = s->actor[a].priority;
        m->pair[m->n++] = p;
    }
    all->n = m->n;
}

static void share_chip(const struct plan *pl, struct state *s, struct market *m, int32_t t)
{
    const struct chip *chip = &s->chip[m->chip];
    const bool after = s->supplier[chip->supplier].outside_order == OUTSIDE_AFTER;
    const real *demand = state_schedule(s, pl, &chip->outside_demand_chips_per_month, t);
    real *restrict inventory = s->inventory[m->chip];
    real *restrict sum_outside = s->sum_outside[m->chip];
    lanes outside, estate, sold = {0};

    claims_clip(pl, s, m, t);
    clip_supply(pl, s, m, demand, outside, estate);
    for (int c = 0; c < m->n; c++) {
        const real *chips = m->claimants.claim[c];
        ship(pl, s, m->pair[c], t, chips);
        EACH_LANE (i)
            sold[i] += chips[i];
    }
    count_domestic(pl, s, m);
    EACH_LANE (i) {
        const real rest = estate[i] - sold[i], most = rest > 0 ? rest : 0;
        const real late = demand[i] < most ? demand[i] : most;
        const real taken = after ? late : outside[i], all = sold[i] + taken;
        const real left = inventory[i] - all;
        inventory[i] = left > 0 ? left : 0;
        sum_outside[i] += taken;
        sold[i] = all;
    }
    if (pl->has_feedback)
        memcpy(s->sales[state_at(pl, m->chip, t)], sold, sizeof sold);
}

/** A domestic ratio counts for an actor from the first month in which it binds one of its pairs. */
static void note_ratios(const struct plan *pl, struct state *s)
{
    for (int32_t n = 0, left = pl->n_ratios; left > 0; n++) {
        const int32_t ratio = pl->instruments[n].ratio;
        left -= ratio >= 0;
        if (ratio < 0)
            continue;
        EACH_BOUND (b, pl, n) {
            const real *on = s->on[b];
            real *restrict since =
                s->ratio_since[ratio * pl->n_actors + pl->pairs[pl->binds[b].pair].actor];
            EACH_LANE (i)
                since[i] = on[i] > since[i] ? on[i] : since[i];
        }
    }
}

void allocation_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++)
        if (lanes_any(s->cleared[p]))
            claims_book(pl, s, p, s->cleared[p], pl->category.need);
}

/** Forgets what was clipped last month. */
static void clear_clips(const struct plan *pl, struct state *s)
{
    const size_t n = (size_t)(pl->n_actors * pl->n_categories);
    uint8_t *at = s->clip_touched, *end = at + n;

    while ((at = memchr(at, 1, (size_t)(end - at)))) {
        const size_t row = (size_t)(at - s->clip_touched);
        memset(s->clip[row], 0, sizeof(lanes));
        memset(s->clip_chips[row], 0, sizeof(lanes));
        *at = 0;
    }
}

void allocation_share(const struct plan *pl, struct state *s, int32_t t)
{
    struct market market;

    clear_clips(pl, s);
    note_ratios(pl, s);
    for (int32_t n = 0; n < pl->n_chips; n++) {
        market.chip = pl->chip_order[n];
        gather(pl, s, &market, t);
        share_chip(pl, s, &market, t);
    }
}
