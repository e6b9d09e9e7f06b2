/*
 * sigma_k = Omega_E omega^_k g_k c_k^-theta / sum, over all chips of positive weight: omega^
 * normalised within the nest. D(t) = D0 G^((t+1)/12) (cbar / cbar_ref)^-eps
 *
 * The attraction Omega_E omega^_k c_k^-theta of a pair is kept until it is priced anew.
 */
#include "engine/choice.h"

#include <string.h>

static void open_tastes(const struct plan *pl, struct state *s, int32_t a)
{
    const struct actor *actor = &s->actor[a];
    lanes *nest = s->work; // (ecosystem) sum of omega

    memset(nest, 0, sizeof(lanes) * (size_t)pl->n_ecosystems);
    for (int32_t k = 0; k < pl->n_chips; k++) {
        const real *omega = s->pool[actor->order_weights + k];
        real *sum = nest[s->chip[k].ecosystem];
        EACH_LANE (i)
            sum[i] += omega[i];
    }
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const int32_t k = pl->pairs[p].chip, e = s->chip[k].ecosystem;
        const real *sum = nest[e], *omega = s->pool[actor->order_weights + k];
        const real *weight = s->pool[actor->nest_weights + e];
        real *taste = s->taste[p];
        EACH_LANE (i)
            taste[i] = weight[i] * (omega[i] / (sum[i] > 0 ? sum[i] : 1));
    }
}

void choice_open(const struct plan *pl, struct state *s)
{
    for (int32_t a = 0; a < pl->n_actors; a++) {
        const real *growth = s->actor[a].target_growth_factor_per_year;
        real *rate = s->log_growth[a];
        open_tastes(pl, s, a);
        EACH_LANE (i)
            rate[i] = real_log(growth[i]);
    }
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        const real *rate = s->log_growth[pl->pairs[p].actor];
        const real years = (chip->lead_months + chip->install_months) / 12.0;
        real *growth = s->growth_to_service[p];
        EACH_LANE (i)
            growth[i] = real_exp(rate[i] * years);
    }
}

/** x c^-theta */
static void attract(const struct state *s, const lanes x, const lanes log_cost, lanes attraction)
{
    const real *theta = s->behaviour->choice_exponent;

    EACH_LANE (i)
        attraction[i] = x[i] * real_exp(-theta[i] * log_cost[i]);
}

void choice_attract(const struct plan *pl, struct state *s, int32_t a)
{
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const real *units = s->units[p], *taste = s->taste[p], *cost = s->unit_cost[p];
        real *log_cost = s->log_cost[p], *useful = s->useful[p];
        lanes wanted;
        if (!s->repriced[p] || !s->liked[p])
            continue;
        s->repriced[p] = 0;
        EACH_LANE (i)
            log_cost[i] = real_log(cost[i]);
        EACH_LANE (i) {
            const real w = units[i], omega = taste[i];
            wanted[i] = w > 0 ? omega : 0;
            useful[i] = wanted[i] > 0 ? 1 : 0;
        }
        attract(s, wanted, log_cost, s->attraction[p]);
    }
}

void choice_refer(const struct plan *pl, struct state *s, int32_t a)
{
    real *reference = s->reference_cost[a];
    lanes sum = {0}, cost = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const real *price = s->chip[pl->pairs[p].chip].price_usd, *units = s->units[p];
        const real *useful = s->useful[p], *eligible = s->eligible[p], *taste = s->taste[p];
        const real *guided = s->taste_factor[p];
        real *start = s->eligible_start[p];
        lanes wanted, c, log_cost, share;
        EACH_LANE (i) {
            start[i] = eligible[i] * useful[i];
            wanted[i] = start[i] * taste[i] * guided[i];
            c[i] = price[i] / (units[i] > 0 ? units[i] : 1);
            log_cost[i] = real_log(c[i]);
        }
        attract(s, wanted, log_cost, share);
        EACH_LANE (i) {
            sum[i] += share[i];
            cost[i] += share[i] * c[i];
        }
    }
    EACH_LANE (i) {
        const real mean = cost[i] / sum[i];
        reference[i] = sum[i] > 0 ? mean : 0;
    }
}

/** Sums over an actor's pairs: of shares, and over those eligible in month 0 also by cost. */
struct mix {
    lanes all, first, first_cost;
};

static void mix_pair(struct state *s, int32_t p, struct mix *mix)
{
    const real *attraction = s->attraction[p], *guided = s->taste_factor[p];
    const real *admitted = s->admitted[p], *useful = s->useful[p];
    const real *start = s->eligible_start[p], *cost = s->unit_cost[p];
    real *open = s->open[p], *share = s->share[p];

    EACH_LANE (i) {
        const real weight = attraction[i] * guided[i], first = start[i] * weight;
        open[i] = admitted[i] * useful[i];
        share[i] = weight;
        mix->all[i] += weight;
        mix->first[i] += first;
        mix->first_cost[i] += first * cost[i];
    }
}

/** D(t) and its price factor, by the cost of what was eligible in month 0. */
static void set_target(const struct plan *pl, struct state *s, int32_t a, int32_t t,
                       const struct mix *mix)
{
    const real *eps = s->behaviour->demand_elasticity, *reference = s->reference_cost[a];
    const real *start = s->target_start[a], *rate = s->log_growth[a];
    const real years = (t + 1) / 12.0;
    real *factor = s->target_factor[a], *target = s->target[a];

    if (pl->has_elasticity)
        EACH_LANE (i) {
            const real cost = mix->first_cost[i], before = mix->first[i] * reference[i];
            const real known = cost > 0 && before > 0 ? cost / before : 1;
            factor[i] = real_exp(-eps[i] * real_log(known));
        }
    EACH_LANE (i)
        target[i] = start[i] * factor[i] * real_exp(rate[i] * years);
}

void choice_mix(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    struct mix mix = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
        if (s->liked[p])
            mix_pair(s, p, &mix);
    EACH_LANE (i)
        mix.all[i] = mix.all[i] > 0 ? mix.all[i] : 1;
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        real *share = s->share[p];
        if (s->liked[p])
            EACH_LANE (i)
                share[i] /= mix.all[i];
    }
    set_target(pl, s, a, t, &mix);
}

void choice_target_at(const struct state *s, int32_t a, const lanes ahead, lanes target)
{
    const real *now = s->target[a], *rate = s->log_growth[a];

    EACH_LANE (i)
        target[i] = now[i] * real_exp(rate[i] * (ahead[i] / 12));
}

void choice_target_served(const struct state *s, int32_t a, int32_t p, lanes target)
{
    const real *now = s->target[a], *growth = s->growth_to_service[p];
    const real *rate = s->log_growth[a], *cover = s->cover[p];

    EACH_LANE (i)
        target[i] = now[i] * growth[i];
    if (lanes_any(cover))
        EACH_LANE (i)
            target[i] *= real_exp(rate[i] * (cover[i] / 12));
}
