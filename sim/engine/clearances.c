/*
 * A pair's licences run in series, the exporter's before the importer's. An order that meets one in
 * force becomes an application: it waits there for the months luck gave it when it was filed, those
 * on hold not counted; then it is refused or moves on, and is cleared behind the last one.
 *
 * Few orders wait at a time, each in one lane: applications are a list, not arrays over lanes.
 */
#include "engine/clearances.h"

#include "engine/allowances.h"
#include "engine/licence_luck.h"
#include "engine/state_at.h"
#include "instrument/licence.h"

#include <math.h>
#include <string.h>

/** Chips of one lane: to R under a key and cause, and back to the allowances. */
static void refuse(const struct plan *pl, struct state *s, int32_t p, int32_t refusal, int32_t lane,
                   real chips, lanes sum)
{
    s->was_refused[p] |= (uint8_t)(1U << refusal);
    s->refused[p * REFUSALS + refusal][lane] += chips;
    sum[lane] += chips;
    allowances_give_back(pl, s, p, lane, chips);
}

static void deny(const struct plan *pl, struct state *s, struct application *a, bool importer)
{
    refuse(pl, s, a->pair, importer ? 0 : 3, a->lane, a->chips, s->sum_denied[a->pair]);
    a->chips = 0;
}

/** To its next licence in force, or cleared.  @return true if it is to be filed there */
static bool move_on(const struct plan *pl, struct state *s, struct application *a)
{
    const int32_t end = pl->pairs[a->pair].role[BIND_APPLICATION].end;

    while (++a->at < end) {
        a->bind = pl->listed[a->at];
        if (s->on[a->bind][a->lane] > 0)
            return true;
    }
    s->cleared[a->pair][a->lane] += a->chips;
    s->sum_cleared[a->pair][a->lane] += s->month < 0 ? 0 : a->chips;
    a->chips = 0;
    return false;
}

/** Leaves its licence once that has decided or is no longer in force.  @return true if it is to be
 * filed at another */
static inline bool advance(const struct plan *pl, struct state *s, struct application *a)
{
    const struct bind *b = &pl->binds[a->bind];
    const bool on = s->on[a->bind][a->lane] > 0;

    if (on && (s->hold[b->instrument][a->lane] > 0 || s->unheld[b->instrument][a->lane] < a->due))
        return false;
    if (!on || !a->denied)
        return move_on(pl, s, a);
    deny(pl, s, a, b->importer);
    return false;
}

/** Those that wait; where the pair is barred today they are denied.  @return how many are to be
 * filed */
static int32_t advance_waiting(const struct plan *pl, struct state *s)
{
    int32_t filed = 0;

    for (int32_t n = 0; n < s->n_applications; n++) {
        struct application *a = &s->applications[n];
        const bool barred = !(s->eligible[a->pair][a->lane] > 0);
        s->waiting[a->bind][a->lane] = s->pending[a->pair][a->lane] = 0;
        if (barred)
            deny(pl, s, a, s->deny_importer[a->pair][a->lane] > 0);
        else if (advance(pl, s, a))
            s->filed[filed++] = n;
    }
    return filed;
}

/** Orders of a pair; where no licence is in force they are cleared.  @return how many are to be
 * filed, with those before */
static int32_t set_out(const struct plan *pl, struct state *s, int32_t p, const lanes chips,
                       int32_t filed)
{
    const int32_t before = pl->pairs[p].role[BIND_APPLICATION].first - 1;

    for (int32_t i = 0; i < LANES; i++)
        if (chips[i] > 0) {
            struct application *a = &s->applications[s->n_applications];
            *a = (struct application){.chips = chips[i],
                                      .pair = p,
                                      .at = before,
                                      .month = draws_month(s->month),
                                      .lane = (uint8_t)i};
            if (move_on(pl, s, a))
                s->filed[filed++] = s->n_applications++;
        }
    return filed;
}

/** Orders of a pair that needs no licence. */
static void clear_all(struct state *s, int32_t p)
{
    const real *restrict order = s->order[p];
    real *restrict cleared = s->cleared[p], *restrict sum = s->sum_cleared[p];

    EACH_LANE (i) {
        cleared[i] += order[i];
        sum[i] += order[i];
    }
}

/** What is filed learns its luck, and moves on at once if that lets it. */
static void file(const struct plan *pl, struct state *s, int32_t n)
{
    while (n > 0) {
        int32_t again = 0;
        licence_luck_decide(pl, s, n);
        for (int32_t k = 0; k < n; k++)
            if (advance(pl, s, &s->applications[s->filed[k]]))
                s->filed[again++] = s->filed[k];
        n = again;
    }
}

/** Keeps the applications that wait, and sums them by licence and pair for the stages that follow.
 */
static void keep_waiting(struct state *s)
{
    int32_t waiting = 0;

    for (int32_t n = 0; n < s->n_applications; n++) {
        const struct application a = s->applications[n];
        if (!(a.chips > 0))
            continue;
        s->applications[waiting++] = a;
        s->waiting[a.bind][a.lane] += a.chips;
        s->pending[a.pair][a.lane] += a.chips;
    }
    s->n_applications = waiting;
}

/** Where the bar of today revokes, what is cleared goes too. */
static void revoke(const struct plan *pl, struct state *s, int32_t p)
{
    lanes gone;
    int any = 0;

    EACH_LANE (i) {
        gone[i] = s->revoke[p][i] * s->cleared[p][i];
        any |= gone[i] > 0;
    }
    for (int32_t i = 0; any && i < LANES; i++) {
        s->cleared[p][i] -= gone[i];
        refuse(pl, s, p, s->deny_importer[p][i] > 0 ? 1 : 4, i, gone[i], s->sum_revoked[p]);
    }
}

/** The smallest validity of the pair's licences in force, and whether the first with it is the
 * importer's. */
static real validity(const struct plan *pl, const struct state *s, int32_t p, int32_t lane,
                     bool *importer)
{
    real shortest = INFINITY;

    EACH_BIND (b, pl, p, BIND_LAPSE) {
        const struct licence *licence = state_params(s, pl, pl->binds[b].instrument);
        if (s->on[b][lane] > 0 && licence->validity_months[lane] < shortest) {
            shortest = licence->validity_months[lane];
            *importer = pl->binds[b].importer;
        }
    }
    return shortest;
}

/** Lapses what cleared in month t - v or before and is still unshipped: all but what cleared since,
 * as the oldest is shipped first. */
static void lapse(const struct plan *pl, struct state *s, int32_t p, int32_t lane)
{
    const lanes *until = &s->cleared_until[state_at(pl, pl->pairs[p].may_lapse - 1, 0)];
    const real sum = s->sum_cleared[p][lane];
    bool importer = false;
    const real months = validity(pl, s, p, lane, &importer);

    if (!(months < s->month + 2))
        return;
    const int32_t last = s->month - (int32_t)(months + 0.5);
    const real old = last < -1 ? 0 : s->cleared[p][lane] - (sum - until[last][lane]);
    if (old > REAL_LAPSE * sum) { // less is rounding
        s->cleared[p][lane] -= old;
        refuse(pl, s, p, importer ? 2 : 5, lane, old, s->sum_lapsed[p]);
    }
}

/** Once applications have moved.  @param p a pair with licences of limited validity */
static void lapse_old(const struct plan *pl, struct state *s, int32_t p)
{
    const real *cleared = s->cleared[p];

    memcpy(s->cleared_until[state_at(pl, pl->pairs[p].may_lapse - 1, s->month)], s->sum_cleared[p],
           sizeof(lanes));
    for (int32_t i = 0; i < LANES; i++)
        if (cleared[i] > 0)
            lapse(pl, s, p, i);
}

void clearances_open(const struct plan *pl, struct state *s)
{
    int32_t filed = 0;

    s->n_applications = 0;
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct pair *pair = &pl->pairs[p];
        const struct actor *a = &s->actor[pair->actor];
        const real *cleared = s->pool[a->opening_cleared_chips + pair->chip];
        const real *pending = s->pool[a->opening_pending_chips + pair->chip];
        EACH_LANE (i) {
            s->cleared[p][i] = cleared[i];
            s->opening_orders[p][i] = cleared[i] + pending[i];
        }
        s->asked[p] = lanes_any(s->opening_orders[p]);
        filed = set_out(pl, s, p, pending, filed);
    }
    file(pl, s, filed);
    keep_waiting(s);
}

/** Counts this month for the clocks of licences that are not on hold. */
static void count_unheld(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].number == INSTRUMENT_LICENCE)
            EACH_LANE (i)
                s->unheld[m][i] += 1 - s->hold[m][i];
}

void clearances_advance(const struct plan *pl, struct state *s)
{
    if (s->regimes_changed)
        licence_luck_turn(pl, s);
    count_unheld(pl, s);
    for (int32_t p = 0; p < pl->n_pairs; p++)
        if (s->asked[p] && s->barring[p])
            revoke(pl, s, p);
    int32_t filed = advance_waiting(pl, s);
    for (int32_t n = 0; n < s->offered_first[pl->n_actors]; n++) {
        const int32_t p = s->offered[n];
        if (binds_has(&pl->pairs[p], BIND_APPLICATION))
            filed = set_out(pl, s, p, s->order[p], filed);
        else
            clear_all(s, p);
    }
    file(pl, s, filed);
    keep_waiting(s);
    for (int32_t p = 0; p < pl->n_pairs; p++)
        if (pl->pairs[p].may_lapse && s->asked[p])
            lapse_old(pl, s, p);
}
