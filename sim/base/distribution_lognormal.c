/*
 * Normal on a logarithmic scale, told by two quantiles, which people can guess.
 *
 *   ln X is normal with mu = ln(p5 p95) / 2 and sigma = ln(p95 / p5) / (2 z), z = Phi^-1(0.95)
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field lognormal_fields[] = {
    // key  offset type unit preset low high doc
    {"p5",  0, FIELD_REAL, "", NAN, 0, INFINITY, "one draw in twenty stays below", FIELD_REQUIRED},
    {"p95", 0, FIELD_REAL, "", NAN, 0, INFINITY, "one draw in twenty exceeds", FIELD_REQUIRED},
    {0},
};
// clang-format on

#define Z95 1.6448536269514727 // Phi^-1(0.95)

enum { P5, P95 };

static double mu(const struct distribution_parameters *p)
{
    return 0.5 * (exact_math_log(p->key[P5]) + exact_math_log(p->key[P95]));
}

static double sigma(const struct distribution_parameters *p)
{
    return 0.5 / Z95 * (exact_math_log(p->key[P95]) - exact_math_log(p->key[P5]));
}

static const char *lognormal_check(const struct distribution_parameters *p)
{
    if (!(p->key[P5] > 0))
        return "p5 must be above 0";
    return p->key[P5] < p->key[P95] ? NULL : "p5 must be below p95";
}

static double lognormal_quantile(const struct distribution_parameters *p, double u)
{
    return exact_math_exp(mu(p) + sigma(p) * exact_math_normal_quantile(u));
}

static struct distribution_form lognormal_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_LOGNORMAL, {mu(p), sigma(p)}};
}

static double lognormal_cdf(const struct distribution_parameters *p, double x)
{
    return x > 0 ? exact_math_normal_cdf((exact_math_log(x) - mu(p)) / sigma(p)) : 0;
}

static double lognormal_mean(const struct distribution_parameters *p)
{
    return exact_math_exp(mu(p) + 0.5 * sigma(p) * sigma(p));
}

static double lognormal_variance(const struct distribution_parameters *p)
{
    const double s2 = sigma(p) * sigma(p), mean = lognormal_mean(p);
    return mean * mean * (exact_math_exp(s2) - 1);
}

const struct distribution distribution_lognormal = {
    .name = "lognormal",
    .doc = "normal on a logarithmic scale; nine in ten draws fall between p5 and p95",
    .fields = lognormal_fields,
    .check = lognormal_check,
    .quantile = lognormal_quantile,
    .form = lognormal_form,
    .cdf = lognormal_cdf,
    .mean = lognormal_mean,
    .variance = lognormal_variance,
};
