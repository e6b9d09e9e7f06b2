/*
 * A pair's licences run in series, the exporter's before the importer's. The orders of month m are
 * one application: chips, the licence it waits at, the count of unheld months at which that one
 * clears, whether it will be denied then.
 */
#include "engine/clearances.h"

#include "engine/allowances.h"
#include "engine/delay.h"
#include "instrument/licence.h"

#include <math.h>
#include <string.h>

static bool any(const lanes x)
{
    double most = 0;

    EACH_LANE (i)
        most = x[i] > most ? x[i] : most;
    return most > 0;
}

/** A refused quantity: to R under its key and cause, back to the allowances. */
static void refuse(const struct plan *pl, struct state *s, int32_t p, int32_t refusal,
                   const lanes chips, lanes sum)
{
    if (!any(chips))
        return;
    s->was_refused[p] = 1;
    EACH_LANE (i) {
        s->refused[p * REFUSALS + refusal][i] += chips[i];
        sum[i] += chips[i];
    }
    allowances_give_back(pl, s, p, chips);
}

/** Luck of an application filed now: the clock at which it clears, and whether it will be denied.
 */
static void file(const struct plan *pl, struct state *s, int32_t b, size_t at, int32_t m,
                 const lanes filing)
{
    const int32_t n = pl->binds[b].instrument;
    const struct licence *licence = state_params(s, pl, n);
    const uint32_t month = m < 0 ? DRAWS_OPENING : (uint32_t)m;
    lanes u, v, months;

    draws_uniform(&s->draws, DRAWS_LICENCE_DELAY, pl->binds[b].tag, month, 0, u);
    draws_uniform(&s->draws, DRAWS_LICENCE_DENIAL, pl->binds[b].tag, month, 0, v);
    if (!pl->deterministic && pl->instruments[n].shared_delay)
        delay_correlate(licence->delay_correlation, s->shared_delay[n], u);
    if (!pl->deterministic && pl->instruments[n].shared_denial)
        delay_correlate(licence->denial_correlation, s->shared_denial[n], v);
    delay_months(licence->delay_shape, licence->delay_mean_months, u, pl->months + 2, months);
    EACH_LANE (i) {
        const double p = licence->denial_probability[i], clock = s->unheld[n][i] + months[i];
        const double likely = p >= 0.5 ? 1 : 0, unlucky = v[i] < p ? 1 : 0;
        const double due = s->due[at][i], denied = s->denied[at][i];
        s->due[at][i] = filing[i] > 0 ? clock : due;
        s->denied[at][i] = filing[i] > 0 ? (pl->deterministic ? likely : unlucky) : denied;
    }
}

/** One licence and one application: what arrives is filed, what is due moves on or is refused.
 *  @param moving 1 where the application is between licences; changed */
static void pass_licence(const struct plan *pl, struct state *s, int32_t p, int32_t b, int32_t m,
                         lanes moving)
{
    const size_t slot = state_at(pl, p, m);
    const int32_t n = pl->binds[b].instrument;
    const double *on = s->on[b], *hold = s->hold[n], *clock = s->unheld[n];
    double *restrict queue = s->queue[slot], *restrict at = s->at[slot];
    double *restrict waiting = s->waiting[b];
    lanes filing, touched, leaves, refused, out;

    EACH_LANE (i) {
        const double start = moving[i] * on[i];
        filing[i] = queue[i] > 0 ? start : 0;
        touched[i] = at[i] == b ? 1 : filing[i];
    }
    if (!any(touched))
        return;
    if (any(filing))
        file(pl, s, b, slot, m, filing);
    const double *due = s->due[slot], *denied = s->denied[slot];
    EACH_LANE (i) { // 1 where it leaves: cleared or released; where it is refused
        const double waits = touched[i], late = due[i], no = denied[i], runs = 1 - hold[i];
        const double ready = runs * (clock[i] >= late ? 1.0 : 0.0);
        leaves[i] = waits * (1 - on[i] * (1 - ready));
        refused[i] = waits * on[i] * ready * no;
    }
    EACH_LANE (i) {
        const double chips = queue[i], left = leaves[i], kept = filing[i], there = at[i];
        const double now = waiting[i] + (kept - left) * chips;
        waiting[i] = now > 0 ? now : 0;
        out[i] = refused[i] * chips;
        queue[i] = chips - out[i];
        at[i] = left > 0 ? -1 : touched[i] > 0 ? (double)b : there;
        moving[i] = left > 0 ? 1 - refused[i] : (1 - kept) * moving[i];
    }
    refuse(pl, s, p, pl->binds[b].importer ? 0 : 3, out, s->sum_denied[p]);
}

/** Moves the application of order month m as far as it goes in month t.  @param moving 1 where it
 * is just filed */
static void advance(const struct plan *pl, struct state *s, int32_t p, int32_t m, int32_t t,
                    lanes moving)
{
    const size_t at = state_at(pl, p, m);

    EACH_BIND (b, pl, p, BIND_APPLICATION)
        pass_licence(pl, s, p, b, m, moving);
    if (!any(moving))
        return;
    EACH_LANE (i) {
        const double chips = moving[i] > 0 ? s->queue[at][i] : 0;
        s->cleared[p][i] += chips;
        s->cleared_history[state_at(pl, p, t)][i] += chips;
        s->sum_cleared[p][i] += t >= 0 ? chips : 0;
        s->queue[at][i] -= chips;
    }
}

/** What waits at all the pair's licences, for the stages that follow. */
static void sum_pending(const struct plan *pl, struct state *s, int32_t p)
{
    double *restrict pending = s->pending[p];

    memset(pending, 0, sizeof(lanes));
    EACH_BIND (b, pl, p, BIND_APPLICATION) {
        const double *waiting = s->waiting[b];
        EACH_LANE (i)
            pending[i] += waiting[i];
    }
}

void clearances_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct actor *a = &s->actor[pl->pairs[p].actor];
        const double *cleared = s->pool[a->opening_cleared_chips + pl->pairs[p].chip];
        const double *pending = s->pool[a->opening_pending_chips + pl->pairs[p].chip];
        lanes moving;
        for (int32_t m = -1; m < pl->months; m++)
            EACH_LANE (i)
                s->at[state_at(pl, p, m)][i] = -1;
        s->oldest[p] = -1;
        EACH_LANE (i) {
            s->cleared[p][i] = s->cleared_history[state_at(pl, p, -1)][i] = cleared[i];
            s->queue[state_at(pl, p, -1)][i] = pending[i];
            s->opening_orders[p][i] = cleared[i] + pending[i];
            moving[i] = pending[i] > 0;
        }
        advance(pl, s, p, -1, -1, moving);
        sum_pending(pl, s, p);
    }
}

/** Where the pair is barred today pending applications are denied; where the bar revokes, what is
 * cleared goes too. */
static void apply_bars(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    lanes importer = {0}, exporter = {0}, chips;
    int any = 0;

    EACH_LANE (i)
        any |= s->deny_importer[p][i] + s->deny_exporter[p][i] > 0;
    if (!any)
        return;
    for (int32_t m = s->oldest[p]; m < t; m++) {
        const size_t at = state_at(pl, p, m);
        EACH_LANE (i) {
            const double gone = s->eligible[p][i] > 0 ? 0 : s->queue[at][i];
            importer[i] += s->deny_importer[p][i] * gone;
            exporter[i] += s->deny_exporter[p][i] * gone;
            if (gone > 0)
                s->waiting[(int32_t)s->at[at][i]][i] = 0;
            s->queue[at][i] -= gone;
            s->at[at][i] = s->eligible[p][i] > 0 ? s->at[at][i] : -1;
        }
    }
    refuse(pl, s, p, 0, importer, s->sum_denied[p]);
    refuse(pl, s, p, 3, exporter, s->sum_denied[p]);
    for (int side = 0; side < 2; side++) {
        const double *deny = side ? s->deny_exporter[p] : s->deny_importer[p];
        EACH_LANE (i) {
            chips[i] = deny[i] * s->revoke[p][i] * s->cleared[p][i];
            s->cleared[p][i] -= chips[i];
            s->cleared_gone[p][i] += chips[i];
        }
        refuse(pl, s, p, side ? 4 : 1, chips, s->sum_revoked[p]);
    }
}

/** Cleared in month t - v or before and still unshipped: lapses, under the licence of the smallest
 * validity v. */
static void lapse(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    lanes shortest, importer = {0}, old = {0}, chips, exporter;

    EACH_LANE (i)
        shortest[i] = INFINITY;
    EACH_BIND (b, pl, p, BIND_LICENCE) {
        const struct licence *licence = state_params(s, pl, pl->binds[b].instrument);
        EACH_LANE (i) {
            const double v = s->on[b][i] > 0 ? licence->validity_months[i] : INFINITY;
            importer[i] = v < shortest[i] ? pl->binds[b].importer : importer[i];
            shortest[i] = v < shortest[i] ? v : shortest[i];
        }
    }
    EACH_LANE (i) {
        const int32_t last = shortest[i] < pl->months + 1 ? t - (int32_t)(shortest[i] + 0.5) : -2;
        for (int32_t m = -1; m <= last; m++)
            old[i] += s->cleared_history[state_at(pl, p, m)][i];
        const double due = old[i] - s->cleared_gone[p][i];
        const double gone = due > 0 ? (due < s->cleared[p][i] ? due : s->cleared[p][i]) : 0;
        s->cleared[p][i] -= gone;
        s->cleared_gone[p][i] += gone;
        chips[i] = importer[i] * gone;
        exporter[i] = gone - chips[i];
    }
    refuse(pl, s, p, 2, chips, s->sum_lapsed[p]);
    refuse(pl, s, p, 5, exporter, s->sum_lapsed[p]);
}

/** Counts this month for the clocks of licences that are not on hold. */
static void count_unheld(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].number == INSTRUMENT_LICENCE)
            EACH_LANE (i)
                s->unheld[m][i] += 1 - s->hold[m][i];
}

/** Forgets order months that wait in no lane any more. */
static void forget(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    for (; s->oldest[p] <= t; s->oldest[p]++)
        EACH_LANE (i)
            if (s->at[state_at(pl, p, s->oldest[p])][i] >= 0)
                return;
}

void clearances_advance(const struct plan *pl, struct state *s, int32_t t)
{
    count_unheld(pl, s);
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        lanes moving = {0};
        apply_bars(pl, s, p, t);
        for (int32_t m = s->oldest[p]; m < t; m++) {
            memset(moving, 0, sizeof moving);
            advance(pl, s, p, m, t, moving);
        }
        EACH_LANE (i) {
            s->queue[state_at(pl, p, t)][i] = s->order[p][i];
            moving[i] = s->order[p][i] > 0;
        }
        advance(pl, s, p, t, t, moving);
        forget(pl, s, p, t);
        if (pl->has_validity)
            lapse(pl, s, p, t);
        sum_pending(pl, s, p);
    }
}
