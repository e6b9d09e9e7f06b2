#include "analysis/summary.h"

#include "analysis/quantiles.h"

#include <math.h>
#include <string.h>

const double summary_probabilities[SUMMARY_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

/** In the chunks of a run, so that the bits are those of one that keeps no values.
 *  @param x (n), NAN where it does not count */
static struct moments moments_of(const double x[], size_t n)
{
    struct moments all = {0};

    for (size_t begin = 0; begin < n; begin += ENSEMBLE_CHUNK) {
        struct moments part = {0};
        moments_add_values(&part, x + begin,
                           n - begin < ENSEMBLE_CHUNK ? n - begin : ENSEMBLE_CHUNK);
        moments_merge(&all, &part);
    }
    return all;
}

struct summary summary_of(double x[], size_t n)
{
    const struct moments m = moments_of(x, n);
    struct summary s = {.n = n, .mean = moments_mean(&m), .error = moments_error(&m)};

    if (m.n < (double)n) {
        s.n = 0;
        for (size_t i = 0; i < n; i++)
            if (!isnan(x[i]))
                x[s.n++] = x[i];
    }
    quantiles_of(x, s.n, summary_probabilities, SUMMARY_QUANTILES, s.quantile);
    return s;
}

/** Of the mean, where parameters are Sobol' points. */
static double randomised_error(const struct collector *c, int32_t t, size_t column)
{
    const struct spread s = spreads_mean(&c->spreads, &c->samples, t, column, c->places);

    return spread_error(&s);
}

struct summary summary_of_metric(const struct collector *c, int32_t t, size_t column,
                                 double scratch[])
{
    const struct samples *all = &c->samples;
    const size_t cell = samples_cell(all, t, column);
    struct summary s;

    if (all->exact) {
        samples_values(all, t, column, c->places, scratch);
        s = summary_of(scratch, c->places);
    } else {
        const struct histogram *h = &all->histogram[cell];
        s = (struct summary){.n = (size_t)h->n,
                             .mean = moments_mean(&all->moments[cell]),
                             .error = moments_error(&all->moments[cell]),
                             .quantile_error = h->least < h->most ? histogram_error(h) : 0};
        histogram_quantiles(h, summary_probabilities, SUMMARY_QUANTILES, s.quantile);
    }
    if (c->plan->sampling == SAMPLING_SOBOL)
        s.error = randomised_error(c, t, column);
    return s;
}

/** An open need of this actor, in effective units? */
static bool is_open_need(const struct observed *o, const char *actor)
{
    return strcmp(o->key[0], actor) == 0 && strcmp(o->key[5], "effective_h100e") == 0 &&
           strcmp(o->key[1], "in_service") != 0 && strcmp(o->key[1], "surplus") != 0;
}

size_t summary_bounds(const struct collector *c, const char *actor, struct summary_bound bounds[],
                      size_t most)
{
    const struct observation *o = &c->observation;
    double total = 0;
    size_t n = 0;

    for (size_t i = o->first[OBSERVE_LEDGER]; i < o->first[OBSERVE_LEDGER + 1]; i++) {
        struct summary_bound b = {.column = i};
        if (!is_open_need(&o->column[i], actor))
            continue;
        for (int32_t t = 0; t < c->months; t++)
            b.cumulative += collector_mean(c, t, i);
        total += b.cumulative;
        if (b.cumulative <= 0)
            continue;
        size_t at = n < most ? n++ : most;
        for (; at > 0 && bounds[at - 1].cumulative < b.cumulative; at--)
            if (at < most)
                bounds[at] = bounds[at - 1];
        if (at < most)
            bounds[at] = b;
    }
    for (size_t i = 0; i < n; i++)
        bounds[i].share = bounds[i].cumulative / total;
    return n;
}
