/*
 * z_t = rho z_(t-1) + sigma eps
 * cap = schedule exp(z) enforcement clip(sales / reference, 0.1, 1)^nu
 * yield = y_inf - (y_inf - y_0)(1 + Y/Y_0)^-b,  want = cap yield
 * output = want min over banks of min(1, I / sum use want);  banks: I - use + inflow
 */
#include "engine/production.h"

#include "engine/state_at.h"

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

/** Steps z.  @return false if it is 0 in all lanes, as where no noise is declared */
static bool shock(const struct plan *pl, struct state *s, int32_t k, int32_t t)
{
    const real *sd = s->chip[k].supply_noise_sd, *stays = s->chip[k].supply_noise_persistence;
    real *restrict noise = s->noise[k];
    double u[LANES];

    if (!lanes_any(sd) && !lanes_any(noise))
        return false;
    if (pl->deterministic) {
        memset(noise, 0, sizeof(lanes));
        return false;
    }
    draws_uniform(&s->draws, DRAWS_SUPPLY_NOISE, pl->chip_tag[k], (uint32_t)t, 0, u);
    EACH_LANE (i)
        noise[i] = stays[i] * noise[i] + sd[i] * (real)exact_math_normal_quantile(u[i]);
    return true;
}

/** clip(sales of months t-23 ... t-12 / reference, 0.1, 1)^nu */
static void feedback(const struct plan *pl, const struct state *s, int32_t k, int32_t t,
                     lanes factor)
{
    const struct chip *chip = &s->chip[k];
    const real *reference = chip->reference_sales_chips_per_year;
    const real *nu = chip->sales_feedback_exponent;
    lanes sold = {0};

    for (int32_t m = t - 23; m <= t - 12; m++) {
        const real *sales = m < 0 ? reference : s->sales[state_at(pl, k, m)];
        EACH_LANE (i)
            sold[i] += m < 0 ? sales[i] / 12 : sales[i];
    }
    EACH_LANE (i) {
        const real ratio = sold[i] / reference[i], least = 0.1;
        const real power = real_pow(ratio < least ? least : ratio > 1 ? 1 : ratio, nu[i]);
        factor[i] = nu[i] > 0 ? power : 1;
    }
}

/** y_inf - (y_inf - y_0)(1 + Y/Y_0)^-b */
static void find_yield(const struct state *s, int32_t k, lanes yield)
{
    const struct chip *chip = &s->chip[k];
    const real *made = s->output_total[k], *reference = chip->yield_reference_chips;
    const real *most = chip->yield_limit, *first = chip->yield_start;
    const real *b = chip->yield_learning_exponent;

    if (!lanes_any(b)) {
        EACH_LANE (i)
            yield[i] = most[i] - (most[i] - first[i]);
        return;
    }
    EACH_LANE (i)
        yield[i] = most[i] - (most[i] - first[i]) * real_pow(1 + made[i] / reference[i], -b[i]);
}

/** Good chips it would make with ample inputs. */
static void want(const struct plan *pl, struct state *s, int32_t k, int32_t t, lanes chips)
{
    const real *schedule = state_schedule(s, pl, &s->chip[k].capacity_chips_per_month, t);
    const real *enforcement = s->enforcement[k], *noise = s->noise[k];
    const bool noisy = shock(pl, s, k, t);
    lanes yield, factor;

    memcpy(chips, schedule, sizeof(lanes));
    if (!lanes_any(schedule))
        return;
    if (noisy)
        EACH_LANE (i)
            chips[i] *= real_exp(noise[i]);
    EACH_LANE (i)
        chips[i] *= enforcement[i];
    if (pl->has_feedback) {
        feedback(pl, s, k, t, factor);
        EACH_LANE (i)
            chips[i] *= factor[i];
    }
    find_yield(s, k, yield);
    EACH_LANE (i)
        chips[i] *= yield[i];
}

/** Units of bank b one chip k uses, or NULL if the bank is another supplier's. */
static const real *use_of(const struct plan *pl, const struct state *s, int32_t k, int32_t b)
{
    return s->chip[k].supplier == pl->bank_supplier[b] ? s->pool[s->chip[k].units_per_chip + b]
                                                       : NULL;
}

/** Units of bank b that all outputs use. */
static void sum_use(const struct plan *pl, const struct state *s, int32_t b, lanes used)
{
    memset(used, 0, sizeof(lanes));
    for (int32_t k = 0; k < pl->n_chips; k++) {
        const real *use = use_of(pl, s, k, b), *output = s->output[k];
        if (use)
            EACH_LANE (i)
                used[i] += use[i] * output[i];
    }
}

/** What the banks allow of each output: the scarcest of the banks the chip uses. */
static void ration_inputs(const struct plan *pl, struct state *s, lanes factor[])
{
    for (int32_t b = 0; b < pl->n_banks; b++) {
        const real *stock = s->bank_stock[b];
        lanes part;
        sum_use(pl, s, b, part);
        EACH_LANE (i) {
            const real share = stock[i] / part[i];
            part[i] = part[i] > stock[i] ? share : 1;
        }
        for (int32_t k = 0; k < pl->n_chips; k++) {
            const real *use = use_of(pl, s, k, b);
            real *restrict least = factor[k];
            if (use)
                EACH_LANE (i) {
                    const real f = use[i] > 0 ? part[i] : 1;
                    least[i] = f < least[i] ? f : least[i];
                }
        }
    }
}

static void draw_banks(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t b = 0; b < pl->n_banks; b++) {
        const real *inflow = state_schedule(s, pl, &s->bank[b].inflow_units_per_month, t);
        real *restrict stock = s->bank_stock[b], *restrict sum_used = s->sum_used[b];
        real *restrict sum_inflow = s->sum_inflow[b];
        lanes used;
        sum_use(pl, s, b, used);
        EACH_LANE (i) {
            const real taken = used[i] < stock[i] ? used[i] : stock[i];
            stock[i] = stock[i] - taken + inflow[i];
            sum_used[i] += taken;
            sum_inflow[i] += inflow[i];
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
    for (int32_t k = 0; k < pl->n_chips; k++) {
        const real *part = factor[k];
        real *restrict output = s->output[k], *restrict inventory = s->inventory[k];
        real *restrict total = s->output_total[k], *restrict sum = s->sum_produced[k];
        EACH_LANE (i) {
            output[i] *= part[i];
            inventory[i] += output[i];
            total[i] += output[i];
            sum[i] += output[i];
        }
    }
    draw_banks(pl, s, t);
}
