/*
 * z_t = rho z_(t-1) + sigma eps
 * cap = schedule exp(z) enforcement clip(sales / reference, 0.1, 1)^nu
 * yield = y_inf - (y_inf - y_0)(1 + Y/Y_0)^-b,  want = cap yield
 * output = want min over banks of min(1, I / sum use want);  banks: I - use + inflow
 */
#include "engine/production.h"

#include "base/exact_math.h"

#include <string.h>

void production_open(const struct plan *pl, struct state *s)
{
    for (int32_t k = 0; k < pl->n_chips; k++) {
        memcpy(s->noise[k], s->chip[k].opening_supply_noise, sizeof(lanes));
        memcpy(s->inventory[k], s->chip[k].opening_inventory_chips, sizeof(lanes));
        memcpy(s->output_total[k], s->chip[k].opening_output_chips, sizeof(lanes));
    }
    for (int32_t b = 0; b < pl->n_banks; b++)
        memcpy(s->bank_stock[b], s->bank[b].opening_units, sizeof(lanes));
}

static void shock(const struct plan *pl, struct state *s, int32_t k, int32_t t)
{
    const struct chip *chip = &s->chip[k];
    lanes u;
    int noisy = 0;

    EACH_LANE (i)
        noisy |= chip->supply_noise_sd[i] > 0 || s->noise[k][i] != 0;
    if (!noisy)
        return;
    if (pl->deterministic) {
        memset(s->noise[k], 0, sizeof(lanes));
        return;
    }
    draws_uniform(&s->draws, DRAWS_SUPPLY_NOISE, pl->chip_tag[k], (uint32_t)t, 0, u);
    EACH_LANE (i)
        s->noise[k][i] = chip->supply_noise_persistence[i] * s->noise[k][i] +
                         chip->supply_noise_sd[i] * exact_math_normal_quantile(u[i]);
}

/** clip(sales of months t-23 ... t-12 / reference, 0.1, 1)^nu */
static void feedback(const struct plan *pl, const struct state *s, int32_t k, int32_t t,
                     lanes factor)
{
    const struct chip *chip = &s->chip[k];
    lanes sold = {0};

    for (int32_t m = t - 23; m <= t - 12; m++)
        EACH_LANE (i)
            sold[i] += m < 0 ? chip->reference_sales_chips_per_year[i] / 12
                             : s->sales[state_at(pl, k, m)][i];
    EACH_LANE (i) {
        const double ratio = sold[i] / chip->reference_sales_chips_per_year[i];
        const double kept = ratio < 0.1 ? 0.1 : ratio > 1 ? 1 : ratio;
        factor[i] = chip->sales_feedback_exponent[i] > 0
                        ? exact_math_pow(kept, chip->sales_feedback_exponent[i])
                        : 1;
    }
}

/** Good chips it would make with ample inputs. */
static void want(const struct plan *pl, struct state *s, int32_t k, int32_t t, lanes chips)
{
    const struct chip *chip = &s->chip[k];
    const double *schedule = state_schedule(s, pl, &chip->capacity_chips_per_month, t);
    lanes factor;

    shock(pl, s, k, t);
    EACH_LANE (i)
        factor[i] = 1;
    if (pl->has_feedback)
        feedback(pl, s, k, t, factor);
    EACH_LANE (i) {
        const double learned =
            exact_math_pow(1 + s->output_total[k][i] / chip->yield_reference_chips[i],
                           -chip->yield_learning_exponent[i]);
        const double yield =
            chip->yield_limit[i] - (chip->yield_limit[i] - chip->yield_start[i]) * learned;
        chips[i] =
            schedule[i] * exact_math_exp(s->noise[k][i]) * s->enforcement[k][i] * factor[i] * yield;
    }
}

/** Units of bank b one chip k uses, or NULL if the bank is another supplier's. */
static const double *use_of(const struct plan *pl, const struct state *s, int32_t k, int32_t b)
{
    return s->chip[k].supplier == pl->bank_supplier[b] ? s->pool[s->chip[k].units_per_chip + b]
                                                       : NULL;
}

/** Scales outputs to what the banks allow: for each chip the scarcest of the banks it uses. */
static void ration_inputs(const struct plan *pl, struct state *s, lanes factor[])
{
    for (int32_t b = 0; b < pl->n_banks; b++) {
        lanes wanted = {0};
        for (int32_t k = 0; k < pl->n_chips; k++) {
            const double *use = use_of(pl, s, k, b);
            for (int i = 0; use && i < LANES; i++)
                wanted[i] += use[i] * s->output[k][i];
        }
        for (int32_t k = 0; k < pl->n_chips; k++) {
            const double *use = use_of(pl, s, k, b);
            for (int i = 0; use && i < LANES; i++) {
                const double f =
                    wanted[i] > s->bank_stock[b][i] ? s->bank_stock[b][i] / wanted[i] : 1;
                factor[k][i] = use[i] > 0 && f < factor[k][i] ? f : factor[k][i];
            }
        }
    }
}

static void draw_banks(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t b = 0; b < pl->n_banks; b++) {
        const double *inflow = state_schedule(s, pl, &s->bank[b].inflow_units_per_month, t);
        lanes used = {0};
        for (int32_t k = 0; k < pl->n_chips; k++) {
            const double *use = use_of(pl, s, k, b);
            for (int i = 0; use && i < LANES; i++)
                used[i] += use[i] * s->output[k][i];
        }
        EACH_LANE (i) {
            const double taken = used[i] < s->bank_stock[b][i] ? used[i] : s->bank_stock[b][i];
            s->bank_stock[b][i] = s->bank_stock[b][i] - taken + inflow[i];
            s->sum_used[b][i] += taken;
            s->sum_inflow[b][i] += inflow[i];
        }
    }
}

void production_run(const struct plan *pl, struct state *s, int32_t t)
{
    lanes *factor = s->work; // (chip)

    for (int32_t k = 0; k < pl->n_chips; k++) {
        want(pl, s, k, t, s->output[k]);
        EACH_LANE (i)
            factor[k][i] = 1;
    }
    ration_inputs(pl, s, factor);
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i) {
            s->output[k][i] *= factor[k][i];
            s->inventory[k][i] += s->output[k][i];
            s->output_total[k][i] += s->output[k][i];
            s->sum_produced[k][i] += s->output[k][i];
        }
    draw_banks(pl, s, t);
}
