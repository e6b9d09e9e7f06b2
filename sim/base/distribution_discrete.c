/*
 * A list of values, each with its probability.
 *
 * The values increase, so that larger u never gives less; the probabilities are divided by their
 * sum.
 */
#include "base/distributions.h"
#include "base/exact_math.h"

// clang-format off
static const struct field discrete_fields[] = {
    {0},
};
// clang-format on

_Static_assert(DISTRIBUTION_VALUES == 64, "a message names the number");

static double total(const struct distribution_parameters *p)
{
    double sum = 0;
    for (int i = 0; i < p->count; i++)
        sum += p->probability[i];
    return sum;
}

static const char *discrete_check(const struct distribution_parameters *p)
{
    if (p->count < 1 || p->count > DISTRIBUTION_VALUES)
        return "values and probabilities must have 1 to 64 entries each";
    for (int i = 0; i < p->count; i++)
        if (!(p->probability[i] >= 0 && p->probability[i] <= 1))
            return "each probability must be between 0 and 1";
    for (int i = 1; i < p->count; i++)
        if (!(p->value[i - 1] < p->value[i]))
            return "values must increase";
    const double off = total(p) - 1;
    return off < 1e-9 && off > -1e-9 ? NULL : "probabilities must sum to 1";
}

static double discrete_quantile(const struct distribution_parameters *p, double u)
{
    const double goal = u * total(p);
    double sum = 0;
    int last = 0;
    for (int i = 0; i < p->count; i++) {
        sum += p->probability[i];
        last = p->probability[i] > 0 ? i : last;
        if (goal <= sum && p->probability[i] > 0)
            return p->value[i];
    }
    return p->value[last]; // u is within rounding of 1
}

static double discrete_cdf(const struct distribution_parameters *p, double x)
{
    double sum = 0;
    for (int i = 0; i < p->count && p->value[i] <= x; i++)
        sum += p->probability[i];
    return sum / total(p);
}

static double discrete_mean(const struct distribution_parameters *p)
{
    double sum = 0;
    for (int i = 0; i < p->count; i++)
        sum += p->probability[i] * p->value[i];
    return sum / total(p);
}

static double discrete_variance(const struct distribution_parameters *p)
{
    const double mean = discrete_mean(p);
    double sum = 0;
    for (int i = 0; i < p->count; i++)
        sum += p->probability[i] * (p->value[i] - mean) * (p->value[i] - mean);
    return sum / total(p);
}

const struct distribution distribution_discrete = {
    .name = "discrete",
    .doc = "one of `values`, with the `probabilities` beside them",
    .fields = discrete_fields,
    .discrete = true,
    .check = discrete_check,
    .quantile = discrete_quantile,
    .cdf = discrete_cdf,
    .mean = discrete_mean,
    .variance = discrete_variance,
};
