#include "engine/delay.h"

#include "base/exact_math.h"

/**
 * Months counted while F(n + 1/2) <= u. 1 - F(y) = exp(-y) sum_(i<k) y^i / i! with y = k x / mean;
 * from month to month exp(-y) advances by its step.
 */
static void count_months(int32_t shape, const lanes mean, const lanes u, int32_t most, lanes months)
{
    lanes step, power, ratio, going;

    EACH_LANE (i) {
        const double m = mean[i];
        step[i] = m > 0 ? shape / m : 1e9;
        power[i] = exact_math_exp(-0.5 * step[i]);
        ratio[i] = exact_math_exp(-step[i]);
        going[i] = 1;
    }
    for (int32_t n = 0; n < most; n++) {
        lanes y, term, sum;
        double still = 0;
        EACH_LANE (i) {
            y[i] = (n + 0.5) * step[i];
            term[i] = sum[i] = 1;
        }
        for (int32_t k = 1; k < shape; k++)
            EACH_LANE (i) {
                term[i] *= y[i] / k;
                sum[i] += term[i];
            }
        EACH_LANE (i) {
            const double passed = 1 - power[i] * sum[i];
            going[i] = passed <= u[i] ? going[i] : 0;
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
