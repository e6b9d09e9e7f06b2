/*
 * A regime that moves changes the instruments that differ between regimes, and those the pairs they
 * bind. In most months few lanes move: the rest stays as it is.
 */
#include "engine/in_force.h"

#include "base/exact_math.h"
#include "instrument/licence.h"
#include "instrument/whitelist.h"

#include <string.h>

enum { INSTRUMENTS_MOST = 64 }; // as kind_instrument allows

static const char *copy_of(const struct plan *pl, const struct state *s, int32_t m, int32_t regime)
{
    const struct instrument_plan *ip = &pl->instruments[m];

    return (const char *)s->arena + ip->regime + (size_t)(regime - ip->first_regime) * ip->stride;
}

/** Takes an instrument's values in its owner's regime, in one lane.  @return true if any changed */
static bool take_values(const struct plan *pl, struct state *s, int32_t m, int lane)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const char *from = copy_of(pl, s, m, s->regime[ip->owner][lane]);
    char *now = (char *)s->arena + ip->now;
    bool changed = false;

    for (int32_t row = ip->row_first; row < ip->row_first + ip->row_count; row++) {
        double *x = (double *)(now + pl->rows[row]) + lane;
        const double value = ((const double *)(from + pl->rows[row]))[lane];
        changed |= *x != value;
        *x = value;
    }
    return changed;
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

/** The same for the sets: whom it covers.  @return true if they may have changed */
static bool take_sets(const struct plan *pl, struct state *s, int32_t m, int lane)
{
    const struct instrument_plan *ip = &pl->instruments[m];

    if (!ip->sets_vary)
        return false;
    EACH_BOUND(b, pl, m)
    s->covers[b][lane] =
        covered(pl, s, m, s->regime[ip->owner][lane], &pl->pairs[pl->binds[b].pair]);
    return true;
}

/** Takes values and sets of all instruments of a jurisdiction in one lane.  @param changed set
 * where that makes a difference */
static void take(const struct plan *pl, struct state *s, int32_t j, int lane, bool changed[])
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].owner == j) {
            changed[m] |= take_values(pl, s, m, lane);
            changed[m] |= take_sets(pl, s, m, lane);
        }
}

/** Finds where the instrument excludes the pair, with the values `params` and in the regime of each
 * lane.  @param out 1 there  @return false if nowhere */
static bool exclude(const struct plan *pl, const struct state *s, int32_t m, const void *params,
                    const struct pair *pair, const int32_t regime[LANES], const lanes on, lanes out)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const bool listed = ip->number == INSTRUMENT_WHITELIST;
    lanes ok;

    if (listed && !ip->sets_vary && member(pl, s, m, ip->first_regime, pair->actor))
        return false;
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

/** What the instrument of a bind, where it is on, does to the pair. */
static void act(const struct plan *pl, struct state *s, int32_t b)
{
    const struct bind *bind = &pl->binds[b];
    const struct instrument_plan *ip = &pl->instruments[bind->instrument];
    const void *params = state_params(s, pl, bind->instrument);
    const double *covers = s->covers[b], *on = s->on[b], *hold = s->hold[bind->instrument];
    double *restrict shuts = s->shuts[b], *restrict holds = s->holds[b];
    double *restrict revokes = s->revokes[b];

    if (ip->number == INSTRUMENT_LICENCE) {
        EACH_LANE (i)
            shuts[i] = covers[i] * hold[i];
        s->acts[b] = lanes_any(shuts);
    } else if (ip->type->border) {
        EACH_LANE (i)
            shuts[i] = holds[i] = 0;
        ip->type->border(params, on, holds, shuts);
        s->acts[b] = lanes_any(shuts) || lanes_any(holds);
    } else {
        EACH_LANE (i)
            revokes[i] = 0;
        s->acts[b] = exclude(pl, s, bind->instrument, params, &pl->pairs[bind->pair],
                             s->regime[ip->owner], on, shuts);
        if (s->acts[b] && ip->type->revoke)
            ip->type->revoke(params, shuts, revokes);
    }
}

/** Where the instrument is on and what it does, pair by pair. */
static void renew_instrument(const struct plan *pl, struct state *s, int32_t m)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const double *active = state_head(s, pl, m)->active;
    const bool licence = ip->number == INSTRUMENT_LICENCE;

    if (licence) {
        const double *hold = ((const struct licence *)state_params(s, pl, m))->hold;
        EACH_LANE (i)
            s->hold[m][i] = (active[i] > 0 ? 1.0 : 0.0) * (hold[i] > 0 ? 1.0 : 0.0);
    }
    EACH_BOUND(b, pl, m)
    {
        const int32_t p = pl->binds[b].pair;
        const double *covers = s->covers[b];
        double *restrict on = s->on[b];
        EACH_LANE (i)
            on[i] = covers[i] * (active[i] > 0 ? 1 : 0);
        if (licence || ip->type->eligible || ip->type->revoke || ip->type->border)
            act(pl, s, b);
        s->rules_moved[p] = 1;
    }
}

/** x becomes 1 where `by` is. */
static void raise(double *restrict x, const lanes by)
{
    EACH_LANE (i) {
        const double before = x[i];
        x[i] = by[i] > 0 ? 1 : before;
    }
}

/** Ban, threshold, whitelist: pending denied under the first that bars, cleared revoked if it says
 * so. */
static void bar(struct state *s, int32_t p, int32_t b, int32_t importer)
{
    const double *shuts = s->shuts[b];
    double *restrict deny = (importer ? s->deny_importer : s->deny_exporter)[p];
    double *restrict eligible = s->eligible[p];

    EACH_LANE (i) {
        const double first = eligible[i] * shuts[i];
        deny[i] += first;
        eligible[i] -= first;
    }
    raise(s->revoke[p], s->revokes[b]);
}

/** No orders; the first instrument in pair order that shuts the pair gives the category. */
static void shut(struct state *s, int32_t p, const lanes shuts, int32_t category)
{
    double *restrict barred = s->barred[p], *restrict admitted = s->admitted[p];

    EACH_LANE (i) {
        const double by = barred[i], first = by < 0 ? category : by;
        barred[i] = shuts[i] > 0 ? first : by;
        admitted[i] *= 1 - shuts[i];
    }
}

static void renew_pair(const struct plan *pl, struct state *s, int32_t p)
{
    EACH_LANE (i) {
        s->eligible[p][i] = s->admitted[p][i] = s->taste_factor[p][i] = 1;
        s->barred[p][i] = -1;
        s->deny_importer[p][i] = s->deny_exporter[p][i] = s->revoke[p][i] = s->clearing[p][i] = 0;
        s->border_hold[p][i] = s->border_back[p][i] = 0;
    }
    EACH_BIND(b, pl, p, BIND_SHUTS)
    {
        const int32_t m = pl->binds[b].instrument;
        const bool licence = pl->instruments[m].number == INSTRUMENT_LICENCE;
        if (!s->acts[b])
            continue;
        if (pl->instruments[m].type->border) {
            raise(s->border_hold[p], s->holds[b]);
            raise(s->border_back[p], s->shuts[b]);
        } else if (!licence) {
            bar(s, p, b, pl->binds[b].importer);
        }
        shut(s, p, s->shuts[b], licence ? pl->category.held[m] : pl->category.barred[m]);
    }
    EACH_BIND(b, pl, p, BIND_APPLICATION)
    {
        const struct licence *licence = state_params(s, pl, pl->binds[b].instrument);
        EACH_LANE (i)
            s->clearing[p][i] += s->on[b][i] * licence->delay_mean_months[i];
    }
    EACH_BIND(b, pl, p, BIND_PREFERENCE)
    {
        const int32_t m = pl->binds[b].instrument;
        pl->instruments[m].type->weight(state_params(s, pl, m), s->on[b], s->taste_factor[p]);
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

    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        for (int i = 0; i < LANES; i++)
            if (s->moved[j][i])
                take(pl, s, j, i, changed);
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (changed[m] || all) {
            renew_instrument(pl, s, m);
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
    EACH_BOUND(b, pl, m)
    {
        const struct pair *pair = &pl->pairs[pl->binds[b].pair];
        if (!covered(pl, s, m, regime, pair) ||
            (bars && !exclude(pl, s, m, params, pair, there, on, shuts)))
            continue;
        raise(s->bars[regime * pl->n_pairs + pl->binds[b].pair], shuts);
    }
}

/** For each regime and pair: would the regime's jurisdiction shut the pair? */
static void foresee_all(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        for (int32_t r = 0; r < pl->instruments[m].n_regimes; r++)
            foresee(pl, s, m, pl->instruments[m].first_regime + r);
}

static void share(const struct plan *pl, struct state *s, int32_t m, enum draws_process process,
                  int32_t t, double *restrict score)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    lanes u;

    draws_uniform(&s->draws, process, ip->tag, t < 0 ? DRAWS_OPENING : (uint32_t)t, 0, u);
    EACH_LANE (i)
        u[i] = exact_math_normal_quantile(u[i]);
    for (int i = 0; i < LANES; i++)
        score[i] = s->spell[ip->owner][i] == t ? u[i] : score[i];
}

/** Draws the luck that all applications of a spell share, where a spell began in month t. */
static void share_luck(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        int began = 0;
        EACH_LANE (i)
            began |= s->moved[ip->owner][i];
        if (began && ip->shared_delay)
            share(pl, s, m, DRAWS_LICENCE_DELAY, t, s->shared_delay[m]);
        if (began && ip->shared_denial)
            share(pl, s, m, DRAWS_LICENCE_DENIAL, t, s->shared_denial[m]);
    }
}

void in_force_open(const struct plan *pl, struct state *s)
{
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        EACH_LANE (i)
            s->moved[j][i] = 1;
    for (int32_t b = 0; b < pl->n_binds; b++)
        EACH_LANE (i)
            s->covers[b][i] = 1; // where sets vary: renewed by what moved
    memset(s->rules_moved, 1, (size_t)pl->n_pairs);
    share_luck(pl, s, -1);
    renew(pl, s, true);
    if (pl->has_anticipation)
        foresee_all(pl, s);
}

void in_force_turn(const struct plan *pl, struct state *s, int32_t t)
{
    memset(s->rules_moved, 0, (size_t)pl->n_pairs);
    if (!s->regimes_changed)
        return;
    share_luck(pl, s, t);
    renew(pl, s, false);
}
