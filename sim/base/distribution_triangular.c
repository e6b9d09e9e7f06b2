/*
 * A density that rises straight to the mode and falls straight from it.
 *
 *   F(x) = (x - min)^2 / ((max - min)(mode - min)) up to the mode, mirrored above
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field triangular_fields[] = {
    // key  offset type unit preset low high doc
    {"min",   0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "smallest value", FIELD_REQUIRED},
    {"mode",  0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "most likely value", FIELD_REQUIRED},
    {"max",   0, FIELD_REAL, "", NAN, -INFINITY, INFINITY, "largest value", FIELD_REQUIRED},
    {0},
};
// clang-format on

enum { MIN, MODE, MAX };

static const char *triangular_check(const struct distribution_parameters *p)
{
    if (!(p->key[MIN] < p->key[MAX]))
        return "min must be below max";
    if (!(p->key[MIN] <= p->key[MODE] && p->key[MODE] <= p->key[MAX]))
        return "mode must be between min and max";
    return NULL;
}

static double triangular_quantile(const struct distribution_parameters *p, double u)
{
    const double a = p->key[MIN], c = p->key[MODE], b = p->key[MAX];
    if (u * (b - a) < c - a)
        return a + exact_math_sqrt(u * (b - a) * (c - a));
    return b - exact_math_sqrt((1 - u) * (b - a) * (b - c));
}

static struct distribution_form triangular_form(const struct distribution_parameters *p)
{
    const double a = p->key[MIN], c = p->key[MODE], b = p->key[MAX];
    return (struct distribution_form){DISTRIBUTION_TRIANGLE, {a, b - a, c - a, b - c, b}};
}

static double triangular_cdf(const struct distribution_parameters *p, double x)
{
    const double a = p->key[MIN], c = p->key[MODE], b = p->key[MAX];
    if (x <= a || x >= b)
        return x <= a ? 0 : 1;
    return x < c ? (x - a) * (x - a) / ((b - a) * (c - a))
                 : 1 - (b - x) * (b - x) / ((b - a) * (b - c));
}

static double triangular_mean(const struct distribution_parameters *p)
{
    return (p->key[MIN] + p->key[MODE] + p->key[MAX]) / 3;
}

static double triangular_variance(const struct distribution_parameters *p)
{
    const double a = p->key[MIN], c = p->key[MODE], b = p->key[MAX];
    return ((b - a) * (b - a) + (c - a) * (c - b)) / 18;
}

const struct distribution distribution_triangular = {
    .name = "triangular",
    .doc = "density rises straight from min to mode and falls straight to max",
    .fields = triangular_fields,
    .check = triangular_check,
    .quantile = triangular_quantile,
    .form = triangular_form,
    .cdf = triangular_cdf,
    .mean = triangular_mean,
    .variance = triangular_variance,
};
