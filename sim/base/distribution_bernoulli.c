/*
 * One with a probability, else zero.
 *
 *   X = 1 where u > 1 - probability, so that larger u never gives less
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field bernoulli_fields[] = {
    // key  offset type unit preset low high doc
    {"probability", 0, FIELD_REAL, "", NAN, 0,         1,        "of a 1", FIELD_REQUIRED},
    {0},
};
// clang-format on

static const char *bernoulli_check(const struct distribution_parameters *p)
{
    const double q = p->key[0];
    return q >= 0 && q <= 1 ? NULL : "probability must be between 0 and 1";
}

static double bernoulli_quantile(const struct distribution_parameters *p, double u)
{
    return u > 1 - p->key[0] ? 1 : 0;
}

static struct distribution_form bernoulli_form(const struct distribution_parameters *p)
{
    return (struct distribution_form){DISTRIBUTION_STEP, {1 - p->key[0]}};
}

static double bernoulli_cdf(const struct distribution_parameters *p, double x)
{
    return x < 0 ? 0 : x < 1 ? 1 - p->key[0] : 1;
}

static double bernoulli_mean(const struct distribution_parameters *p)
{
    return p->key[0];
}

static double bernoulli_variance(const struct distribution_parameters *p)
{
    return p->key[0] * (1 - p->key[0]);
}

const struct distribution distribution_bernoulli = {
    .name = "bernoulli",
    .doc = "1 with the given probability, else 0",
    .fields = bernoulli_fields,
    .check = bernoulli_check,
    .quantile = bernoulli_quantile,
    .form = bernoulli_form,
    .cdf = bernoulli_cdf,
    .mean = bernoulli_mean,
    .variance = bernoulli_variance,
};
