/*
 * w = s e eta_train + (1 - s) min(b, kappa e) eta_serve,  b = bandwidth / 3.35 TB/s
 * pL = p (1 + sum phi_m T_m); treasury m gets T_m pL / (1 + T), the vendor pL / (1 + T); c = pL / w
 *
 * A pair is priced anew only if its ecosystem learns or a tariff on it changed: same bits.
 */
#include "engine/prices.h"

#include "engine/state_at.h"
#include <string.h>

static void weigh_unit(const struct plan *pl, struct state *s, int32_t p)
{
    const int32_t e = s->chip[pl->pairs[p].chip].ecosystem;
    const real *train = s->efficiency_training[e], *serve = s->efficiency_serving[e];
    const real *training = s->unit_training[p], *serving = s->unit_serving[p];
    real *units = s->units[p];

    EACH_LANE (i)
        units[i] = training[i] * train[i] + serving[i] * serve[i];
}

static bool learns(const struct ecosystem *e)
{
    lanes training, serving;

    EACH_LANE (i) {
        training[i] = e->training_efficiency_limit[i] - e->training_efficiency_start[i];
        serving[i] = e->serving_efficiency_limit[i] - e->serving_efficiency_start[i];
    }
    return lanes_any(training) || lanes_any(serving);
}

void prices_open(const struct plan *pl, struct state *s)
{
    const real *kappa = s->behaviour->serving_cap_ratio;

    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        const real *share = s->actor[pl->pairs[p].actor].training_share;
        EACH_LANE (i) {
            const real memory = chip->bandwidth_tb_per_s[i] / (real)3.35,
                       most = kappa[i] * chip->h100e[i];
            s->unit_training[p][i] = share[i] * chip->h100e[i];
            s->unit_serving[p][i] = (1 - share[i]) * (memory < most ? memory : most);
            s->landed_price[p][i] = s->vendor_price[p][i] = chip->price_usd[i];
        }
        weigh_unit(pl, s, p);
        s->learns[p] = learns(&s->ecosystem[chip->ecosystem]);
        s->repriced[p] = 1;
    }
}

/** The charge of tariff m this month.  @return true if it differs from last month's in some lane */
static bool levy(const struct plan *pl, struct state *s, int32_t m)
{
    const struct instrument_head *head = state_head(s, pl, m);
    struct charge now;
    lanes on;

    EACH_LANE (i)
        on[i] = head->active[i] > 0 ? 1 : 0;
    pl->instruments[m].type->price(state_params(s, pl, m), on, &now);
    const bool differs = memcmp(&now, &s->charge[m], sizeof now) != 0;
    s->charge[m] = now;
    return differs || (pl->instruments[m].sets_vary && s->regimes_changed);
}

/** All shares of the sale price of a pair, and the factor that keeps them within 0.95. */
static void sum_shares(const struct plan *pl, const struct state *s, int32_t p, lanes sum,
                       lanes scale)
{
    const real most = 0.95;

    memset(sum, 0, sizeof(lanes));
    EACH_BIND (b, pl, p, BIND_TARIFF) {
        const real *share = s->charge[pl->binds[b].instrument].share, *on = s->on[b];
        EACH_LANE (i)
            sum[i] += on[i] * share[i];
    }
    EACH_LANE (i)
        scale[i] = sum[i] > most ? most / sum[i] : 1;
}

/** Landed price of a pair, and what of it the vendor and each treasury get. */
static void charge_pair(const struct plan *pl, struct state *s, int32_t p)
{
    const real *price = s->chip[pl->pairs[p].chip].price_usd;
    lanes *duty = &s->duty[p * pl->n_jurisdictions];
    real *landed = s->landed_price[p], *vendor = s->vendor_price[p];
    lanes shares, scale, markup = {0}, total = {0};

    sum_shares(pl, s, p, shares, scale);
    memset(duty, 0, sizeof(lanes) * (size_t)pl->n_jurisdictions);
    EACH_BIND (b, pl, p, BIND_TARIFF) {
        const int32_t m = pl->binds[b].instrument;
        const struct charge *charge = &s->charge[m];
        const real *on = s->on[b];
        real *own = duty[pl->instruments[m].owner];
        EACH_LANE (i) {
            const real rate = on[i] * (charge->ad_valorem[i] +
                                       charge->share[i] * scale[i] / (1 - shares[i] * scale[i]));
            own[i] += rate;
            markup[i] += charge->pass_through[i] * rate;
            total[i] += rate;
        }
    }
    EACH_LANE (i) {
        landed[i] = price[i] * (1 + markup[i]);
        vendor[i] = landed[i] / (1 + total[i]);
    }
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        EACH_LANE (i)
            duty[j][i] *= vendor[i];
}

/** c = pL / w; where w = 0 nothing is bought, at any c. */
static void cost_unit(struct state *s, int32_t p)
{
    const real *units = s->units[p], *landed = s->landed_price[p];
    real *cost = s->unit_cost[p];

    EACH_LANE (i) {
        const real w = units[i];
        cost[i] = landed[i] / (w > 0 ? w : 1);
    }
}

void prices_land(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].type->price && levy(pl, s, m))
            EACH_BOUND (b, pl, m) {
                if (state_idle(s, pl->binds[b].pair))
                    continue;
                charge_pair(pl, s, pl->binds[b].pair);
                s->repriced[pl->binds[b].pair] = 1;
            }
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        if (s->learns[p] && (s->held[p] || !state_idle(s, p))) {
            weigh_unit(pl, s, p);
            s->repriced[p] = 1;
        }
        if (s->repriced[p] && s->liked[p])
            cost_unit(s, p);
    }
}
