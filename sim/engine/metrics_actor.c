#include "engine/metrics_actor.h"

#include "engine/metrics_stocks.h"

#include <string.h>

#define METRIC(name)                                                                               \
    void metrics_actor_##name(const struct plan *pl, const struct state *s, int32_t a, lanes x)

static const real flops_per_h100e = 989.5e12;
static const real seconds_per_month = 30.4375 * 86400;

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
    (void)pl;
    memcpy(x, s->holdings[a].training, sizeof(lanes));
}

METRIC(serving)
{
    (void)pl;
    memcpy(x, s->holdings[a].serving, sizeof(lanes));
}

METRIC(effective)
{
    (void)pl;
    memcpy(x, s->holdings[a].effective, sizeof(lanes));
}

METRIC(target)
{
    (void)pl;
    memcpy(x, s->target[a], sizeof(lanes));
}

METRIC(fill_rate)
{
    const real *have = s->holdings[a].effective, *target = s->target[a];

    (void)pl;
    EACH_LANE (i) {
        const real share = have[i] / target[i];
        x[i] = target[i] > 0 && have[i] < target[i] ? share : 1;
    }
}

METRIC(pool)
{
    (void)pl;
    memcpy(x, s->holdings[a].pool, sizeof(lanes));
}

METRIC(pool_days)
{
    const real *pool = s->holdings[a].pool, *mfu = s->measures->training_mfu,
               *flop = s->measures->training_run_flop;

    (void)pl;
    EACH_LANE (i)
        x[i] = flop[i] / (pool[i] * flops_per_h100e * mfu[i]) / 86400;
}

METRIC(run_done)
{
    (void)pl;
    EACH_LANE (i)
        x[i] = s->pool_flop[a][i] >= s->measures->training_run_flop[i];
}

METRIC(training_flop)
{
    const struct actor *actor = &s->actor[a];
    const real *training = s->holdings[a].training, *mfu = s->measures->training_mfu;

    (void)pl;
    EACH_LANE (i)
        x[i] = training[i] * (actor->training_share[i] * actor->utilisation[i] * mfu[i] *
                              flops_per_h100e * seconds_per_month);
}

METRIC(peak_flops)
{
    (void)pl;
    EACH_LANE (i)
        x[i] = (s->owned[a][i] + s->rented[a][i]) * flops_per_h100e;
}

METRIC(power)
{
    (void)pl;
    EACH_LANE (i)
        x[i] = s->holdings[a].power[i] / 1000000;
}

/** What an actor has in service, owned or rented, over another stock. */
static void share_of(const struct state *s, int32_t a, const real all[LANES], lanes x)
{
    EACH_LANE (i) {
        const real share = (s->owned[a][i] + s->rented[a][i]) / all[i];
        x[i] = all[i] > 0 ? share : 0;
    }
}

METRIC(world_share)
{
    (void)pl;
    share_of(s, a, s->world[0], x);
}

METRIC(hyperscaler_share)
{
    (void)pl;
    share_of(s, a, s->hyperscalers[0], x);
}

METRIC(domestic_stock)
{
    const real *domestic = s->holdings[a].domestic;

    (void)pl;
    EACH_LANE (i) {
        const real all = s->owned[a][i] + s->rented[a][i], share = domestic[i] / all;
        x[i] = all > 0 ? share : 0;
    }
}

METRIC(domestic_flow)
{
    const real *domestic = s->holdings[a].shipped_domestic, *all = s->holdings[a].shipped;

    (void)pl;
    EACH_LANE (i) {
        const real share = domestic[i] / all[i];
        x[i] = all[i] > 0 ? share : 0;
    }
}

METRIC(foreign_delivered)
{
    (void)pl;
    memcpy(x, s->holdings[a].foreign_landed, sizeof(lanes));
}

// 12 ln(S_ref / C) / ln(growth): months since the largest frontier reference had as much
METRIC(frontier_gap)
{
    const real *have = s->accessible[a], *best = s->frontier[0], *growth = s->frontier_growth[0];

    (void)pl;
    EACH_LANE (i) {
        const real gap = 12 * real_log(best[i] / have[i]) / growth[i];
        x[i] = growth[i] > 0 && have[i] > 0 ? gap : 0;
    }
}
