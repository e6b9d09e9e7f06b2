/*
 * A regime that moves changes the instruments that differ between regimes, and those the pairs they
 * bind. In most months few lanes move: the rest stays as it is.
 */
#include "engine/in_force.h"

#include "instrument/licence.h"
#include "instrument/whitelist.h"

#include <string.h>

static const char *copy_of(const struct plan *pl, const struct state *s, int32_t m, int32_t regime)
{
    const struct instrument_plan *ip = &pl->instruments[m];

    return (const char *)s->arena + ip->regime + (size_t)(regime - ip->first_regime) * ip->stride;
}

/** Takes the values of the owner's regime in the lanes that moved.  @return true if any changed */
static bool take_values(const struct plan *pl, struct state *s, int32_t m)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    char *now = (char *)s->arena + ip->now;
    bool changed = false;

    for (int i = 0; i < LANES; i++) {
        if (!s->moved[ip->owner][i])
            continue;
        const char *from = copy_of(pl, s, m, s->regime[ip->owner][i]);
        for (int32_t row = ip->row_first; row < ip->row_first + ip->row_count; row++) {
            double *x = (double *)(now + pl->rows[row]) + i;
            const double value = ((const double *)(from + pl->rows[row]))[i];
            changed |= *x != value;
            *x = value;
        }
        changed |= ip->sets_vary;
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

/** Whom the instrument covers, where it is active, and which licences are on hold. */
static void renew_instrument(const struct plan *pl, struct state *s, int32_t m)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const double *active = state_head(s, pl, m)->active;

    if (ip->number == INSTRUMENT_LICENCE) {
        const double *hold = ((const struct licence *)state_params(s, pl, m))->hold;
        EACH_LANE (i)
            s->hold[m][i] = (active[i] > 0 ? 1.0 : 0.0) * (hold[i] > 0 ? 1.0 : 0.0);
    }
    EACH_BOUND (b, pl, m) {
        const int32_t p = pl->binds[b].pair;
        double *restrict covers = s->covers[b], *restrict on = s->on[b];
        for (int i = 0; i < LANES && ip->sets_vary; i++)
            if (s->moved[ip->owner][i])
                covers[i] = covered(pl, s, m, s->regime[ip->owner][i], &pl->pairs[p]);
        EACH_LANE (i)
            on[i] = covers[i] * (active[i] > 0 ? 1 : 0);
        s->rules_moved[p] = 1;
    }
}

/** Finds where the instrument excludes the pair, with the values `params` and in the regime of each
 * lane.  @param out 1 there  @return false if nowhere */
static bool exclude(const struct plan *pl, const struct state *s, int32_t m, const void *params,
                    const struct pair *pair, const int32_t regime[LANES], const lanes on, lanes out)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    lanes ok;

    EACH_LANE (i)
        ok[i] = 1;
    if (ip->type->eligible)
        ip->type->eligible(params, &s->chip[pair->chip], pair->actor, on, ok);
    if (ip->number == INSTRUMENT_WHITELIST) {
        if (!ip->sets_vary && member(pl, s, m, ip->first_regime, pair->actor))
            return false;
        for (int i = 0; i < LANES; i++)
            ok[i] = on[i] > 0 && !member(pl, s, m, regime[i], pair->actor) ? 0 : 1;
    }
    EACH_LANE (i)
        out[i] = 1 - ok[i];
    return lanes_any(out);
}

/** First instrument in pair order that shuts the pair, and its category. */
static void shut(struct state *s, int32_t p, const lanes out, int32_t category)
{
    double *restrict barred = s->barred[p], *restrict admitted = s->admitted[p];

    EACH_LANE (i) {
        const double by = barred[i], first = by < 0 ? category : by;
        barred[i] = out[i] > 0 ? first : by;
        admitted[i] *= 1 - out[i];
    }
}

/** Ban, threshold, whitelist: no orders, pending denied under the first that bars, cleared revoked
 * if it says so. */
static void apply_bar(const struct plan *pl, struct state *s, int32_t p, const struct bind *b,
                      const lanes on)
{
    const struct instrument_plan *ip = &pl->instruments[b->instrument];
    const void *params = state_params(s, pl, b->instrument);
    double *restrict deny = (b->importer ? s->deny_importer : s->deny_exporter)[p];
    double *restrict eligible = s->eligible[p], *restrict revoke = s->revoke[p];
    lanes out, stop = {0};

    if (!exclude(pl, s, b->instrument, params, &pl->pairs[p], s->regime[ip->owner], on, out))
        return;
    if (ip->type->revoke)
        ip->type->revoke(params, out, stop);
    EACH_LANE (i) {
        const double first = eligible[i] * out[i], before = revoke[i];
        deny[i] += first;
        eligible[i] -= first;
        revoke[i] = stop[i] > 0 ? 1 : before;
    }
    shut(s, p, out, pl->category.barred[b->instrument]);
}

static void apply_licence(const struct plan *pl, struct state *s, int32_t p, const struct bind *b,
                          const lanes on)
{
    const struct licence *licence = state_params(s, pl, b->instrument);
    double *restrict clearing = s->clearing[p];
    lanes out;

    if (licence->stage == LICENCE_AFTER_ORDER)
        EACH_LANE (i)
            clearing[i] += on[i] * licence->delay_mean_months[i];
    EACH_LANE (i)
        out[i] = on[i] * licence->hold[i] > 0 ? 1 : 0;
    if (lanes_any(out))
        shut(s, p, out, pl->category.held[b->instrument]);
}

static void apply_border(const struct plan *pl, struct state *s, int32_t p, const struct bind *b,
                         const lanes on)
{
    double *restrict held = s->border_hold[p], *restrict returned = s->border_back[p];
    lanes hold = {0}, back = {0};

    pl->instruments[b->instrument].type->border(state_params(s, pl, b->instrument), on, hold, back);
    EACH_LANE (i) {
        const double was_held = held[i], was_returned = returned[i];
        held[i] = hold[i] > 0 ? 1 : was_held;
        returned[i] = back[i] > 0 ? 1 : was_returned;
    }
    if (lanes_any(back))
        shut(s, p, back, pl->category.barred[b->instrument]);
}

static void renew_pair(const struct plan *pl, struct state *s, int32_t p)
{
    EACH_LANE (i) {
        s->eligible[p][i] = s->admitted[p][i] = s->taste_factor[p][i] = 1;
        s->barred[p][i] = -1;
        s->deny_importer[p][i] = s->deny_exporter[p][i] = s->revoke[p][i] = s->clearing[p][i] = 0;
        s->border_hold[p][i] = s->border_back[p][i] = 0;
    }
    EACH_BIND (b, pl, p, BIND_SHUTS) {
        const struct bind *bind = &pl->binds[b];
        const struct instrument_plan *ip = &pl->instruments[bind->instrument];
        if (!lanes_any(s->on[b]))
            continue;
        if (ip->number == INSTRUMENT_LICENCE)
            apply_licence(pl, s, p, bind, s->on[b]);
        else if (ip->type->border)
            apply_border(pl, s, p, bind, s->on[b]);
        else
            apply_bar(pl, s, p, bind, s->on[b]);
    }
    EACH_BIND (b, pl, p, BIND_PREFERENCE) {
        const int32_t m = pl->binds[b].instrument;
        pl->instruments[m].type->weight(state_params(s, pl, m), s->on[b], s->taste_factor[p]);
    }
}

/** Enforcement binds chips, whoever owns it. */
static void renew_enforcement(const struct plan *pl, struct state *s)
{
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i)
            s->enforcement[k][i] = 1;
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        const struct instrument_head *head = state_head(s, pl, m);
        if (!ip->type->capacity)
            continue;
        for (int32_t k = 0; k < pl->n_chips; k++) {
            lanes on;
            if (head->channel != CHANNEL_ANY && head->channel != s->chip[k].channel)
                continue;
            for (int i = 0; i < LANES; i++) {
                const struct instrument_head *h =
                    (const struct instrument_head *)copy_of(pl, s, m, s->regime[ip->owner][i]);
                on[i] = head->active[i] > 0 && (h->chips >> k & 1);
            }
            if (lanes_any(on))
                ip->type->capacity(state_params(s, pl, m), on, s->enforcement[k]);
        }
    }
}

/** Values of the instruments of those that moved, and what follows.  @param all whoever moved */
static void renew(const struct plan *pl, struct state *s, bool all)
{
    bool enforcement = all;

    memset(s->rules_moved, all, (size_t)pl->n_pairs);
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (take_values(pl, s, m) || all) {
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
    EACH_BOUND (b, pl, m) {
        const struct pair *pair = &pl->pairs[pl->binds[b].pair];
        const int32_t at = regime * pl->n_pairs + pl->binds[b].pair;
        double *restrict x = s->bars[at];
        if (!covered(pl, s, m, regime, pair) ||
            (bars && !exclude(pl, s, m, params, pair, there, on, shuts)))
            continue;
        s->threat[at] = s->threatened[pl->binds[b].pair] = 1;
        EACH_LANE (i) {
            const double before = x[i];
            x[i] = shuts[i] > 0 ? 1 : before;
        }
    }
}

/** For each regime and pair: would the regime's jurisdiction shut the pair? */
static void foresee_all(const struct plan *pl, struct state *s)
{
    memset(s->bars, 0, sizeof(lanes) * (size_t)pl->n_regimes * (size_t)pl->n_pairs);
    for (int32_t m = 0; m < pl->n_instruments; m++)
        for (int32_t r = 0; r < pl->instruments[m].n_regimes; r++)
            foresee(pl, s, m, pl->instruments[m].first_regime + r);
}

void in_force_open(const struct plan *pl, struct state *s)
{
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        EACH_LANE (i)
            s->moved[j][i] = 1;
    for (int32_t b = 0; b < pl->n_binds; b++)
        EACH_LANE (i)
            s->covers[b][i] = 1; // where sets vary: renewed by what moved
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
