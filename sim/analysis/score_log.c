#include "analysis/score_log.h"

#include "analysis/sorted.h"
#include "base/exact_math.h"

#include <math.h>
#include <stdbool.h>

#define ROOT_TWO_PI 2.5066282746310002
#define ROUNDING    1e-9               // spread of members that are equal but for it
#define NORMAL_IQR  1.3489795003921634 // of the standard normal distribution

/** Kernel density of the members that are not zero. */
struct kernel {
    double *z; // (n) the members, or their logarithms, in rising order
    size_t n;
    bool is_log;
    double width;
};

/** 0.9 min(s, IQR / 1.349) n^(-1/5), 0 if all are equal. */
static double silverman(const struct kernel *k)
{
    const double n = (double)k->n;
    double mean = 0, square = 0;

    for (size_t i = 0; i < k->n; i++)
        mean += k->z[i] / n;
    for (size_t i = 0; i < k->n; i++)
        square += (k->z[i] - mean) * (k->z[i] - mean);
    const double deviation = exact_math_sqrt(square / (n - 1));
    if (deviation <= ROUNDING * fabs(mean))
        return 0;
    const double middle = sorted_quantile(k->z, k->n, 0.75) - sorted_quantile(k->z, k->n, 0.25);
    const double iqr = middle / NORMAL_IQR;
    const bool most_are_equal = iqr <= ROUNDING * deviation;
    return 0.9 * (most_are_equal || iqr > deviation ? deviation : iqr) * exact_math_pow(n, -0.2);
}

/** Logarithm of the density, by its largest term so that it does not vanish far out. */
static double log_density(const struct kernel *k, double y)
{
    if (k->is_log && y <= 0)
        return -INFINITY;
    const double at = k->is_log ? exact_math_log(y) : y;
    double nearest = INFINITY, sum = 0;
    for (size_t i = 0; i < k->n; i++)
        nearest = fmin(nearest, fabs(at - k->z[i]) / k->width);
    for (size_t i = 0; i < k->n; i++) {
        const double d = (at - k->z[i]) / k->width;
        sum += exact_math_exp((nearest * nearest - d * d) / 2);
    }
    return exact_math_log(sum / ((double)k->n * k->width * ROOT_TWO_PI)) - nearest * nearest / 2 -
           (k->is_log ? at : 0);
}

double score_log(const double x[], size_t n, const struct truth *truth, double scratch[])
{
    struct kernel k = {.z = scratch, .is_log = n && x[0] >= 0};
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        if (x[i] != 0)
            scratch[k.n++] = k.is_log ? exact_math_log(x[i]) : x[i];
    const double zero = ((double)(n - k.n) + 0.5) / ((double)n + 1);
    if (truth->kind == TRUTH_EXACT && truth->median == 0)
        return -exact_math_log(zero);
    k.width = k.n > 1 ? silverman(&k) : 0;
    if (!(k.width > 0))
        return NAN;
    const int points = truth->kind == TRUTH_EXACT ? 1 : SCORE_LOG_POINTS;
    for (int i = 0; i < points; i++)
        sum -= log_density(&k, truth_quantile(truth, (i + 0.5) / points));
    return sum / points - exact_math_log(1 - zero);
}
