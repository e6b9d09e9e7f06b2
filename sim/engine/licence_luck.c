#include "engine/licence_luck.h"

#include "base/exact_math.h"
#include "engine/state_at.h"
#include "instrument/licence.h"

enum { STEP = LICENCE_LUCK_STEP, BATCH = 64 };

/** P(x > n + 1/2) for n = first, ...: exp(-y) sum_(i<k) y^i / i!, y = k (n + 1/2) / mean. */
static void survival(int32_t shape, double mean, int32_t first, double left[STEP])
{
    const double rate = shape / (mean > 1e-6 ? mean : 1e-6); // a shorter one never takes a month
    double y[STEP], term[STEP], sum[STEP];

    for (int n = 0; n < STEP; n++) {
        y[n] = (first + n + 0.5) * rate;
        term[n] = sum[n] = 1;
    }
    for (int32_t k = 1; k < shape; k++)
        for (int n = 0; n < STEP; n++) {
            term[n] *= y[n] / k;
            sum[n] += term[n];
        }
    for (int n = 0; n < STEP; n++) {
        const double erlang = exact_math_exp(-y[n]) * sum[n], fixed = mean + 0.5 >= first + n + 1;
        const double chance = shape > 0 ? erlang : fixed;
        left[n] = chance < 1 ? chance : 1; // not 1 and a bit by rounding
    }
}

/** The own uniform at which the correlated one has the normal score `score`. */
static inline double threshold(double score, double rho, double shared)
{
    const double own = exact_math_sqrt(1 - rho), gap = score - exact_math_sqrt(rho) * shared;
    const double certain = gap > 0 ? INFINITY : -INFINITY; // where nothing is left to the own

    return exact_math_normal_cdf(own > 0 ? gap / own : certain);
}

void licence_luck_delays(int32_t shape, double mean, double rho, double shared, int32_t first,
                         double at[STEP])
{
    double left[STEP];

    survival(shape, mean, first, left);
    if (rho > 0)
        for (int n = 0; n < STEP; n++)
            at[n] = threshold(-exact_math_normal_quantile(left[n]), rho, shared);
    else
        for (int n = 0; n < STEP; n++)
            at[n] = 1 - left[n];
}

double licence_luck_denial(double p, double rho, double shared)
{
    return rho > 0 ? threshold(exact_math_normal_quantile(p), rho, shared) : p;
}

int32_t licence_luck_months(int32_t shape, double mean, double u, int32_t most)
{
    double at[STEP];
    int32_t n = 0, months = 0;

    for (; months == n && n < most; n += STEP) {
        licence_luck_delays(shape, mean, 0, 0, n, at);
        for (int k = 0; k < STEP; k++)
            months += u >= at[k];
    }
    return months;
}

void licence_luck_turn(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const int32_t *spell = s->spell[pl->instruments[m].owner];
        EACH_LANE (i)
            s->luck_known[m][i] = spell[i] == s->month ? 0 : s->luck_known[m][i];
    }
}

/** The normal score all applications at a licence share in a spell of its owner's regime. */
static double shared_score(const struct plan *pl, const struct state *s, int32_t m, int32_t lane,
                           enum draws_process process, double rho)
{
    const uint32_t month = draws_month(s->spell[pl->instruments[m].owner][lane]);

    if (!(rho > 0))
        return 0;
    return exact_math_normal_quantile(
        draws_uniform_one(&s->draws, process, pl->instruments[m].tag, month, (uint32_t)lane));
}

/** What a spell's first application at a licence needs, in a lane. */
static void open_spell(const struct plan *pl, struct state *s, int32_t m, int32_t lane)
{
    const struct licence *licence = state_params(s, pl, m);
    const double p = licence->denial_probability[lane];
    const double denial = licence->denial_correlation[lane];
    const double delay = licence->delay_correlation[lane];

    if (pl->deterministic) {
        s->denied_below[m][lane] = p >= 0.5;
        return;
    }
    s->denied_below[m][lane] =
        licence_luck_denial(p, denial, shared_score(pl, s, m, lane, DRAWS_LICENCE_DENIAL, denial));
    s->shared_delay[m][lane] = shared_score(pl, s, m, lane, DRAWS_LICENCE_DELAY, delay);
}

/** The next thresholds of delay of a licence in a lane.  @param at where they go */
static void learn(const struct plan *pl, struct state *s, int32_t m, int32_t lane, double at[STEP])
{
    const struct licence *licence = state_params(s, pl, m);
    const double mean = licence->delay_mean_months[lane];
    const double rho = pl->deterministic ? 0 : licence->delay_correlation[lane];
    int32_t *known = &s->luck_known[m][lane];

    if (*known == 0)
        open_spell(pl, s, m, lane);
    licence_luck_delays(licence->delay_shape, mean, rho, s->shared_delay[m][lane], *known, at);
    *known += STEP;
}

/** Months of delay: how many thresholds lie at or below u. */
static int32_t count_months(const struct plan *pl, struct state *s, int32_t m, int32_t lane,
                            double u)
{
    const int32_t room = licence_luck_room(pl->months);
    double *at = &s->delayed_from[(m * LANES + lane) * room];
    int32_t n = 0, months = 0;

    for (; months == n && n < room; n += STEP) {
        if (n == s->luck_known[m][lane])
            learn(pl, s, m, lane, at + n);
        for (int k = 0; k < STEP; k++)
            months += u >= at[n + k];
    }
    return months;
}

static void decide_batch(const struct plan *pl, struct state *s, const int32_t filed[], int32_t n)
{
    uint32_t entity[BATCH], month[BATCH], lane[BATCH];
    const struct rng_places places = {entity, month, lane};
    double delay[BATCH], denial[BATCH];

    for (int32_t k = 0; k < n; k++) {
        const struct application *a = &s->applications[filed[k]];
        entity[k] = pl->binds[a->bind].tag;
        month[k] = a->month;
        lane[k] = a->lane;
    }
    draws_uniform_each(&s->draws, DRAWS_LICENCE_DELAY, n, places, delay);
    draws_uniform_each(&s->draws, DRAWS_LICENCE_DENIAL, n, places, denial);
    for (int32_t k = 0; k < n; k++) {
        struct application *a = &s->applications[filed[k]];
        const int32_t m = pl->binds[a->bind].instrument;
        a->due = (int32_t)s->unheld[m][a->lane] + count_months(pl, s, m, a->lane, delay[k]);
        a->denied = denial[k] < s->denied_below[m][a->lane];
    }
}

void licence_luck_decide(const struct plan *pl, struct state *s, int32_t n)
{
    for (int32_t done = 0; done < n; done += BATCH)
        decide_batch(pl, s, s->filed + done, n - done < BATCH ? n - done : BATCH);
}
