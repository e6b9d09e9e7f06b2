#include "analysis/contrast.h"

#include "analysis/summary.h"

#include <math.h>

static const double probabilities[CONTRAST_QUANTILES] = {0.05, 0.5, 0.95};

struct contrast contrast_of(const double policy[], const double reference[], size_t n,
                            double scratch[])
{
    struct contrast c = {0};
    double above = 0, below = 0;

    for (size_t i = 0; i < n; i++) {
        const double d = differences_of(policy[i], reference[i]);
        if (isnan(d))
            continue;
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
    return c;
}

/** Of differences that were counted. */
static struct contrast of_counts(const struct histogram *h, const struct moments *m)
{
    struct contrast c = {.n = (size_t)h->n,
                         .mean = moments_mean(m),
                         .error = moments_error(m),
                         .above = histogram_beyond_zero(h, 0) / h->n,
                         .below = histogram_beyond_zero(h, 1) / h->n};

    histogram_quantiles(h, probabilities, CONTRAST_QUANTILES, c.quantile);
    return c;
}

struct contrast contrast_of_metric(const struct collector *policy, size_t column,
                                   const struct collector *reference, size_t reference_column,
                                   int32_t t, double scratch[])
{
    if (policy->differences.plan) {
        const struct samples *s = &policy->differences.samples;
        const size_t cell = samples_cell(s, t, column);
        struct contrast counted = of_counts(&s->histogram[cell], &s->moments[cell]);
        if (policy->plan->sampling == SAMPLING_SOBOL)
            counted.error = spread_error(&policy->differences.spreads.mean[cell]);
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
        c.error = spread_error(&spread);
    }
    return c;
}
