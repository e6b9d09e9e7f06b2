/*
 * PERT: a beta distribution between min and max, told by its mode.
 *
 *   alpha = 1 + shape (mode - min) / (max - min), beta = 1 + shape (max - mode) / (max - min)
 *
 * Source: Malcolm, Roseboom, Clark & Fazar 1959; shape 4 is the classic, Vose 2008 (modified PERT).
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field pert_fields[] = {
    // key  offset type unit preset low high doc
    {"min",   0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "smallest value", FIELD_REQUIRED},
    {"mode",  0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "most likely value", FIELD_REQUIRED},
    {"max",   0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "largest value", FIELD_REQUIRED},
    {"shape", 0, FIELD_REAL, "", 4,   0,         1000,     "weight of the mode; 0 is uniform"},
    {0},
};
// clang-format on

enum { MIN, MODE, MAX, SHAPE };

static double width(const struct distribution_parameters *p)
{
    return p->key[MAX] - p->key[MIN];
}

static double alpha(const struct distribution_parameters *p)
{
    return 1 + p->key[SHAPE] * (p->key[MODE] - p->key[MIN]) / width(p);
}

static double beta(const struct distribution_parameters *p)
{
    return 1 + p->key[SHAPE] * (p->key[MAX] - p->key[MODE]) / width(p);
}

static const char *pert_check(const struct distribution_parameters *p)
{
    if (!(p->key[MIN] < p->key[MAX]))
        return "min must be below max";
    if (!(p->key[MIN] <= p->key[MODE] && p->key[MODE] <= p->key[MAX]))
        return "mode must be between min and max";
    return p->key[SHAPE] >= 0 ? NULL : "shape must not be below 0";
}

static double pert_quantile(const struct distribution_parameters *p, double u)
{
    return p->key[MIN] + width(p) * exact_math_beta_quantile(alpha(p), beta(p), u);
}

static struct distribution_form pert_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_BETA,
                                      {p->key[MIN], width(p), alpha(p), beta(p)}};
}

static double pert_cdf(const struct distribution_parameters *p, double x)
{
    const double z = (x - p->key[MIN]) / width(p);
    return z <= 0 ? 0 : z >= 1 ? 1 : exact_math_beta_cdf(alpha(p), beta(p), z);
}

static double pert_mean(const struct distribution_parameters *p)
{
    return p->key[MIN] + width(p) * alpha(p) / (alpha(p) + beta(p));
}

static double pert_variance(const struct distribution_parameters *p)
{
    const double a = alpha(p), b = beta(p), n = a + b;
    return width(p) * width(p) * a * b / (n * n * (n + 1));
}

const struct distribution distribution_pert = {
    .name = "pert",
    .doc = "a smooth hump between min and max with its peak at mode",
    .fields = pert_fields,
    .check = pert_check,
    .quantile = pert_quantile,
    .form = pert_form,
    .cdf = pert_cdf,
    .mean = pert_mean,
    .variance = pert_variance,
};
