/*
 * Equally likely between two values.
 *
 *   F(x) = (x - min) / (max - min)
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field uniform_fields[] = {
    // key  offset type unit preset low high doc
    {"min",   0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "smallest value", FIELD_REQUIRED},
    {"max",   0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "largest value", FIELD_REQUIRED},
    {0},
};
// clang-format on

enum { MIN, MAX };

static const char *uniform_check(const struct distribution_parameters *p)
{
    return p->key[MIN] < p->key[MAX] ? NULL : "min must be below max";
}

static double uniform_quantile(const struct distribution_parameters *p, double u)
{
    return p->key[MIN] + u * (p->key[MAX] - p->key[MIN]);
}

static struct distribution_form uniform_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_LINEAR,
                                      {p->key[MIN], p->key[MAX] - p->key[MIN]}};
}

static double uniform_cdf(const struct distribution_parameters *p, double x)
{
    const double f = (x - p->key[MIN]) / (p->key[MAX] - p->key[MIN]);
    return f < 0 ? 0 : f > 1 ? 1 : f;
}

static double uniform_mean(const struct distribution_parameters *p)
{
    return 0.5 * (p->key[MIN] + p->key[MAX]);
}

static double uniform_variance(const struct distribution_parameters *p)
{
    const double width = p->key[MAX] - p->key[MIN];
    return width * width / 12;
}

const struct distribution distribution_uniform = {
    .name = "uniform",
    .doc = "every value between min and max equally likely",
    .fields = uniform_fields,
    .check = uniform_check,
    .quantile = uniform_quantile,
    .form = uniform_form,
    .cdf = uniform_cdf,
    .mean = uniform_mean,
    .variance = uniform_variance,
};
