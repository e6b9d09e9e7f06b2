#include "analysis/contrast.h"

#include "analysis/summary.h"

#include <math.h>
#include <string.h>

struct contrast contrast_of(const double policy[], const double reference[], size_t n,
                            double scratch[])
{
    struct contrast c = {0};
    double above = 0, below = 0;

    for (size_t i = 0; i < n; i++) {
        // infinite in both: no difference, where inf - inf would be undefined
        const double d = policy[i] == reference[i] ? 0 : policy[i] - reference[i];
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

size_t contrast_column(const struct observation *in, const struct observation *of, size_t i)
{
    const struct observed *wanted = &of->column[i];

    for (size_t n = 0; n < in->n; n++) {
        const size_t at = (i + n) % in->n; // nearly always at the same place
        const struct observed *o = &in->column[at];
        bool same = o->table == wanted->table;
        for (int k = 0; k < OBSERVE_KEYS && same; k++)
            same = strcmp(o->key[k] ? o->key[k] : "", wanted->key[k] ? wanted->key[k] : "") == 0;
        if (same)
            return at;
    }
    return SIZE_MAX;
}

struct contrast contrast_of_metric(const struct collector *policy, size_t column,
                                   const struct collector *reference, size_t reference_column,
                                   int32_t t, double scratch[])
{
    const uint64_t n = policy->places < reference->places ? policy->places : reference->places;
    double *x = scratch, *y = scratch + n;

    samples_values(&policy->samples, t, column, n, x);
    samples_values(&reference->samples, t, reference_column, n, y);
    struct contrast c = contrast_of(x, y, n, x);
    if (policy->plan->sampling == SAMPLING_SOBOL) {
        struct spread spread = {0};
        samples_values(&policy->samples, t, column, n, x);
        for (uint64_t r = 0; r < n; r++)
            x[r] = x[r] == y[r] ? 0 : x[r] - y[r];
        spread_add(&spread, x, n);
        c.error = spread_error(&spread);
    }
    return c;
}
