/*
 * gap = max(0, D(t+H) - sum w (V + W + K + chi P + chi B + chi Q)), H the mean of lead + install +
 * T + cover over open chips; orders fill it within the room known; domestic orders are raised to
 * the ratio; cash scales all.
 */
#include "engine/orders.h"

#include "engine/choice.h"
#include "engine/cover.h"
#include "engine/offers.h"
#include "engine/ratios.h"
#include "engine/state_at.h"

#include <math.h>
#include <string.h>

void orders_open(const struct plan *pl, struct state *s)
{
    choice_open(pl, s);
    offers_open(pl, s);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        lanes have = {0};
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
            EACH_LANE (i)
                have[i] += s->units[p][i] * s->in_service[p][i];
        EACH_LANE (i) {
            const real given = s->actor[a].target_effective_h100e[i];
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
    const real *budget = s->actor[a].budget_usd_per_month;
    const real *months = s->actor[a].cash_carry_months;
    real *cash = s->cash[a], *income = s->sum_income[a], *withdrawn = s->sum_withdrawn[a];

    EACH_LANE (i) {
        const real have = cash[i] + budget[i], carried = months[i] * budget[i];
        const real most = months[i] < INFINITY ? carried : INFINITY;
        const real excess = have > most ? have - most : 0;
        cash[i] = have - excess;
        income[i] += budget[i];
        withdrawn[i] += excess;
    }
}

/** An actor's pairs added up. */
struct total {
    lanes have, covered;      // effective units it owns or awaits; the same, weighted
    lanes owed;               // for cleared orders and applications that are not on hold
    lanes share, ahead, cost; // over what is open: first shares; times months ahead, times cost
};

static void add_stocks(const struct state *s, int32_t p, struct total *sum)
{
    const struct behaviour *b = s->behaviour;
    const real *in_service = s->in_service[p], *warehouse = s->warehouse[p];
    const real *border = s->border[p], *transit = s->transit[p], *cleared = s->cleared[p];
    const real *pending = s->pending[p], *units = s->units[p], *price = s->landed_price[p];

    EACH_LANE (i) {
        const real landed = in_service[i] + warehouse[i] + border[i];
        sum->have[i] += units[i] * (landed + transit[i]);
        sum->covered[i] +=
            units[i] * (landed + b->pipeline_weight[i] * transit[i] +
                        b->cleared_weight[i] * cleared[i] + b->pending_weight[i] * pending[i]);
        sum->owed[i] += price[i] * cleared[i];
    }
}

/** The same of a pair that has chips in service only. */
static void add_in_service(const struct state *s, int32_t p, struct total *sum)
{
    const real *in_service = s->in_service[p], *units = s->units[p];

    EACH_LANE (i) {
        sum->have[i] += units[i] * in_service[i];
        sum->covered[i] += units[i] * in_service[i];
    }
}

static void add_applications(const struct plan *pl, const struct state *s, int32_t p,
                             struct total *sum)
{
    const real *price = s->landed_price[p];

    if (!lanes_any(s->pending[p]))
        return;
    EACH_BIND (b, pl, p, BIND_APPLICATION) {
        const real *hold = s->hold[pl->binds[b].instrument], *on = s->on[b];
        const real *waiting = s->waiting[b];
        EACH_LANE (i)
            sum->owed[i] += (1 - hold[i] * on[i]) * (price[i] * waiting[i]);
    }
}

static void add_offer(const struct plan *pl, const struct state *s, int32_t p, struct total *sum)
{
    const struct chip *chip = &s->chip[pl->pairs[p].chip];
    const real months = chip->lead_months + chip->install_months;
    const real *open = s->open[p], *first = s->share[p], *clearing = s->clearing[p];
    const real *cover = s->cover[p], *unit_cost = s->unit_cost[p];

    EACH_LANE (i) {
        const real share = open[i] * first[i], cost = unit_cost[i];
        sum->share[i] += share;
        sum->ahead[i] += share * (months + clearing[i] + cover[i]);
        sum->cost[i] += share * cost;
    }
}

/** The gap, the money, and by what shared rooms are split: min(gap, uncommitted / mean cost). */
static void find_gap(const struct plan *pl, struct state *s, int32_t a)
{
    real *gap = s->gap[a], *uncommitted = s->uncommitted[a], *split_weight = s->split_weight[a];
    const real *cash = s->cash[a];
    struct total sum = {0};
    lanes target;

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        if (s->supplied[p] || s->asked[p])
            add_stocks(s, p, &sum);
        else if (s->held[p])
            add_in_service(s, p, &sum);
        if (s->asked[p])
            add_applications(pl, s, p, &sum);
    }
    for (int32_t n = s->offered_first[a]; n < s->offered_first[a + 1]; n++)
        add_offer(pl, s, s->offered[n], &sum);
    memcpy(s->have[a], sum.have, sizeof(lanes));
    EACH_LANE (i) {
        const real all = sum.share[i], ahead = sum.ahead[i] / all, cost = sum.cost[i] / all;
        sum.ahead[i] = all > 0 ? ahead : 0;
        sum.cost[i] = all > 0 ? cost : 0;
    }
    choice_target_at(s, a, sum.ahead, target);
    EACH_LANE (i) {
        const real missing = target[i] - sum.covered[i], money = cash[i] - sum.owed[i];
        const real left = money > 0 ? money : 0, affordable = left / sum.cost[i];
        const real most = sum.cost[i] > 0 ? affordable : 0;
        gap[i] = missing > 0 ? missing : 0;
        uncommitted[i] = left;
        split_weight[i] = gap[i] < most ? gap[i] : most;
    }
}

/** Orders of a pair consume allowances. */
static void consume(const struct plan *pl, struct state *s, int32_t p)
{
    const real *order = s->order[p];

    EACH_BIND (b, pl, p, BIND_ALLOWANCE) {
        real *left = s->allowance[pl->instruments[pl->binds[b].instrument].allowance];
        const real *on = s->on[b];
        EACH_LANE (i) {
            const real rest = left[i] - on[i] * order[i];
            left[i] = rest > 0 ? rest : 0;
        }
    }
}

/** What was refused of the same chip is asked again. */
static void ask_again(struct state *s, int32_t p)
{
    lanes *refused = &s->refused[p * REFUSALS];
    const real *order = s->order[p];
    lanes kept = {0};

    for (int32_t c = 0; c < REFUSALS; c++)
        if (state_refused(s, p, c))
            EACH_LANE (i)
                kept[i] += refused[c][i];
    EACH_LANE (i) {
        const real rest = 1 - order[i] / kept[i];
        kept[i] = kept[i] > order[i] ? rest : 0;
    }
    for (int32_t c = 0; c < REFUSALS; c++)
        if (state_refused(s, p, c))
            EACH_LANE (i)
                refused[c][i] *= kept[i];
}

/** Scales what is placed to the money. */
static void settle(const struct plan *pl, struct state *s, const struct placing *x)
{
    const real *money = s->uncommitted[x->actor], *gap = s->gap[x->actor];
    real *unplaced = s->unplaced[x->actor];
    lanes cost = {0}, units = {0}, part;

    for (int32_t n = 0; n < x->n; n++) {
        const real *price = s->landed_price[x->pair[n]], *order = s->order[x->pair[n]];
        EACH_LANE (i)
            cost[i] += price[i] * order[i];
    }
    EACH_LANE (i) {
        const real paid = money[i] / cost[i];
        part[i] = cost[i] > money[i] ? paid : 1;
    }
    for (int32_t n = 0; n < x->n; n++) {
        const int32_t p = x->pair[n];
        const real *w = s->units[p];
        real *order = s->order[p], *sum = s->sum_ordered[p];
        EACH_LANE (i) {
            const real chips = order[i] * part[i];
            order[i] = chips;
            sum[i] += chips;
            units[i] += w[i] * chips;
        }
        if (!s->asked[p])
            s->asked[p] = lanes_any(order);
        consume(pl, s, p);
        if (s->was_refused[p])
            ask_again(s, p);
    }
    EACH_LANE (i)
        unplaced[i] = gap[i] > units[i] ? gap[i] - units[i] : 0;
}

void orders_place(const struct plan *pl, struct state *s, int32_t t)
{
    int32_t ratio[RATIOS_MOST];
    struct cover_moves moves;
    struct rooms rooms;

    if (s->regimes_changed)
        offers_list(pl, s);
    cover_find_moves(pl, s, &moves);
    for (int32_t a = 0; a < pl->n_actors; a++) { // step by step while its pairs are at hand
        choice_attract(pl, s, a);
        receive(s, a);
        if (t == 0)
            choice_refer(pl, s, a);
        choice_mix(pl, s, a, t);
        cover_expect(pl, s, a, t, &moves);
        find_gap(pl, s, a);
    }
    const int32_t n_ratios = ratios_list(pl, s, ratio);
    rooms_measure(pl, s, t, &rooms);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        struct placing placing;
        rooms_split(pl, s, a, t, &rooms);
        placing_begin(pl, s, a, &rooms, &placing);
        placing_spread(pl, s, &placing);
        for (int32_t n = 0; n < n_ratios; n++)
            ratios_raise(pl, s, ratio[n], &placing);
        settle(pl, s, &placing);
    }
}
