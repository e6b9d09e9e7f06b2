#include "engine/metrics_actor.h"

#include "base/exact_math.h"
#include "engine/policy.h"

#include <math.h>
#include <string.h>

#define METRIC(name)                                                                               \
    void metrics_actor_##name(const struct plan *pl, const struct state *s, int32_t a, lanes x)

static const double flops_per_h100e = 989.5e12;
static const double seconds_per_month = 30.4375 * 86400;

METRIC(owned)
{
    (void)pl;
    memcpy(x, s->owned[a], sizeof(lanes));
}

METRIC(accessible)
{
    (void)pl;
    memcpy(x, s->accessible[a], sizeof(lanes));
}

METRIC(training)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        EACH_LANE (i)
            x[i] +=
                chip->h100e[i] * s->efficiency_training[chip->ecosystem][i] * s->in_service[p][i];
    }
}

METRIC(serving)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        EACH_LANE (i) {
            const double memory = chip->bandwidth_tb_per_s[i] / 3.35;
            const double most = s->behaviour->serving_cap_ratio[i] * chip->h100e[i];
            x[i] += (memory < most ? memory : most) * s->efficiency_serving[chip->ecosystem][i] *
                    s->in_service[p][i];
        }
    }
}

METRIC(effective)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
        EACH_LANE (i)
            x[i] += s->units[p][i] * s->in_service[p][i];
}

METRIC(target)
{
    (void)pl;
    memcpy(x, s->target[a], sizeof(lanes));
}

METRIC(fill_rate)
{
    metrics_actor_effective(pl, s, a, x);
    EACH_LANE (i) {
        const double target = s->target[a][i];
        x[i] = target > 0 ? (x[i] < target ? x[i] / target : 1) : 1;
    }
}

// the largest sum of e eta_train V in one ecosystem and location
METRIC(pool)
{
    const int32_t first = pl->actor_pair[a], last = pl->actor_pair[a + 1];

    memset(x, 0, sizeof(lanes));
    for (int32_t lead = first; lead < last; lead++) {
        const struct chip *head = &s->chip[pl->pairs[lead].chip];
        lanes sum = {0};
        for (int32_t p = first; p < last; p++) {
            const struct chip *chip = &s->chip[pl->pairs[p].chip];
            if (chip->ecosystem != head->ecosystem || chip->location != head->location)
                continue;
            EACH_LANE (i)
                sum[i] += chip->h100e[i] * s->efficiency_training[chip->ecosystem][i] *
                          s->in_service[p][i];
        }
        EACH_LANE (i)
            x[i] = sum[i] > x[i] ? sum[i] : x[i];
    }
}

METRIC(pool_days)
{
    metrics_actor_pool(pl, s, a, x);
    EACH_LANE (i)
        x[i] = s->measures->training_run_flop[i] /
               (x[i] * flops_per_h100e * s->measures->training_mfu[i]) / 86400;
}

METRIC(run_done)
{
    (void)pl;
    EACH_LANE (i)
        x[i] = s->pool_flop[a][i] >= s->measures->training_run_flop[i];
}

METRIC(training_flop)
{
    metrics_actor_training(pl, s, a, x);
    EACH_LANE (i)
        x[i] *= s->actor[a].training_share[i] * s->actor[a].utilisation[i] *
                s->measures->training_mfu[i] * flops_per_h100e * seconds_per_month;
}

METRIC(peak_flops)
{
    (void)pl;
    EACH_LANE (i)
        x[i] = s->owned[a][i] + s->rented[a][i];
    EACH_LANE (i)
        x[i] *= flops_per_h100e;
}

METRIC(power)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        for (int i = 0; i < LANES && !chip->rented; i++)
            x[i] += chip->power_w[i] * s->in_service[p][i] / 1e6;
    }
}

METRIC(world_share)
{
    lanes world;

    policy_world(pl, s, s->month, world);
    EACH_LANE (i)
        x[i] = s->owned[a][i] + s->rented[a][i];
    EACH_LANE (i)
        x[i] = world[i] > 0 ? x[i] / world[i] : 0;
}

METRIC(hyperscaler_share)
{
    lanes sum = {0}, stock;

    for (int32_t r = 0; r < pl->n_references; r++)
        if (s->reference[r].role == REFERENCE_HYPERSCALERS) {
            policy_reference(s, r, s->month, stock);
            EACH_LANE (i)
                sum[i] += stock[i];
        }
    EACH_LANE (i)
        x[i] = s->owned[a][i] + s->rented[a][i];
    EACH_LANE (i)
        x[i] = sum[i] > 0 ? x[i] / sum[i] : 0;
}

/** Share of chips from home in e times `amount`. */
static void domestic(const struct plan *pl, const struct state *s, int32_t a, const lanes amount[],
                     lanes x)
{
    lanes all = {0};

    memset(x, 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        EACH_LANE (i) {
            const double h100e = chip->h100e[i] * amount[p][i];
            all[i] += h100e;
            x[i] += chip->origin == s->actor[a].home ? h100e : 0;
        }
    }
    EACH_LANE (i)
        x[i] = all[i] > 0 ? x[i] / all[i] : 0;
}

METRIC(domestic_stock)
{
    domestic(pl, s, a, (const lanes *)s->in_service, x);
}

METRIC(domestic_flow)
{
    domestic(pl, s, a, (const lanes *)s->sum_shipped, x);
}

METRIC(foreign_delivered)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        for (int i = 0;
             i < LANES && chip->channel == CHANNEL_OFFICIAL && chip->origin != s->actor[a].home;
             i++)
            x[i] += s->sum_landed[p][i];
    }
}

// 12 ln(S_ref / C) / ln(growth): months since the largest frontier reference had as much
METRIC(frontier_gap)
{
    lanes best = {0}, growth, stock;

    EACH_LANE (i)
        growth[i] = 1;
    for (int32_t r = 0; r < pl->n_references; r++) {
        if (s->reference[r].role != REFERENCE_FRONTIER)
            continue;
        policy_reference(s, r, s->month, stock);
        EACH_LANE (i) {
            growth[i] = stock[i] > best[i] ? s->reference[r].growth_factor_per_year[i] : growth[i];
            best[i] = stock[i] > best[i] ? stock[i] : best[i];
        }
    }
    metrics_actor_accessible(pl, s, a, x);
    EACH_LANE (i)
        x[i] = growth[i] > 1 && x[i] > 0
                   ? 12 * exact_math_log(best[i] / x[i]) / exact_math_log(growth[i])
                   : 0;
}
