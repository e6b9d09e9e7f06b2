/*
 * w = s e eta_train + (1 - s) min(b, kappa e) eta_serve,  b = bandwidth / 3.35 TB/s
 * pL = p (1 + sum phi_m T_m); treasury m gets T_m pL / (1 + T), the vendor pL / (1 + T); c = pL / w
 */
#include "engine/prices.h"

#include <math.h>
#include <string.h>

void prices_units(const struct plan *pl, struct state *s)
{
    const double *kappa = s->behaviour->serving_cap_ratio;

    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        const double *share = s->actor[pl->pairs[p].actor].training_share;
        const double *train = s->efficiency_training[chip->ecosystem],
                     *serve = s->efficiency_serving[chip->ecosystem];
        EACH_LANE (i) {
            const double memory = chip->bandwidth_tb_per_s[i] / 3.35,
                         most = kappa[i] * chip->h100e[i];
            s->units[p][i] = share[i] * chip->h100e[i] * train[i] +
                             (1 - share[i]) * (memory < most ? memory : most) * serve[i];
        }
    }
}

/** The charges on a pair: each treasury's rate T_m in duty[], the buyer's mark-up sum phi T in
 * `markup`, T in `total`. */
static void charges(const struct plan *pl, struct state *s, int32_t p, lanes markup, lanes total)
{
    struct charge charge;
    lanes shares = {0};

    memset(markup, 0, sizeof(lanes));
    memset(total, 0, sizeof(lanes));
    memset(s->duty[p * pl->n_jurisdictions], 0, sizeof(lanes) * (size_t)pl->n_jurisdictions);
    for (int pass = 0; pass < 2; pass++) // first all shares, for s; then the rates
        EACH_BIND(b, pl, p, BIND_TARIFF)
        {
            const struct instrument_plan *ip = &pl->instruments[pl->binds[b].instrument];
            ip->type->price(state_params(s, pl, pl->binds[b].instrument), s->on[b], &charge);
            double *duty = s->duty[p * pl->n_jurisdictions + ip->owner];
            EACH_LANE (i) {
                const double scale = shares[i] > 0.95 ? 0.95 / shares[i] : 1;
                const double rate =
                    charge.ad_valorem[i] + charge.share[i] * scale / (1 - shares[i] * scale);
                duty[i] += pass ? rate : 0;
                markup[i] += pass ? charge.pass_through[i] * rate : 0;
                total[i] += pass ? rate : 0;
            }
            EACH_LANE (i)
                shares[i] += pass ? 0 : charge.share[i];
        }
}

void prices_land(const struct plan *pl, struct state *s, int32_t t)
{
    (void)t;
    prices_units(pl, s);
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        lanes markup, total;
        charges(pl, s, p, markup, total);
        EACH_LANE (i) {
            s->landed_price[p][i] = chip->price_usd[i] * (1 + markup[i]);
            s->vendor_price[p][i] = s->landed_price[p][i] / (1 + total[i]);
            s->unit_cost[p][i] =
                s->units[p][i] > 0 ? s->landed_price[p][i] / s->units[p][i] : INFINITY;
        }
        for (int32_t j = 0; j < pl->n_jurisdictions; j++)
            EACH_LANE (i)
                s->duty[p * pl->n_jurisdictions + j][i] *= s->vendor_price[p][i];
    }
}
