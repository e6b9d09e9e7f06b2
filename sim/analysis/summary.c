#include "analysis/summary.h"

#include "analysis/quantiles.h"

#include <math.h>
#include <string.h>

const double summary_probabilities[SUMMARY_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

/** Mean and its error about the first value, in the order of replications. */
static void moments(const double x[], struct summary *s)
{
    double sum = 0, squares = 0;

    for (size_t i = 0; i < s->n; i++) {
        const double d = x[i] - x[0];
        sum += d;
        squares += d * d;
    }
    const double n = (double)s->n;
    s->mean = x[0] + sum / n;
    if (s->n >= 2)
        s->error = sqrt(fmax(0, squares - sum * sum / n) / (n - 1) / n);
}

struct summary summary_of(double x[], size_t n)
{
    struct summary s = {.mean = NAN, .error = NAN};
    double infinite = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i])) {
            infinite += isinf(x[i]) ? x[i] : 0;
            x[s.n++] = x[i];
        }
    if (s.n && infinite == 0)
        moments(x, &s);
    else if (s.n)
        s.mean = infinite;
    quantiles_of(x, s.n, summary_probabilities, SUMMARY_QUANTILES, s.quantile);
    return s;
}

struct summary summary_of_metric(const struct collector *c, int32_t t, size_t column,
                                 double scratch[])
{
    const double *x = collector_values(c, t, column);
    size_t n = 0;

    for (uint64_t r = 0; r < c->replications; r++)
        if (c->counts[r])
            scratch[n++] = x[r];
    return summary_of(scratch, n);
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
