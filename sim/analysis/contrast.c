#include "analysis/contrast.h"

#include "analysis/student.h"
#include "analysis/summary.h"

#include <math.h>

static const double probabilities[CONTRAST_QUANTILES] = {0.05, 0.5, 0.95};

/** What follows from the rest.  @param freedom degrees of freedom of the error
 *  @param apart, paired sum of both variances, and variance of the difference */
static void conclude(struct contrast *c, double freedom, double apart, double paired)
{
    const double half = student_95(freedom) * c->error;

    c->low = c->mean - half;
    c->high = c->mean + half;
    c->flipped = c->mean > 0 ? c->below : c->mean < 0 ? c->above : NAN;
    c->reduction = apart / paired; // NAN where both are 0
}

static double variance(const struct moments *m)
{
    return m->n < 2 || m->infinite != 0 ? NAN : m->squares / (m->n - 1);
}

/** Sums of numbers less the first one, and of their squares. */
struct squares {
    double n, first, sum, squares;
};

static void add(struct squares *s, double x)
{
    s->first = s->n > 0 ? s->first : x;
    const double d = x - s->first;
    s->n++;
    s->sum += d;
    s->squares += d * d;
}

static double variance_of(const struct squares *s)
{
    const double squares = s->squares - s->sum * s->sum / s->n;

    return squares > 0 ? squares / (s->n - 1) : squares - squares; // NAN stays
}

struct contrast contrast_of(const double policy[], const double reference[], size_t n,
                            double scratch[])
{
    struct contrast c = {0};
    struct squares x = {0}, y = {0};
    double above = 0, below = 0;

    for (size_t i = 0; i < n; i++) {
        const double d = differences_of(policy[i], reference[i]);
        if (isnan(d))
            continue;
        add(&x, policy[i]);
        add(&y, reference[i]);
        above += d > 0;
        below += d < 0;
        scratch[c.n++] = d;
    }
    const struct summary s = summary_of(scratch, c.n);
    c.mean = s.mean;
    c.error = s.error;
    c.quantile[CONTRAST_P5] = s.quantile[SUMMARY_P5];
    c.quantile[CONTRAST_P50] = s.quantile[SUMMARY_P50];
    c.quantile[CONTRAST_P95] = s.quantile[SUMMARY_P95];
    c.above = c.n ? above / (double)c.n : NAN;
    c.below = c.n ? below / (double)c.n : NAN;
    c.equal = ((double)c.n - above - below) / (double)c.n;
    conclude(&c, (double)c.n - 1, variance_of(&x) + variance_of(&y),
             s.error * s.error * (double)c.n);
    return c;
}

/** Of differences that were counted. */
static struct contrast of_counts(const struct samples *differences, const struct samples *policy,
                                 const struct samples *reference, const size_t cell[3])
{
    const struct histogram *h = &differences->histogram[cell[0]];
    const struct moments *m = &differences->moments[cell[0]];
    const double above = histogram_beyond_zero(h, 0), below = histogram_beyond_zero(h, 1);
    struct contrast c = {.n = (size_t)h->n,
                         .mean = moments_mean(m),
                         .error = moments_error(m),
                         .above = above / h->n,
                         .below = below / h->n,
                         .equal = (h->n - above - below) / h->n};

    histogram_quantiles(h, probabilities, CONTRAST_QUANTILES, c.quantile);
    conclude(&c, m->n - 1,
             variance(&policy->moments[cell[1]]) + variance(&reference->moments[cell[2]]),
             variance(m));
    return c;
}

/** The error by randomisations, where parameters are Sobol' points. */
static void put_error(struct contrast *c, const struct spread *spread)
{
    const double half = student_95(SOBOL_RANDOMISATIONS - 1) * spread_error(spread);

    c->error = spread_error(spread);
    c->low = c->mean - half;
    c->high = c->mean + half;
}

struct contrast contrast_of_metric(const struct collector *policy, size_t column,
                                   const struct collector *reference, size_t reference_column,
                                   int32_t t, double scratch[])
{
    if (policy->differences.plan) {
        const struct samples *s = &policy->differences.samples;
        const size_t cell[] = {samples_cell(s, t, column),
                               samples_cell(&policy->samples, t, column),
                               samples_cell(&reference->samples, t, reference_column)};
        struct contrast counted = of_counts(s, &policy->samples, &reference->samples, cell);
        if (policy->plan->sampling == SAMPLING_SOBOL)
            put_error(&counted, &policy->differences.spreads.mean[cell[0]]);
        return counted;
    }
    const uint64_t n = policy->places < reference->places ? policy->places : reference->places;
    double *x = scratch, *y = scratch + n;

    samples_values(&policy->samples, t, column, n, x);
    samples_values(&reference->samples, t, reference_column, n, y);
    struct contrast c = contrast_of(x, y, n, x);
    if (policy->plan->sampling == SAMPLING_SOBOL) {
        struct spread spread = {0};
        samples_values(&policy->samples, t, column, n, x);
        for (uint64_t r = 0; r < n; r++)
            x[r] = differences_of(x[r], y[r]);
        spread_add(&spread, x, n);
        put_error(&c, &spread);
    }
    return c;
}
