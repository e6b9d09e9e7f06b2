/*
 * Link-time replacements for the GSL peer: every uniform from a Mersenne Twister of the GNU
 * Scientific Library, streamed in the order of use, and every parameter that is drawn by itself
 * from the library's sampler of its distribution. One thread, one lane.
 *
 * Correlated parameters are told by their uniform, which the copula has changed since it was drawn;
 * they keep the program's tables, for the library has only iterations for them. So do discrete
 * ones, which need a uniform and a search anywhere.
 *
 * Linked with -Wl,--wrap=rng_uniform,--wrap=rng_uniform_each,--wrap=quantile_table_eval.
 */
#include "base/quantile_table.h"
#include "base/rng.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

enum { MOST = 4096, TRIES = 1000 };

static gsl_rng *stream;
static const double *first_drawn; // where the first parameter stands
static double drawn[MOST];        // the uniform each was given

void __wrap_rng_uniform(struct rng_at at, uint64_t first, size_t n, double u[]);
void __wrap_rng_uniform_each(struct rng_at at, uint64_t first, size_t n, struct rng_places places,
                             double u[]);
void __wrap_quantile_table_eval(const struct quantile_table *t, size_t n, const double u[],
                                double x[]);
void __real_quantile_table_eval(const struct quantile_table *t, size_t n, const double u[],
                                double x[]);

void __wrap_rng_uniform(struct rng_at at, uint64_t first, size_t n, double u[])
{
    (void)first;
    if (!stream) {
        stream = gsl_rng_alloc(gsl_rng_mt19937);
        gsl_rng_set(stream, at.seed);
        first_drawn = u; // parameters are drawn before anything else
    }
    for (size_t i = 0; i < n; i++)
        u[i] = gsl_rng_uniform_pos(stream);
    if (at.month == RNG_ONCE && u >= first_drawn && u < first_drawn + MOST)
        drawn[u - first_drawn] = *u;
}

void __wrap_rng_uniform_each(struct rng_at at, uint64_t first, size_t n, struct rng_places places,
                             double u[])
{
    (void)places;
    (void)at;
    (void)first;
    for (size_t i = 0; i < n; i++)
        u[i] = gsl_rng_uniform_pos(stream);
}

static double sample(const struct distribution_form *f, double u)
{
    const double *n = f->n;

    switch (f->curve) {
    case DISTRIBUTION_LINEAR:
        return gsl_ran_flat(stream, n[0], n[0] + n[1]);
    case DISTRIBUTION_EXP:
        return n[0] * exp(gsl_ran_flat(stream, 0, n[1]));
    case DISTRIBUTION_TRIANGLE:
        return u * n[1] < n[2] ? n[0] + sqrt(u * n[1] * n[2]) : n[4] - sqrt((1 - u) * n[1] * n[3]);
    case DISTRIBUTION_STEP:
        return gsl_ran_bernoulli(stream, 1 - n[0]);
    case DISTRIBUTION_NORMAL:
        return n[0] + gsl_ran_gaussian_ziggurat(stream, n[1]);
    case DISTRIBUTION_LOGNORMAL:
        return exp(n[0] + gsl_ran_gaussian_ziggurat(stream, n[1]));
    case DISTRIBUTION_BETA:
        return n[0] + n[1] * gsl_ran_beta(stream, n[2], n[3]);
    case DISTRIBUTION_GAMMA:
        return n[0] + gsl_ran_gamma(stream, n[2], n[1]);
    default:
        return NAN;
    }
}

void __wrap_quantile_table_eval(const struct quantile_table *t, size_t n, const double u[],
                                double x[])
{
    const ptrdiff_t i = u - first_drawn;
    const double low = t->parameters->low, high = t->parameters->high;
    const bool alone = i >= 0 && i < MOST && drawn[i] == *u && n == 1;

    if (!alone || t->form.curve == DISTRIBUTION_OTHER) {
        __real_quantile_table_eval(t, n, u, x);
        return;
    }
    double value = sample(&t->form, *u);
    for (int tries = 0; !(value >= low && value <= high) && tries < TRIES; tries++) // truncation
        value = sample(&t->form, gsl_rng_uniform_pos(stream));
    *x = value;
}
