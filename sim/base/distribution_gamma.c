/*
 * Gamma: a positive quantity with a tail to the right.
 *
 *   F(x) = P(shape, x / scale)
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field gamma_fields[] = {
    // key  offset type unit preset low high doc
    {"shape", 0, FIELD_REAL, "", NAN, 0.01, 1e6, "mean / scale; 1 is exponential", FIELD_REQUIRED},
    {"scale", 0, FIELD_REAL, "", NAN, 0, INFINITY, "unit of the values", FIELD_REQUIRED},
    {0},
};
// clang-format on

enum { SHAPE, SCALE };

static const char *gamma_check(const struct distribution_parameters *p)
{
    if (!(p->key[SHAPE] > 0))
        return "shape must be above 0";
    return p->key[SCALE] > 0 ? NULL : "scale must be above 0";
}

static double gamma_quantile(const struct distribution_parameters *p, double u)
{
    return p->key[SCALE] * exact_math_gamma_quantile(p->key[SHAPE], u);
}

static struct distribution_form gamma_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_GAMMA, {0, p->key[SCALE], p->key[SHAPE]}};
}

static double gamma_cdf(const struct distribution_parameters *p, double x)
{
    return x > 0 ? exact_math_gamma_cdf(p->key[SHAPE], x / p->key[SCALE]) : 0;
}

static double gamma_mean(const struct distribution_parameters *p)
{
    return p->key[SHAPE] * p->key[SCALE];
}

static double gamma_variance(const struct distribution_parameters *p)
{
    return p->key[SHAPE] * p->key[SCALE] * p->key[SCALE];
}

const struct distribution distribution_gamma = {
    .name = "gamma",
    .doc = "a positive quantity with a tail to the right",
    .fields = gamma_fields,
    .check = gamma_check,
    .quantile = gamma_quantile,
    .form = gamma_form,
    .cdf = gamma_cdf,
    .mean = gamma_mean,
    .variance = gamma_variance,
};
