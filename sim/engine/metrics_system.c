#include "engine/metrics_system.h"

#include "engine/metrics_actor.h"

#include <string.h>

#define METRIC(name)                                                                               \
    void metrics_system_##name(const struct plan *pl, const struct state *s, int32_t a, lanes x)

void metrics_system_sum(const struct plan *pl, const struct state *s, metric_value *value, lanes x)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++) {
        lanes one;
        value(pl, s, a, one);
        EACH_LANE (i)
            x[i] += one[i];
    }
}

METRIC(domestic_stock)
{
    lanes all = {0};

    (void)a;
    memset(x, 0, sizeof(lanes));
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        EACH_LANE (i) {
            const double h100e = chip->h100e[i] * s->in_service[p][i];
            all[i] += h100e;
            x[i] += chip->origin == s->actor[pl->pairs[p].actor].home ? h100e : 0;
        }
    }
    EACH_LANE (i)
        x[i] = all[i] > 0 ? x[i] / all[i] : 0;
}

// sum over firms of (share / n)^2 n = share^2 / n for an actor of n equal firms
static void concentration(const struct plan *pl, const struct state *s, metric_value *value,
                          lanes x)
{
    lanes all;

    metrics_system_sum(pl, s, value, all);
    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++) {
        lanes one;
        value(pl, s, a, one);
        EACH_LANE (i) {
            const double share = all[i] > 0 ? one[i] / all[i] : 0;
            x[i] += share * share / s->actor[a].n_firms;
        }
    }
}

METRIC(hhi_owned)
{
    (void)a;
    concentration(pl, s, metrics_actor_owned, x);
}

METRIC(hhi_accessible)
{
    (void)a;
    concentration(pl, s, metrics_actor_accessible, x);
}

/** Mean stock of the firms of a tier. */
static void of_tier(const struct plan *pl, const struct state *s, const char *tier,
                    metric_value *value, lanes x)
{
    double firms = 0;

    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++) {
        lanes one;
        const int32_t label = s->actor[a].tier;
        if (label < 0 || strcmp(plan_label(pl, label), tier) != 0)
            continue;
        value(pl, s, a, one);
        firms += s->actor[a].n_firms;
        EACH_LANE (i)
            x[i] += one[i];
    }
    EACH_LANE (i)
        x[i] = firms > 0 ? x[i] / firms : 0;
}

static void giants_to_small(const struct plan *pl, const struct state *s, metric_value *value,
                            lanes x)
{
    lanes small;

    of_tier(pl, s, "giant", value, x);
    of_tier(pl, s, "small", value, small);
    EACH_LANE (i)
        x[i] = small[i] > 0 ? x[i] / small[i] : 0;
}

METRIC(ratio_owned)
{
    (void)a;
    giants_to_small(pl, s, metrics_actor_owned, x);
}

METRIC(ratio_accessible)
{
    (void)a;
    giants_to_small(pl, s, metrics_actor_accessible, x);
}

METRIC(delivered)
{
    lanes granted = {0};

    (void)a;
    memset(x, 0, sizeof(lanes));
    for (int32_t n = 0; n < pl->n_allowances; n++)
        EACH_LANE (i)
            granted[i] += s->granted[n][i];
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        int allowed = 0;
        for (int32_t b = pl->pairs[p].bind; b < pl->pairs[p].bind + pl->pairs[p].n_binds; b++)
            allowed |= pl->instruments[pl->binds[b].instrument].allowance >= 0;
        for (int i = 0; i < LANES && allowed; i++)
            x[i] += s->sum_landed[p][i];
    }
    EACH_LANE (i)
        x[i] = granted[i] > 0 ? x[i] / granted[i] : 0;
}

METRIC(treasury)
{
    (void)a;
    memset(x, 0, sizeof(lanes));
    for (int32_t n = 0; n < pl->n_actors * pl->n_jurisdictions; n++)
        EACH_LANE (i)
            x[i] += s->sum_treasury[n][i];
}

METRIC(vendor)
{
    (void)a;
    memset(x, 0, sizeof(lanes));
    for (int32_t v = 0; v < pl->n_suppliers; v++) {
        int official = 0;
        for (int32_t k = 0; k < pl->n_chips; k++)
            official |= s->chip[k].supplier == v && s->chip[k].channel == CHANNEL_OFFICIAL;
        for (int32_t n = 0; n < pl->n_actors && official; n++)
            EACH_LANE (i)
                x[i] += s->sum_vendor[n * pl->n_suppliers + v][i];
    }
}
