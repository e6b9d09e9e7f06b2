#include "engine/metrics_system.h"

#include "engine/metrics_stocks.h"

#include <string.h>

#define METRIC(name)                                                                               \
    void metrics_system_##name(const struct plan *pl, const struct state *s, int32_t a, lanes x)

METRIC(domestic_stock)
{
    lanes all = {0};

    (void)a;
    memset(x, 0, sizeof(lanes));
    for (int32_t n = 0; n < pl->n_actors; n++)
        EACH_LANE (i) {
            all[i] += s->owned[n][i] + s->rented[n][i];
            x[i] += s->holdings[n].domestic[i];
        }
    EACH_LANE (i)
        x[i] = all[i] > 0 ? x[i] / all[i] : 0;
}

// sum over firms of (share / n)^2 n = share^2 / n for an actor of n equal firms
static void concentration(const struct plan *pl, const struct state *s, const lanes stock[],
                          lanes x)
{
    lanes all = {0};

    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++)
        EACH_LANE (i)
            all[i] += stock[a][i];
    for (int32_t a = 0; a < pl->n_actors; a++)
        EACH_LANE (i) {
            const real part = stock[a][i] / all[i], share = all[i] > 0 ? part : 0;
            x[i] += share * share / s->actor[a].n_firms;
        }
}

METRIC(hhi_owned)
{
    (void)a;
    concentration(pl, s, s->owned, x);
}

METRIC(hhi_accessible)
{
    (void)a;
    concentration(pl, s, s->accessible, x);
}

/** Mean stock of the firms of a tier. */
static void of_tier(const struct plan *pl, const struct state *s, const char *tier,
                    const lanes stock[], lanes x)
{
    real firms = 0;

    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++) {
        const int32_t label = s->actor[a].tier;
        if (label < 0 || strcmp(plan_label(pl, label), tier) != 0)
            continue;
        firms += s->actor[a].n_firms;
        EACH_LANE (i)
            x[i] += stock[a][i];
    }
    EACH_LANE (i)
        x[i] = firms > 0 ? x[i] / firms : 0;
}

static void giants_to_small(const struct plan *pl, const struct state *s, const lanes stock[],
                            lanes x)
{
    lanes small;

    of_tier(pl, s, "giant", stock, x);
    of_tier(pl, s, "small", stock, small);
    EACH_LANE (i)
        x[i] = small[i] > 0 ? x[i] / small[i] : 0;
}

METRIC(ratio_owned)
{
    (void)a;
    giants_to_small(pl, s, s->owned, x);
}

METRIC(ratio_accessible)
{
    (void)a;
    giants_to_small(pl, s, s->accessible, x);
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
        const struct span *allowances = &pl->pairs[p].role[BIND_ALLOWANCE];
        const real *landed = s->sum_landed[p];
        if (allowances->first < allowances->end && lanes_any(landed))
            EACH_LANE (i)
                x[i] += landed[i];
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

/** What all got through some channels. */
static void supply(const struct plan *pl, const struct state *s, unsigned channels, lanes x)
{
    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++)
        for (int channel = 0; channel < CHANNEL_ANY; channel++)
            if (channels >> channel & 1)
                EACH_LANE (i)
                    x[i] += s->holdings[a].supplied[channel][i];
}

METRIC(supplied)
{
    (void)a;
    supply(pl, s, ~0U, x);
}

METRIC(supplied_official)
{
    (void)a;
    supply(pl, s, 1U << CHANNEL_OFFICIAL, x);
}

METRIC(supplied_domestic)
{
    (void)a;
    supply(pl, s, 1U << CHANNEL_DOMESTIC, x);
}

METRIC(supplied_legal)
{
    (void)a;
    supply(pl, s, 1U << CHANNEL_OFFICIAL | 1U << CHANNEL_DOMESTIC, x);
}

METRIC(supplied_grey)
{
    (void)a;
    supply(pl, s, 1U << CHANNEL_GREY, x);
}
