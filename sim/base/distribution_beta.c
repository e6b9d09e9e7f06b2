/*
 * Beta, stretched from (0, 1) to (min, max).
 *
 *   F(x) = I_z(alpha, beta), z = (x - min) / (max - min)
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field beta_fields[] = {
    // key  offset type unit preset low high doc
    {"alpha", 0, FIELD_REAL, "", NAN, 0.01,      1e6,      "weight near max", FIELD_REQUIRED},
    {"beta",  0, FIELD_REAL, "", NAN, 0.01,      1e6,      "weight near min", FIELD_REQUIRED},
    {"min",   0, FIELD_REAL, "", 0,   -INFINITY, INFINITY, "smallest value"},
    {"max",   0, FIELD_REAL, "", 1,   -INFINITY, INFINITY, "largest value"},
    {0},
};
// clang-format on

enum { ALPHA, BETA, MIN, MAX };

static double width(const struct distribution_parameters *p)
{
    return p->key[MAX] - p->key[MIN];
}

static const char *beta_check(const struct distribution_parameters *p)
{
    if (!(p->key[ALPHA] > 0))
        return "alpha must be above 0";
    if (!(p->key[BETA] > 0))
        return "beta must be above 0";
    return p->key[MIN] < p->key[MAX] ? NULL : "min must be below max";
}

static double beta_quantile(const struct distribution_parameters *p, double u)
{
    return p->key[MIN] + width(p) * exact_math_beta_quantile(p->key[ALPHA], p->key[BETA], u);
}

static struct distribution_form beta_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_BETA,
                                      {p->key[MIN], width(p), p->key[ALPHA], p->key[BETA]}};
}

static double beta_cdf(const struct distribution_parameters *p, double x)
{
    const double z = (x - p->key[MIN]) / width(p);
    return z <= 0 ? 0 : z >= 1 ? 1 : exact_math_beta_cdf(p->key[ALPHA], p->key[BETA], z);
}

static double beta_mean(const struct distribution_parameters *p)
{
    return p->key[MIN] + width(p) * p->key[ALPHA] / (p->key[ALPHA] + p->key[BETA]);
}

static double beta_variance(const struct distribution_parameters *p)
{
    const double a = p->key[ALPHA], b = p->key[BETA], n = a + b;
    return width(p) * width(p) * a * b / (n * n * (n + 1));
}

const struct distribution distribution_beta = {
    .name = "beta",
    .doc = "a share between min and max, by its two shapes",
    .fields = beta_fields,
    .check = beta_check,
    .quantile = beta_quantile,
    .form = beta_form,
    .cdf = beta_cdf,
    .mean = beta_mean,
    .variance = beta_variance,
};
