/*
 * sigma_k = Omega_E omega^_k g_k c_k^-theta / sum, over all chips of positive weight: omega^
 * normalised within the nest. D(t) = D0 G^((t+1)/12) (cbar / cbar_ref)^-eps
 */
#include "engine/choice.h"

#include "base/exact_math.h"

#include <string.h>

void choice_open(const struct plan *pl, struct state *s)
{
    for (int32_t a = 0; a < pl->n_actors; a++) {
        const struct actor *actor = &s->actor[a];
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            const int32_t nest = s->chip[pl->pairs[p].chip].ecosystem;
            lanes sum = {0};
            for (int32_t k = 0; k < pl->n_chips; k++)
                if (s->chip[k].ecosystem == nest)
                    EACH_LANE (i)
                        sum[i] += s->pool[actor->order_weights + k][i];
            EACH_LANE (i)
                s->taste[p][i] =
                    sum[i] > 0 ? s->pool[actor->nest_weights + nest][i] *
                                     (s->pool[actor->order_weights + pl->pairs[p].chip][i] / sum[i])
                               : 0;
        }
        EACH_LANE (i)
            s->log_growth[a][i] = exact_math_log(actor->target_growth_factor_per_year[i]);
    }
}

/** Open, ln c, and the share of one pair before it is normalised; loads stand before selects so
 * that the loop vectorises. */
static void mix_pair(struct state *s, int32_t p, lanes sum)
{
    const double *theta = s->behaviour->choice_exponent, *units = s->units[p];
    const double *taste = s->taste[p], *guided = s->taste_factor[p], *cost = s->unit_cost[p];
    const double *admitted = s->admitted[p];
    double *restrict log_cost = s->log_cost[p], *restrict open = s->open[p];
    double *restrict share = s->share[p];
    lanes useful, safe;

    EACH_LANE (i) {
        const double w = units[i], omega = taste[i], c = cost[i];
        useful[i] = (w > 0 ? 1.0 : 0.0) * (omega > 0 ? 1.0 : 0.0);
        safe[i] = useful[i] > 0 ? c : 1;
    }
    EACH_LANE (i)
        log_cost[i] = exact_math_log(safe[i]);
    EACH_LANE (i) {
        open[i] = admitted[i] * useful[i];
        share[i] = useful[i] * taste[i] * guided[i] * exact_math_exp(-theta[i] * log_cost[i]);
        sum[i] += share[i];
    }
}

void choice_mix(const struct plan *pl, struct state *s, int32_t a)
{
    lanes sum = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
        mix_pair(s, p, sum);
    EACH_LANE (i)
        sum[i] = sum[i] > 0 ? sum[i] : 1;
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
        EACH_LANE (i)
            s->share[p][i] = s->share[p][i] / sum[i];
}

void choice_refer(const struct plan *pl, struct state *s, int32_t a)
{
    const double *theta = s->behaviour->choice_exponent;
    lanes sum = {0}, cost = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const double *price = s->chip[pl->pairs[p].chip].price_usd;
        EACH_LANE (i) {
            const double useful = s->units[p][i] > 0 && s->taste[p][i] > 0 ? 1 : 0;
            const double c = useful > 0 ? price[i] / s->units[p][i] : 1;
            s->eligible_start[p][i] = s->eligible[p][i] * useful;
            const double share = s->eligible_start[p][i] * s->taste[p][i] * s->taste_factor[p][i] *
                                 exact_math_exp(-theta[i] * exact_math_log(c));
            sum[i] += share;
            cost[i] += share * c;
        }
    }
    EACH_LANE (i)
        s->reference_cost[a][i] = sum[i] > 0 ? cost[i] / sum[i] : 0;
}

void choice_mean(const struct plan *pl, const struct state *s, int32_t a, const lanes in[],
                 const lanes x[], lanes mean)
{
    lanes sum = {0}, total = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const double *part = in[p], *share = s->share[p], *value = x[p];
        EACH_LANE (i) {
            const double weight = part[i] * share[i], v = value[i];
            sum[i] += weight;
            total[i] += weight * (weight > 0 ? v : 0); // what has no weight may be infinite
        }
    }
    EACH_LANE (i)
        mean[i] = sum[i] > 0 ? total[i] / sum[i] : 0;
}

void choice_target_at(const struct state *s, int32_t a, int32_t t, const lanes ahead, lanes target)
{
    EACH_LANE (i)
        target[i] = s->target_start[a][i] * s->target_factor[a][i] *
                    exact_math_exp(s->log_growth[a][i] * ((t + 1 + ahead[i]) / 12));
}

void choice_target(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    static const lanes now = {0};

    EACH_LANE (i)
        s->target_factor[a][i] = 1;
    if (pl->has_elasticity) {
        lanes cost;
        choice_mean(pl, s, a, (const lanes *)s->eligible_start, (const lanes *)s->unit_cost, cost);
        EACH_LANE (i) {
            const double eps = s->behaviour->demand_elasticity[i];
            const int known = eps > 0 && cost[i] > 0 && s->reference_cost[a][i] > 0;
            s->target_factor[a][i] =
                known ? exact_math_pow(cost[i] / s->reference_cost[a][i], -eps) : 1;
        }
    }
    choice_target_at(s, a, t, now, s->target[a]);
}
