#include "analysis/truth.h"

#include "base/exact_math.h"

#include <math.h>

#define Z95            1.6448536269514722 // quantile 0.95 of the normal distribution
#define ROOT_HALF      0.7071067811865476
#define ROOT_PI        1.7724538509055159
#define NORMAL_DENSITY 0.3989422804014327 // at 0

struct truth truth_of(enum truth_kind kind, double median, double p5, double p95)
{
    const double range = kind == TRUTH_LOGNORMAL ? exact_math_log(p95 / p5) : p95 - p5;

    if (kind == TRUTH_EXACT || !(range > 0))
        return (struct truth){TRUTH_EXACT, median, 0};
    return (struct truth){kind, median, range / (2 * Z95)};
}

/** Standard score; -INFINITY for what a lognormal number cannot be. */
static double score_of(const struct truth *t, double x)
{
    if (t->kind == TRUTH_LOGNORMAL)
        return x > 0 ? exact_math_log(x / t->median) / t->sigma : -INFINITY;
    return (x - t->median) / t->sigma;
}

static double lognormal_mean(const struct truth *t)
{
    return t->median * exact_math_exp(t->sigma * t->sigma / 2);
}

double truth_cdf(const struct truth *t, double x)
{
    return t->kind == TRUTH_EXACT ? t->median <= x : exact_math_normal_cdf(score_of(t, x));
}

double truth_between(const struct truth *t, double low, double high)
{
    if (t->kind == TRUTH_EXACT)
        return low <= t->median && t->median <= high;
    return truth_cdf(t, high) - truth_cdf(t, low);
}

double truth_quantile(const struct truth *t, double p)
{
    const double z = t->kind == TRUTH_EXACT ? 0 : exact_math_normal_quantile(p);

    return t->kind == TRUTH_LOGNORMAL ? t->median * exact_math_exp(t->sigma * z)
                                      : t->median + t->sigma * z;
}

double truth_distance(const struct truth *t, double x)
{
    if (t->kind == TRUTH_EXACT)
        return fabs(x - t->median);
    const double z = score_of(t, x), below = 2 * exact_math_normal_cdf(z) - 1;
    if (t->kind == TRUTH_NORMAL)
        return t->sigma * (z * below + 2 * NORMAL_DENSITY * exact_math_exp(-z * z / 2));
    // E[Y; Y <= x] is the mean times Phi(z - sigma)
    return x * below + lognormal_mean(t) * (1 - 2 * exact_math_normal_cdf(z - t->sigma));
}

double truth_floor(const struct truth *t)
{
    if (t->kind == TRUTH_LOGNORMAL)
        return lognormal_mean(t) * (2 * exact_math_normal_cdf(t->sigma * ROOT_HALF) - 1);
    return t->sigma / ROOT_PI;
}
