#include "engine/allowances.h"

#include "engine/clearances.h"
#include "engine/licence_luck.h"
#include "engine/state_at.h"
#include "instrument/licence.h"

void allowances_give_back(const struct plan *pl, struct state *s, int32_t p, int32_t lane,
                          real chips)
{
    EACH_BIND (b, pl, p, BIND_ALLOWANCE) {
        const int32_t n = pl->instruments[pl->binds[b].instrument].allowance;
        s->allowance[n][lane] += s->on[b][lane] * chips;
    }
}

/** In month 0: how long conditions take to be written, and whether the allowance is denied after
 * all. */
static void draw_luck(const struct plan *pl, struct state *s, int32_t m)
{
    const struct licence *licence = state_params(s, pl, m);
    const int32_t n = pl->instruments[m].allowance;
    double u[LANES], v[LANES];

    draws_uniform(&s->draws, DRAWS_ALLOWANCE_DELAY, pl->instruments[m].tag, DRAWS_ONCE, 0, u);
    draws_uniform(&s->draws, DRAWS_ALLOWANCE_DENIAL, pl->instruments[m].tag, DRAWS_ONCE, 0, v);
    for (int i = 0; i < LANES; i++) {
        const real p = licence->denial_probability[i], mean = licence->delay_mean_months[i];
        s->allowance_delay[n][i] =
            licence_luck_months(licence->delay_shape, mean, u[i], pl->months + 2);
        s->allowance_denied[n][i] = pl->deterministic ? p >= 0.5 : v[i] < p;
        s->allowance[n][i] = licence->opening_allowance_chips[i];
        s->granted[n][i] = licence->opening_allowance_chips[i];
    }
}

static bool grants_in(const struct licence *licence, int32_t t)
{
    const int32_t since = t - licence->grant_first_month;

    return since == 0 || (since > 0 && licence->grant_every_months > 0 &&
                          since % licence->grant_every_months == 0);
}

void clearances_tick(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const int32_t n = pl->instruments[m].allowance;
        const struct instrument_head *head = state_head(s, pl, m);
        const struct licence *licence = state_params(s, pl, m);
        if (n < 0)
            continue;
        if (t == 0)
            draw_luck(pl, s, m);
        const real *hold = s->hold[m];
        EACH_LANE (i) {
            const real grant = grants_in(licence, t) ? licence->grant_chips[i] : 0;
            const int runs = head->active[i] > 0 && !(hold[i] > 0);
            s->allowance[n][i] += grant;
            s->granted[n][i] += grant;
            s->allowance_clock[n][i] += runs && t >= 1;
            const int ready = runs && s->allowance_clock[n][i] >= s->allowance_delay[n][i];
            s->allowance_usable[n][i] =
                ready && !(s->allowance_denied[n][i] > 0) ? 1 : s->allowance_usable[n][i];
        }
    }
}
