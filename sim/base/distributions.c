/* The list of distributions, and truncation, which is the same for all. */
#include "base/distributions.h"

#include <stdint.h>
#include <string.h>

#define LEAST_MASS 1e-9 // of a distribution that truncation may leave

extern const struct distribution distribution_uniform, distribution_loguniform,
    distribution_triangular, distribution_pert, distribution_normal, distribution_lognormal,
    distribution_beta, distribution_gamma, distribution_bernoulli, distribution_discrete;

const struct distribution *const distributions[] = {
    &distribution_uniform,
    &distribution_loguniform,
    &distribution_triangular,
    &distribution_pert,
    &distribution_normal,
    &distribution_lognormal,
    &distribution_beta,
    &distribution_gamma,
    &distribution_bernoulli,
    &distribution_discrete,
    NULL,
};

const struct distribution *distributions_find(const char *name)
{
    for (size_t i = 0; distributions[i]; i++)
        if (strcmp(distributions[i]->name, name) == 0)
            return distributions[i];
    return NULL;
}

static double next_below(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits = x > 0 ? bits - 1 : x < 0 ? bits + 1 : UINT64_C(0x8000000000000001);
    memcpy(&x, &bits, sizeof x);
    return x;
}

// P(X < low): an atom at low stays
static double mass_below(const struct distribution *d, const struct distribution_parameters *p)
{
    return p->low == -(double)INFINITY ? 0 : d->cdf(p, next_below(p->low));
}

static double mass_up_to(const struct distribution *d, const struct distribution_parameters *p)
{
    return p->high == (double)INFINITY ? 1 : d->cdf(p, p->high);
}

void distributions_range(const struct distribution *d, const struct distribution_parameters *p,
                         double *from, double *to)
{
    *from = mass_below(d, p);
    *to = mass_up_to(d, p);
}

double distributions_quantile(const struct distribution *d, const struct distribution_parameters *p,
                              double u)
{
    double from, to;
    distributions_range(d, p, &from, &to);

    // rounding must not reach 0 or 1, where a quantile may be infinite
    double v = from + u * (to - from);
    v = v < 0x1p-1022 ? 0x1p-1022 : v > 1 - 0x1p-53 ? 1 - 0x1p-53 : v;

    const double x = d->quantile(p, v);
    return x < p->low ? p->low : x > p->high ? p->high : x;
}

const char *distributions_check(const struct distribution *d,
                                const struct distribution_parameters *p)
{
    const char *wrong = d->check(p);
    if (wrong)
        return wrong;
    if (!(p->low < p->high))
        return "low must be below high";
    if (!(mass_up_to(d, p) - mass_below(d, p) >= LEAST_MASS))
        return "low and high leave less than 1e-9 of the distribution between them";
    return NULL;
}
