/*
 * A regime that moves changes the instruments that differ between regimes, and those the pairs they
 * bind. In most months few lanes move: only instruments that change are asked anew what they
 * do, and only their pairs told.
 */
#include "engine/in_force.h"

#include "engine/state_at.h"
#include "instrument/licence.h"
#include "instrument/whitelist.h"

#include <string.h>

enum { INSTRUMENTS_MOST = 64 }; // as kind_instrument allows

static const char *copy_of(const struct plan *pl, const struct state *s, int32_t m, int32_t regime)
{
    const struct instrument_plan *ip = &pl->instruments[m];

    return (const char *)s->arena + ip->regime + (size_t)(regime - ip->first_regime) * ip->stride;
}

/** Do the sets of an instrument in a regime cover the pair? */
static int covered(const struct plan *pl, const struct state *s, int32_t m, int32_t regime,
                   const struct pair *pair)
{
    const struct instrument_head *head = (const struct instrument_head *)copy_of(pl, s, m, regime);

    return (int)(head->chips >> pair->chip & 1) & (int)(head->actors >> pair->actor & 1);
}

static int member(const struct plan *pl, const struct state *s, int32_t m, int32_t regime,
                  int32_t actor)
{
    const struct whitelist *w =
        (const struct whitelist *)(copy_of(pl, s, m, regime) + pl->instruments[m].params);

    return (int)(w->members >> actor & 1);
}

/** Takes an instrument's values and sets in its owner's regime, in one lane.  @return true if any
 * may have changed */
static bool take(const struct plan *pl, struct state *s, int32_t m, int lane)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const int32_t regime = s->regime[ip->owner][lane];
    const char *from = copy_of(pl, s, m, regime);
    char *now = (char *)s->arena + ip->now;
    bool changed = ip->sets_vary;

    for (int32_t row = ip->row_first; row < ip->row_first + ip->row_count; row++) {
        real *x = (real *)(now + pl->rows[row]) + lane;
        const real value = ((const real *)(from + pl->rows[row]))[lane];
        changed |= *x != value;
        *x = value;
    }
    if (ip->sets_vary)
        EACH_BOUND (b, pl, m)
            s->covers[b][lane] = covered(pl, s, m, regime, &pl->pairs[pl->binds[b].pair]);
    return changed;
}

/** Takes what changes in the lanes that moved.  @param changed (instrument) */
static void take_moves(const struct plan *pl, struct state *s, bool changed[])
{
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        for (int i = 0; i < LANES; i++)
            for (int32_t m = 0; m < pl->n_instruments && s->moved[j][i]; m++)
                if (pl->instruments[m].owner == j)
                    changed[m] |= take(pl, s, m, i);
}

/** Finds where the instrument excludes the pair, with the values `params` and in the regime of each
 * lane.  @param out 1 there  @return false if nowhere */
static bool exclude(const struct plan *pl, const struct state *s, int32_t m, const void *params,
                    const struct pair *pair, const int32_t regime[LANES], const lanes on, lanes out)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const bool listed = ip->number == INSTRUMENT_WHITELIST;
    lanes ok;

    EACH_LANE (i)
        ok[i] = 1;
    if (ip->type->eligible)
        ip->type->eligible(params, &s->chip[pair->chip], pair->actor, on, ok);
    for (int i = 0; i < LANES && listed; i++)
        ok[i] = on[i] > 0 && !member(pl, s, m, regime[i], pair->actor) ? 0 : 1;
    EACH_LANE (i)
        out[i] = 1 - ok[i];
    return lanes_any(out);
}

/** What an instrument does where it is active, whomever it covers.  @return false if it holds and
 * returns nothing */
static bool ask(const struct plan *pl, struct state *s, int32_t m, const lanes active)
{
    const struct instrument_type *type = pl->instruments[m].type;
    const void *params = state_params(s, pl, m);

    EACH_LANE (i) {
        s->hold[m][i] = s->returns[m][i] = s->revoking[m][i] = 0;
        s->guides[m][i] = 1;
    }
    if (pl->instruments[m].number == INSTRUMENT_LICENCE)
        EACH_LANE (i)
            s->hold[m][i] = active[i] * (((const struct licence *)params)->hold[i] > 0 ? 1 : 0);
    if (type->border)
        type->border(params, active, s->hold[m], s->returns[m]);
    if (type->revoke)
        type->revoke(params, active, s->revoking[m]);
    if (type->weight)
        type->weight(params, active, s->guides[m]);
    return lanes_any(s->hold[m]) || lanes_any(s->returns[m]);
}

/** An instrument that changed: where it is on, and whether it says anything there, pair by
 * pair.  @param all idle ones too */
static void renew_instrument(const struct plan *pl, struct state *s, int32_t m, bool all)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const bool bars = ip->type->eligible || ip->number == INSTRUMENT_WHITELIST;
    const real *is = state_head(s, pl, m)->active;
    real *restrict active = s->active[m];

    EACH_LANE (i)
        active[i] = is[i] > 0 ? 1 : 0;
    const bool acts = ask(pl, s, m, active);
    EACH_BOUND (b, pl, m) {
        const int32_t p = pl->binds[b].pair;
        const real *covers = s->covers[b];
        real *restrict on = s->covered_on[b];
        if (ip->sets_vary)
            EACH_LANE (i)
                on[i] = covers[i] * active[i];
        if (!all && state_idle(s, p))
            continue;
        s->acts[b] = bars ? exclude(pl, s, m, state_params(s, pl, m), &pl->pairs[p],
                                    s->regime[ip->owner], s->on[b], s->excludes[b])
                          : acts;
        s->rules_moved[p] = 1;
    }
}

/** x becomes 1 where `by` is. */
static void raise(real *restrict x, const lanes by)
{
    EACH_LANE (i) {
        const real before = x[i];
        x[i] = by[i] > 0 ? 1 : before;
    }
}

/** Ban, threshold, whitelist: pending is denied under the first that bars, cleared revoked if it
 * says so. */
static void bar(struct state *s, int32_t p, const lanes out, const real *revoking, int32_t importer)
{
    real *restrict deny = (importer ? s->deny_importer : s->deny_exporter)[p];
    real *restrict eligible = s->eligible[p], *restrict revoke = s->revoke[p];

    EACH_LANE (i) {
        const real first = eligible[i] * out[i], before = revoke[i];
        deny[i] += first;
        eligible[i] -= first;
        revoke[i] = out[i] * revoking[i] > 0 ? 1 : before;
    }
}

/** No orders; the first instrument in pair order that shuts the pair gives the category. */
static void shut(struct state *s, int32_t p, const lanes out, int32_t category)
{
    real *restrict barred = s->barred[p];

    EACH_LANE (i) {
        const real by = barred[i], first = by < 0 ? category : by;
        barred[i] = out[i] > 0 ? first : by;
    }
}

/** One bind that stops orders, or holds what arrives. */
static void apply(const struct plan *pl, struct state *s, int32_t p, int32_t b)
{
    const int32_t m = pl->binds[b].instrument;
    const struct instrument_plan *ip = &pl->instruments[m];
    const real *covers = s->covers[b], *hold = s->hold[m], *returns = s->returns[m];
    lanes held, out;

    if (ip->type->eligible || ip->number == INSTRUMENT_WHITELIST) {
        bar(s, p, s->excludes[b], s->revoking[m], pl->binds[b].importer);
        shut(s, p, s->excludes[b], pl->category.barred[m]);
        return;
    }
    EACH_LANE (i) {
        held[i] = covers[i] * hold[i];
        out[i] = covers[i] * returns[i];
    }
    if (ip->number == INSTRUMENT_LICENCE) {
        shut(s, p, held, pl->category.held[m]);
    } else {
        raise(s->border_hold[p], held);
        raise(s->border_back[p], out);
        shut(s, p, out, pl->category.barred[m]);
    }
}

/** A pair no instrument shuts, delays or guides. */
static void free_pair(struct state *s, int32_t p)
{
    EACH_LANE (i) {
        s->eligible[p][i] = s->admitted[p][i] = s->taste_factor[p][i] = 1;
        s->barred[p][i] = -1;
        s->deny_importer[p][i] = s->deny_exporter[p][i] = s->revoke[p][i] = 0;
        s->border_hold[p][i] = s->border_back[p][i] = s->clearing[p][i] = 0;
    }
    s->barring[p] = s->bordered[p] = 0;
}

/** Does some instrument act on the pair in that role, in some lane? */
static bool acting(const struct plan *pl, const struct state *s, int32_t p, enum bind_role role)
{
    bool any = false;

    EACH_BIND (b, pl, p, role)
        any |= s->acts[b];
    return any;
}

/** What shuts the pair today. */
static void renew_shut(const struct plan *pl, struct state *s, int32_t p)
{
    real *restrict barred = s->barred[p], *restrict admitted = s->admitted[p];
    const bool barring = acting(pl, s, p, BIND_EXCLUDES);
    const bool bordered = acting(pl, s, p, BIND_BORDER);

    if (barring || s->barring[p]) // else it is as it was
        EACH_LANE (i) {
            s->eligible[p][i] = 1;
            s->deny_importer[p][i] = s->deny_exporter[p][i] = s->revoke[p][i] = 0;
        }
    if (bordered || s->bordered[p])
        EACH_LANE (i)
            s->border_hold[p][i] = s->border_back[p][i] = 0;
    EACH_LANE (i)
        barred[i] = -1;
    s->barring[p] = barring;
    s->bordered[p] = bordered;
    EACH_BIND (b, pl, p, BIND_SHUTS)
        if (s->acts[b])
            apply(pl, s, p, b);
    EACH_LANE (i)
        admitted[i] = barred[i] < 0 ? 1 : 0;
}

/** A pair of which some instrument changed. */
static void renew_pair(const struct plan *pl, struct state *s, int32_t p)
{
    real *restrict clearing = s->clearing[p], *restrict taste = s->taste_factor[p];

    if (binds_has(&pl->pairs[p], BIND_SHUTS))
        renew_shut(pl, s, p);
    if (binds_has(&pl->pairs[p], BIND_APPLICATION))
        memset(clearing, 0, sizeof(lanes));
    EACH_BIND (b, pl, p, BIND_APPLICATION) {
        const struct licence *licence = state_params(s, pl, pl->binds[b].instrument);
        const real *on = s->on[b];
        EACH_LANE (i)
            clearing[i] += on[i] * licence->delay_mean_months[i];
    }
    if (binds_has(&pl->pairs[p], BIND_PREFERENCE))
        EACH_LANE (i)
            taste[i] = 1;
    EACH_BIND (b, pl, p, BIND_PREFERENCE) {
        const real *covers = s->covers[b], *guides = s->guides[pl->binds[b].instrument];
        EACH_LANE (i)
            taste[i] *= covers[i] > 0 ? guides[i] : 1;
    }
}

/** Where an instrument of enforcement is on for chip k; it binds chips, whoever owns it. */
static bool enforced(const struct plan *pl, const struct state *s, int32_t m, int32_t k, lanes on)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const struct instrument_head *head = state_head(s, pl, m);

    if (head->channel != CHANNEL_ANY && head->channel != s->chip[k].channel)
        return false;
    if (!ip->sets_vary && !(head->chips >> k & 1))
        return false;
    EACH_LANE (i)
        on[i] = head->active[i] > 0 ? 1 : 0;
    for (int i = 0; i < LANES && ip->sets_vary; i++)
        on[i] *=
            ((const struct instrument_head *)copy_of(pl, s, m, s->regime[ip->owner][i]))->chips >>
                k &
            1;
    return lanes_any(on);
}

static void renew_enforcement(const struct plan *pl, struct state *s)
{
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i)
            s->enforcement[k][i] = 1;
    for (int32_t m = 0; m < pl->n_instruments; m++)
        for (int32_t k = 0; k < pl->n_chips && pl->instruments[m].type->capacity; k++) {
            lanes on;
            if (enforced(pl, s, m, k, on))
                pl->instruments[m].type->capacity(state_params(s, pl, m), on, s->enforcement[k]);
        }
}

/** Instruments of those that moved, and what follows for pairs and chips.  @param all: anew */
static void renew(const struct plan *pl, struct state *s, bool all)
{
    bool changed[INSTRUMENTS_MOST] = {false}, enforcement = all;

    take_moves(pl, s, changed);
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (changed[m] || all) {
            renew_instrument(pl, s, m, all);
            enforcement |= pl->instruments[m].type->capacity != NULL;
        }
    for (int32_t p = 0; p < pl->n_pairs; p++)
        if (s->rules_moved[p])
            renew_pair(pl, s, p);
    if (enforcement)
        renew_enforcement(pl, s);
}

/** Marks the pairs that instrument m, in that regime of its owner, would shut. */
static void foresee(const struct plan *pl, struct state *s, int32_t m, int32_t regime)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const char *copy = copy_of(pl, s, m, regime);
    const struct instrument_head *head = (const struct instrument_head *)copy;
    const void *params = copy + ip->params;
    const bool bars = ip->type->eligible || ip->number == INSTRUMENT_WHITELIST;
    int32_t there[LANES];
    lanes on, shuts = {0};

    EACH_LANE (i) {
        there[i] = regime;
        on[i] = head->active[i] > 0 ? 1 : 0;
    }
    if (ip->type->border) {
        lanes hold = {0}, back = {0};
        ip->type->border(params, on, hold, back);
        EACH_LANE (i)
            shuts[i] = hold[i] + back[i];
    } else if (ip->number == INSTRUMENT_LICENCE) {
        EACH_LANE (i)
            shuts[i] = on[i] * ((const struct licence *)params)->hold[i];
    }
    if (!lanes_any(bars ? on : shuts))
        return;
    EACH_BOUND (b, pl, m) {
        const struct pair *pair = &pl->pairs[pl->binds[b].pair];
        if (!covered(pl, s, m, regime, pair) ||
            (bars && !exclude(pl, s, m, params, pair, there, on, shuts)))
            continue;
        const int32_t p = pl->binds[b].pair, at = regime * pl->n_pairs + p;
        s->threat[at] = s->threatened[p] = 1;
        raise(s->bars[at], shuts);
    }
}

/** For each regime and pair: would the regime's jurisdiction shut the pair? */
static void foresee_all(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        for (int32_t r = 0; r < pl->instruments[m].n_regimes; r++)
            foresee(pl, s, m, pl->instruments[m].first_regime + r);
}

void in_force_open(const struct plan *pl, struct state *s)
{
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        EACH_LANE (i)
            s->moved[j][i] = 1;
    for (int32_t b = 0; b < pl->n_binds; b++) {
        const int32_t m = pl->binds[b].instrument;
        s->on[b] = pl->instruments[m].sets_vary ? s->covered_on[b] : s->active[m];
        EACH_LANE (i)
            s->covers[b][i] = 1; // where sets vary: renewed by what moved
    }
    memset(s->rules_moved, 1, (size_t)pl->n_pairs);
    for (int32_t p = 0; p < pl->n_pairs; p++)
        free_pair(s, p);
    renew(pl, s, true);
    if (pl->has_anticipation)
        foresee_all(pl, s);
}

void in_force_turn(const struct plan *pl, struct state *s)
{
    memset(s->rules_moved, 0, (size_t)pl->n_pairs);
    if (s->regimes_changed)
        renew(pl, s, false);
}
