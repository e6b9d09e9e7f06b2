/*
 * In this order: the need, the money, the border, caps, domestic ratios, each actor by itself; then
 * ratio caps and quotas by their rules.
 */
#include "engine/claims.h"

#include "engine/choice.h"
#include "engine/limits.h"
#include "engine/state_at.h"
#include "instrument/domestic_ratio.h"
#include "instrument/window.h"

#include <math.h>
#include <string.h>

void claims_book(const struct plan *pl, struct state *s, int32_t p, const lanes chips,
                 int32_t category)
{
    const int32_t row = pl->pairs[p].actor * pl->n_categories + category;
    const real *units = s->units[p];
    real *restrict sum = s->clip[row], *restrict sum_chips = s->clip_chips[row];
    real *restrict last = s->clipped[p];

    s->clip_touched[row] = 1;
    EACH_LANE (i) {
        const real before = last[i];
        sum[i] += chips[i] * units[i];
        sum_chips[i] += chips[i];
        last[i] = chips[i] > 0 ? category : before;
    }
}

/** Lowers a claim and books the difference. */
static void clip_to(const struct plan *pl, struct state *s, struct market *m, int c,
                    const lanes most, int32_t category)
{
    real *restrict claim = m->claimants.claim[c];
    lanes lost;

    EACH_LANE (i) {
        const real kept = claim[i] < most[i] ? claim[i] : most[i];
        lost[i] = claim[i] - kept;
        claim[i] = kept;
    }
    if (lanes_any(lost))
        claims_book(pl, s, m->pair[c], lost, category);
}

/** Clips a claim to what a budget buys at a price; at a price of 0 to nothing. */
static void clip_to_budget(const struct plan *pl, struct state *s, struct market *m, int c,
                           const real *price, const real *budget, int32_t category)
{
    const real *claim = m->claimants.claim[c];
    lanes most;

    EACH_LANE (i) {
        const real buys = budget[i] / price[i],
                   dear = claim[i] * price[i] > budget[i] ? buys : INFINITY;
        most[i] = price[i] > 0 ? dear : 0;
    }
    clip_to(pl, s, m, c, most, category);
}

/** What the actor will lack when the chip is in service and its cover used up. */
static void find_need(const struct plan *pl, const struct state *s, int32_t p, lanes need)
{
    const real *have = s->have[pl->pairs[p].actor];

    choice_target_served(s, pl->pairs[p].actor, p, need);
    EACH_LANE (i) {
        const real lacks = need[i] - have[i];
        need[i] = lacks > 0 ? lacks : 0;
    }
}

/** claim = min(B, need / w), then what M buys. */
static void clip_need_and_money(const struct plan *pl, struct state *s, struct market *m, int c)
{
    const int32_t p = m->pair[c], a = pl->pairs[p].actor;
    const real *cleared = s->cleared[p], *units = s->units[p], *price = s->landed_price[p];
    const real *cash = s->cash[a], *target = s->target[a], *have = s->have[a];
    const real *cover = s->cover[p], *log_growth = s->log_growth[a];
    const real *growth = s->growth_to_service[p];
    real *restrict claim = m->claimants.claim[c];
    lanes clips, need;

    EACH_LANE (i) { // do need without cover or money clip in any lane?
        const real chips = cleared[i], w = units[i], lacks = target[i] * growth[i] - have[i];
        const real beyond = chips * w > (lacks > 0 ? lacks : 0) ? 1 : 0;
        const real unpaid = chips * price[i] > cash[i] ? 1 : 0, useless = w > 0 ? 0 : chips;
        const real less = log_growth[i] < 0 ? cover[i] : 0;
        clips[i] = beyond + unpaid + useless + less;
        claim[i] = chips;
    }
    if (!lanes_any(clips)) // seldom they do
        return;
    find_need(pl, s, p, need);
    clip_to_budget(pl, s, m, c, units, need, pl->category.need);
    clip_to_budget(pl, s, m, c, price, cash, pl->category.money);
}

static void clip_border(const struct plan *pl, struct state *s, struct market *m, int c)
{
    const int32_t p = m->pair[c];

    if (!binds_has(&pl->pairs[p], BIND_BORDER) || !lanes_any(s->border_back[p]))
        return;
    EACH_BIND (b, pl, p, BIND_BORDER) {
        const int32_t n = pl->binds[b].instrument;
        lanes most, hold = {0}, back = {0};
        pl->instruments[n].type->border(state_params(s, pl, n), s->on[b], hold, back);
        EACH_LANE (i)
            most[i] = back[i] > 0 ? 0 : INFINITY;
        clip_to(pl, s, m, c, most, pl->category.clip[n]);
    }
}

/** Room of a limit for the actor, or for all, in chips. */
static void find_room(const struct plan *pl, const struct state *s, int32_t n, int32_t a, int32_t k,
                      int32_t t, lanes room)
{
    const struct window *w = state_params(s, pl, n);
    const real *h100e = s->chip[k].h100e;

    limits_room(pl, s, n, a, t, room);
    if (w->unit == LIMIT_H100E)
        EACH_LANE (i) {
            const real chips = room[i] / h100e[i];
            room[i] = h100e[i] > 0 ? chips : INFINITY;
        }
}

static void clip_caps(const struct plan *pl, struct state *s, struct market *m, int c, int32_t t)
{
    const int32_t p = m->pair[c];

    EACH_BIND (b, pl, p, BIND_CAP) {
        const int32_t n = pl->binds[b].instrument;
        lanes most;
        if (!lanes_any(s->on[b]))
            continue;
        find_room(pl, s, n, pl->pairs[p].actor, m->chip, t, most);
        EACH_LANE (i)
            most[i] = s->on[b][i] > 0 ? most[i] : INFINITY;
        clip_to(pl, s, m, c, most, pl->category.clip[n]);
    }
}

static void clip_ratios(const struct plan *pl, struct state *s, struct market *m, int c)
{
    const int32_t p = m->pair[c];

    EACH_BIND (b, pl, p, BIND_RATIO) {
        const int32_t n = pl->binds[b].instrument;
        const int32_t place = pl->instruments[n].ratio * pl->n_actors + pl->pairs[p].actor;
        const struct domestic_ratio *r = state_params(s, pl, n);
        const real *domestic = s->ratio_domestic[place], *foreign = s->ratio_foreign[place];
        const real *on = s->on[b];
        lanes most;
        if (!lanes_any(on))
            continue;
        EACH_LANE (i) {
            const real room = domestic[i] / r->ratio[i] - foreign[i];
            const real left = room > 0 ? room : 0;
            most[i] = on[i] * r->ratio[i] > 0 ? left : INFINITY;
        }
        clip_to(pl, s, m, c, most, pl->category.clip[n]);
    }
}

void claims_ration(const struct plan *pl, struct state *s, struct market *m, int32_t rule,
                   const lanes estate, int32_t category)
{
    struct claimants *all = &m->claimants;

    if (!rules_share(rule, all, estate, m->award))
        return;
    for (int c = 0; c < m->n; c++)
        clip_to(pl, s, m, c, m->award[c], category);
    if (all->n > m->n)
        memcpy(all->claim[m->n], m->award[m->n], sizeof(lanes));
}

/** Shared limits that bind a claimant in some lane, as bits by instrument. */
static uint64_t find_shared(const struct plan *pl, const struct state *s, const struct market *m)
{
    uint64_t found = 0;

    for (int c = 0; c < m->n; c++)
        EACH_BIND (b, pl, m->pair[c], BIND_SHARED)
            found |= (uint64_t)lanes_any(s->on[b]) << pl->binds[b].instrument;
    return found;
}

/** Where instrument n binds the pair. */
static const real *bound(const struct plan *pl, const struct state *s, int32_t p, int32_t n)
{
    static const lanes nowhere = {0};

    EACH_BIND (b, pl, p, BIND_SHARED)
        if (pl->binds[b].instrument == n)
            return s->on[b];
    return nowhere;
}

/** A ratio cap or quota: shared among the actors it binds by its rule. */
static void clip_shared(const struct plan *pl, struct state *s, struct market *m, int32_t n,
                        int32_t t)
{
    const struct window *w = state_params(s, pl, n);
    lanes apart[64], room;

    for (int c = 0; c < m->n; c++) {
        const real *in = bound(pl, s, m->pair[c], n);
        real *restrict claim = m->claimants.claim[c];
        EACH_LANE (i) {
            apart[c][i] = (1 - in[i]) * claim[i];
            claim[i] *= in[i];
        }
    }
    find_room(pl, s, n, 0, m->chip, t, room);
    claims_ration(pl, s, m, w->rule, room, pl->category.clip[n]);
    for (int c = 0; c < m->n; c++)
        EACH_LANE (i)
            m->claimants.claim[c][i] += apart[c][i];
}

void claims_clip(const struct plan *pl, struct state *s, struct market *m, int32_t t)
{
    for (int c = 0; c < m->n; c++) {
        clip_need_and_money(pl, s, m, c);
        clip_border(pl, s, m, c);
        clip_caps(pl, s, m, c, t);
        clip_ratios(pl, s, m, c);
    }
    uint64_t shared = find_shared(pl, s, m);
    for (int32_t n = 0; shared; n++, shared >>= 1) // by name
        if (shared & 1)
            clip_shared(pl, s, m, n, t);
}
