#include "engine/delay.h"

#include "base/exact_math.h"

/** P(X <= x), X Erlang with shape k and the given mean: 1 - exp(-y) sum_(i<k) y^i / i!, y = k x /
 * mean. */
static double erlang_cdf(int32_t shape, double mean, double x)
{
    const double y = shape * x / mean;
    double term = 1, sum = 1;

    for (int32_t i = 1; i < shape; i++) {
        term *= y / i;
        sum += term;
    }
    return 1 - exact_math_exp(-y) * sum;
}

void delay_months(int32_t shape, const lanes mean, const lanes u, int32_t most, lanes months)
{
    EACH_LANE (i)
        months[i] = shape > 0 ? 0 : (double)(int64_t)(mean[i] + 0.5);
    for (int32_t n = 0, going = shape > 0; going && n < most; n++) {
        going = 0;
        EACH_LANE (i) {
            const int later =
                months[i] == n && mean[i] > 0 && erlang_cdf(shape, mean[i], n + 0.5) <= u[i];
            months[i] += later;
            going |= later;
        }
    }
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
