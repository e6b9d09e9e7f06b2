#include "engine/delay.h"

#include "base/exact_math.h"

/**
 * 1 - F(y), X Erlang with shape k, at y = k x / mean given exp(-y): exp(-y) sum_(i<k) y^i / i!
 */
static inline double survival(int32_t shape, double y, double exp_minus_y)
{
    double term = 1, sum = 1;

    for (int32_t i = 1; i < shape; i++) {
        term *= y / i;
        sum += term;
    }
    return exp_minus_y * sum;
}

/** Months counted while F(n + 1/2) <= u, that is 1 - u <= 1 - F; exp(-y) advances by its step. */
static void count_months(int32_t shape, const lanes mean, const lanes u, int32_t most, lanes months)
{
    lanes step, power, ratio, going;

    EACH_LANE (i) {
        step[i] = mean[i] > 0 ? shape / mean[i] : 1e9;
        power[i] = exact_math_exp(-0.5 * step[i]);
        ratio[i] = exact_math_exp(-step[i]);
        going[i] = 1;
    }
    for (int32_t n = 0; n < most; n++) {
        double still = 0;
        EACH_LANE (i) {
            const double left = survival(shape, (n + 0.5) * step[i], power[i]);
            going[i] = 1 - left <= u[i] ? going[i] : 0;
            months[i] += going[i];
            power[i] *= ratio[i];
            still += going[i];
        }
        if (!(still > 0))
            return;
    }
}

void delay_months(int32_t shape, const lanes mean, const lanes u, int32_t most, lanes months)
{
    EACH_LANE (i)
        months[i] = shape > 0 ? 0 : (double)(int64_t)(mean[i] + 0.5);
    if (shape > 0)
        count_months(shape, mean, u, most, months);
}

void delay_correlate(const lanes rho, const lanes shared_score, lanes u)
{
    EACH_LANE (i) {
        const double own = exact_math_normal_quantile(u[i]);
        const double mixed = exact_math_normal_cdf(exact_math_sqrt(rho[i]) * shared_score[i] +
                                                   exact_math_sqrt(1 - rho[i]) * own);
        u[i] = rho[i] > 0 ? mixed : u[i];
    }
}
