/*
 * The bell curve.
 *
 *   F(x) = Phi((x - mean) / sd)
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field normal_fields[] = {
    // key  offset type unit preset low high doc
    {"mean",  0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "mean and median", FIELD_REQUIRED},
    {"sd",    0, FIELD_REAL, "", NAN, 0,         INFINITY, "standard deviation", FIELD_REQUIRED},
    {0},
};
// clang-format on

enum { MEAN, SD };

static const char *normal_check(const struct distribution_parameters *p)
{
    return p->key[SD] > 0 ? NULL : "sd must be above 0";
}

static double normal_quantile(const struct distribution_parameters *p, double u)
{
    return p->key[MEAN] + p->key[SD] * exact_math_normal_quantile(u);
}

static struct distribution_form normal_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_NORMAL, {p->key[MEAN], p->key[SD]}};
}

static double normal_cdf(const struct distribution_parameters *p, double x)
{
    return exact_math_normal_cdf((x - p->key[MEAN]) / p->key[SD]);
}

static double normal_mean(const struct distribution_parameters *p)
{
    return p->key[MEAN];
}

static double normal_variance(const struct distribution_parameters *p)
{
    return p->key[SD] * p->key[SD];
}

const struct distribution distribution_normal = {
    .name = "normal",
    .doc = "the bell curve",
    .fields = normal_fields,
    .check = normal_check,
    .quantile = normal_quantile,
    .form = normal_form,
    .cdf = normal_cdf,
    .mean = normal_mean,
    .variance = normal_variance,
};
