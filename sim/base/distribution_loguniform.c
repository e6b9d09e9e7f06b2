/*
 * Equally likely between two values on a logarithmic scale.
 *
 *   ln X is uniform between ln min and ln max
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field loguniform_fields[] = {
    // key  offset type unit preset low high doc
    {"min",   0, FIELD_REAL, "", NAN, 0,         INFINITY, "smallest value", FIELD_REQUIRED},
    {"max",   0, FIELD_REAL, "", NAN, 0,         INFINITY, "largest value", FIELD_REQUIRED},
    {0},
};
// clang-format on

enum { MIN, MAX };

static double log_width(const struct distribution_parameters *p)
{
    return exact_math_log(p->key[MAX] / p->key[MIN]);
}

static const char *loguniform_check(const struct distribution_parameters *p)
{
    if (!(p->key[MIN] > 0))
        return "min must be above 0";
    return p->key[MIN] < p->key[MAX] ? NULL : "min must be below max";
}

static double loguniform_quantile(const struct distribution_parameters *p, double u)
{
    return p->key[MIN] * exact_math_exp(u * log_width(p));
}

static struct distribution_form loguniform_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_EXP, {p->key[MIN], log_width(p)}};
}

static double loguniform_cdf(const struct distribution_parameters *p, double x)
{
    if (!(x > p->key[MIN]))
        return 0;
    return x < p->key[MAX] ? exact_math_log(x / p->key[MIN]) / log_width(p) : 1;
}

static double loguniform_mean(const struct distribution_parameters *p)
{
    return (p->key[MAX] - p->key[MIN]) / log_width(p);
}

static double loguniform_variance(const struct distribution_parameters *p)
{
    const double a = p->key[MIN], b = p->key[MAX], mean = loguniform_mean(p);
    return 0.5 * (b - a) * (b + a) / log_width(p) - mean * mean;
}

const struct distribution distribution_loguniform = {
    .name = "loguniform",
    .doc = "every order of magnitude between min and max equally likely",
    .fields = loguniform_fields,
    .check = loguniform_check,
    .quantile = loguniform_quantile,
    .form = loguniform_form,
    .cdf = loguniform_cdf,
    .mean = loguniform_mean,
    .variance = loguniform_variance,
};
