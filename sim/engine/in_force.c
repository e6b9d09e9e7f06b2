#include "engine/in_force.h"

#include "instrument/licence.h"
#include "instrument/whitelist.h"

#include <string.h>

static const char *copy_of(const struct plan *pl, const struct state *s, int32_t m, int32_t regime)
{
    const struct instrument_plan *ip = &pl->instruments[m];

    return (const char *)s->arena + ip->regime + (size_t)(regime - ip->first_regime) * ip->stride;
}

/** The month's values of an instrument, lane by lane from its owner's regime. */
static void take_values(const struct plan *pl, struct state *s, int32_t m)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    char *now = (char *)s->arena + ip->now;

    EACH_LANE (i) {
        const char *from = copy_of(pl, s, m, s->regime[ip->owner][i]);
        for (int32_t row = ip->row_first; row < ip->row_first + ip->row_count; row++)
            ((double *)(now + pl->rows[row]))[i] = ((const double *)(from + pl->rows[row]))[i];
    }
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

/** 0 where the instrument excludes the pair, with the values `params` and in the regime of each
 * lane. */
static void exclude(const struct plan *pl, const struct state *s, int32_t m, const void *params,
                    const struct pair *pair, const int32_t regime[LANES], const lanes on, lanes ok)
{
    const struct instrument_type *type = pl->instruments[m].type;

    EACH_LANE (i)
        ok[i] = 1;
    if (type->eligible)
        type->eligible(params, &s->chip[pair->chip], pair->actor, on, ok);
    if (pl->instruments[m].number == INSTRUMENT_WHITELIST)
        EACH_LANE (i)
            ok[i] = on[i] > 0 && !member(pl, s, m, regime[i], pair->actor) ? 0 : ok[i];
}

/** First instrument in pair order that shuts the pair, and its category. */
static void shut(struct state *s, int32_t p, const lanes ok, int32_t category)
{
    double *restrict barred = s->barred[p], *restrict admitted = s->admitted[p];

    EACH_LANE (i) {
        const double by = barred[i], first = by < 0 ? category : by;
        barred[i] = ok[i] > 0 ? by : first;
        admitted[i] *= ok[i];
    }
}

/** Ban, threshold, whitelist: no orders, pending denied under the first that bars, cleared revoked
 * if it says so. */
static void apply_bar(const struct plan *pl, struct state *s, int32_t p, const struct bind *b,
                      const lanes on)
{
    const void *params = state_params(s, pl, b->instrument);
    lanes ok, out, stop = {0};

    exclude(pl, s, b->instrument, params, &pl->pairs[p],
            s->regime[pl->instruments[b->instrument].owner], on, ok);
    EACH_LANE (i) {
        out[i] = 1 - ok[i];
        const double first = s->eligible[p][i] * out[i];
        s->deny_importer[p][i] += b->importer ? first : 0;
        s->deny_exporter[p][i] += b->importer ? 0 : first;
        s->eligible[p][i] *= ok[i];
    }
    if (pl->instruments[b->instrument].type->revoke)
        pl->instruments[b->instrument].type->revoke(params, out, stop);
    EACH_LANE (i)
        s->revoke[p][i] = stop[i] > 0 ? 1 : s->revoke[p][i];
    shut(s, p, ok, pl->category.barred[b->instrument]);
}

static void apply_licence(const struct plan *pl, struct state *s, int32_t p, const struct bind *b,
                          const lanes on)
{
    const struct licence *licence = state_params(s, pl, b->instrument);
    lanes ok;

    EACH_LANE (i) {
        ok[i] = on[i] * licence->hold[i] > 0 ? 0 : 1;
        s->clearing[p][i] +=
            licence->stage == LICENCE_AFTER_ORDER ? on[i] * licence->delay_mean_months[i] : 0;
    }
    shut(s, p, ok, pl->category.held[b->instrument]);
}

static void apply_border(const struct plan *pl, struct state *s, int32_t p, const struct bind *b,
                         const lanes on)
{
    lanes hold = {0}, back = {0}, ok;

    pl->instruments[b->instrument].type->border(state_params(s, pl, b->instrument), on, hold, back);
    EACH_LANE (i) {
        s->border_hold[p][i] = hold[i] > 0 ? 1 : s->border_hold[p][i];
        s->border_back[p][i] = back[i] > 0 ? 1 : s->border_back[p][i];
        ok[i] = back[i] > 0 ? 0 : 1;
    }
    shut(s, p, ok, pl->category.barred[b->instrument]);
}

static void refresh_pair(const struct plan *pl, struct state *s, int32_t p)
{
    const struct pair *pair = &pl->pairs[p];

    EACH_LANE (i) {
        s->eligible[p][i] = s->admitted[p][i] = s->taste_factor[p][i] = 1;
        s->barred[p][i] = -1;
        s->deny_importer[p][i] = s->deny_exporter[p][i] = s->revoke[p][i] = s->clearing[p][i] = 0;
        s->border_hold[p][i] = s->border_back[p][i] = 0;
    }
    for (int32_t n = pair->bind; n < pair->bind + pair->n_binds; n++) {
        const struct bind *b = &pl->binds[n];
        const struct instrument_plan *ip = &pl->instruments[b->instrument];
        const struct instrument_head *head = state_head(s, pl, b->instrument);
        EACH_LANE (i) {
            s->covers[n][i] =
                ip->sets_vary ? covered(pl, s, b->instrument, s->regime[ip->owner][i], pair) : 1;
            s->on[n][i] = s->covers[n][i] * (head->active[i] > 0 ? 1 : 0);
        }
        if (ip->type->eligible || ip->number == INSTRUMENT_WHITELIST)
            apply_bar(pl, s, p, b, s->on[n]);
        else if (ip->number == INSTRUMENT_LICENCE)
            apply_licence(pl, s, p, b, s->on[n]);
        else if (ip->type->border)
            apply_border(pl, s, p, b, s->on[n]);
        else if (ip->type->weight)
            ip->type->weight(state_params(s, pl, b->instrument), s->on[n], s->taste_factor[p]);
    }
}

/** Enforcement binds chips, whoever owns it. */
static void refresh_enforcement(const struct plan *pl, struct state *s)
{
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i)
            s->enforcement[k][i] = 1;
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        if (!ip->type->capacity)
            continue;
        const struct instrument_head *head = state_head(s, pl, m);
        for (int32_t k = 0; k < pl->n_chips; k++) {
            lanes on;
            if (head->channel != CHANNEL_ANY && head->channel != s->chip[k].channel)
                continue;
            EACH_LANE (i) {
                const struct instrument_head *h =
                    (const struct instrument_head *)copy_of(pl, s, m, s->regime[ip->owner][i]);
                on[i] = head->active[i] > 0 && (h->chips >> k & 1);
            }
            ip->type->capacity(state_params(s, pl, m), on, s->enforcement[k]);
        }
    }
}

/** Which licences are on hold. */
static void refresh_hold(const struct plan *pl, struct state *s, int32_t m)
{
    const struct instrument_head *head = state_head(s, pl, m);
    const struct licence *licence = state_params(s, pl, m);

    if (pl->instruments[m].number == INSTRUMENT_LICENCE)
        EACH_LANE (i)
            s->hold[m][i] = head->active[i] > 0 && licence->hold[i] > 0 ? 1 : 0;
}

void in_force_refresh(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        take_values(pl, s, m);
        refresh_hold(pl, s, m);
    }
    for (int32_t p = 0; p < pl->n_pairs; p++)
        refresh_pair(pl, s, p);
    refresh_enforcement(pl, s);
}

/** Would instrument m, in that regime of its owner, shut the pair?  @param bars raised to 1 where
 * it would */
static void foresee(const struct plan *pl, const struct state *s, int32_t m, int32_t regime,
                    const struct pair *pair, lanes bars)
{
    const char *copy = copy_of(pl, s, m, regime);
    const struct instrument_head *head = (const struct instrument_head *)copy;
    const void *params = copy + pl->instruments[m].params;
    int32_t there[LANES];
    lanes on, ok, hold = {0}, back = {0};

    EACH_LANE (i) {
        there[i] = regime;
        on[i] = head->active[i] > 0 && covered(pl, s, m, regime, pair);
    }
    exclude(pl, s, m, params, pair, there, on, ok);
    if (pl->instruments[m].type->border)
        pl->instruments[m].type->border(params, on, hold, back);
    if (pl->instruments[m].number == INSTRUMENT_LICENCE)
        EACH_LANE (i)
            hold[i] = on[i] * ((const struct licence *)params)->hold[i];
    EACH_LANE (i)
        bars[i] = ok[i] == 0 || hold[i] > 0 || back[i] > 0 ? 1 : bars[i];
}

void in_force_foresee(const struct plan *pl, struct state *s)
{
    if (!pl->has_anticipation)
        return;
    memset(s->bars, 0, sizeof(lanes) * (size_t)pl->n_regimes * (size_t)pl->n_pairs);
    for (int32_t r = 0; r < pl->n_regimes; r++)
        for (int32_t p = 0; p < pl->n_pairs; p++)
            for (int32_t n = pl->pairs[p].bind; n < pl->pairs[p].bind + pl->pairs[p].n_binds; n++)
                if (pl->instruments[pl->binds[n].instrument].owner == pl->regime_jurisdiction[r])
                    foresee(pl, s, pl->binds[n].instrument, r, &pl->pairs[p],
                            s->bars[r * pl->n_pairs + p]);
}
