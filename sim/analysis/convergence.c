#include "analysis/convergence.h"

#include "analysis/quantiles.h"
#include "ensemble/headline.h"

#include <math.h>
#include <string.h>

#define T_95 2.131 // of Student's distribution with 15 degrees of freedom: 16 randomisations

enum { QUANTILES = 3, MEDIAN = 1 };

static const double probabilities[QUANTILES] = {0.05, 0.5, 0.95};

/** One metric at the end of one month. */
struct cell {
    const struct collector *collector;
    size_t column;
    int32_t t;
    double *values; // of exact samples: room for those that count
};

/** Gathers the values that count. @return how many */
static size_t gather(const struct cell *cell)
{
    const struct collector *c = cell->collector;
    double *x = cell->values;
    size_t n = 0;

    samples_values(&c->samples, cell->t, cell->column, c->places, x);
    for (uint64_t r = 0; r < c->places; r++)
        if (!isnan(x[r]))
            x[n++] = x[r];
    return n;
}

static void cell_quantiles(void *context, const double p[3], double q[3])
{
    const struct cell *cell = context;
    const struct samples *s = &cell->collector->samples;

    if (s->exact)
        quantiles_of(cell->values, gather(cell), p, 3, q);
    else
        histogram_quantiles(&s->histogram[samples_cell(s, cell->t, cell->column)], p, 3, q);
}

/** @param reach ranks to either side */
static double half_width(double n, double p, double reach,
                         void (*of)(void *, const double *, double *), void *context,
                         double *quantile)
{
    const double low = ceil(n * p - reach) - 1, high = ceil(n * p + reach) - 1, last = n - 1;
    const double at[3] = {fmax(low, 0) / last, p, fmin(high, last) / last};
    double q[3];

    *quantile = NAN;
    if (n < 2)
        return NAN;
    of(context, at, q);
    *quantile = q[1];
    if (q[0] == q[2])
        return 0;
    return low < 0 || high > last ? NAN : (q[2] - q[0]) / 2;
}

double convergence_half_width(double n, double p, void (*of)(void *, const double *, double *),
                              void *context, double *quantile)
{
    return half_width(n, p, 1.96 * sqrt(n * p * (1 - p)), of, context, quantile);
}

/** The same by randomisations: what the share of futures below the quantile is off. */
static double randomised_half_width(double n, double p, struct cell *cell, double *quantile)
{
    const struct collector *c = cell->collector;
    double q[3];

    cell_quantiles(cell, (const double[]){p, p, p}, q);
    const struct spread below =
        spreads_below(&c->spreads, &c->samples, cell->t, cell->column, c->places, q[0]);
    const double error = spread_error(&below);
    return half_width(n, p, isnan(error) ? INFINITY : fmax(T_95 * n * error, 1), cell_quantiles,
                      cell, quantile);
}

/** Half a unit of the last printed digit. */
static double half_digit(double x)
{
    return 0.5 * pow(10, floor(log10(fabs(x))) - (CONVERGENCE_DIGITS - 1));
}

static void add_cell(struct convergence *all, struct cell *cell)
{
    const struct samples *s = &cell->collector->samples;
    const double n =
        s->exact ? (double)gather(cell) : s->histogram[samples_cell(s, cell->t, cell->column)].n;
    double half[QUANTILES], q[QUANTILES];

    for (int k = 0; k < QUANTILES; k++)
        half[k] = cell->collector->plan->sampling == SAMPLING_SOBOL
                      ? randomised_half_width(n, probabilities[k], cell, &q[k])
                      : convergence_half_width(n, probabilities[k], cell_quantiles, cell, &q[k]);
    for (int k = 0; k < QUANTILES; k++) {
        if (half[k] == 0)
            continue;
        const double error =
            isnan(half[k]) ? INFINITY : half[k] / fmax(fabs(q[k]), fmax(fabs(q[MEDIAN]), 1e-300));
        const double needed =
            q[k] == 0 || isnan(half[k]) ? INFINITY : n * pow(half[k] / half_digit(q[k]), 2);
        if (error > all->error) {
            all->error = error;
            all->column = cell->column;
            all->t = cell->t;
            all->p = probabilities[k];
        }
        all->needed = fmax(all->needed, needed);
    }
}

struct convergence convergence_of(const struct collector *c, double scratch[])
{
    struct convergence all = {.needed = (double)c->n};
    int32_t shown[HEADLINE_MONTHS];
    const size_t months = headline_months(c->months, shown);

    for (size_t i = 0; i < c->first_sum; i++)
        for (size_t k = 0; k < months; k++) {
            struct cell cell = {.collector = c, .column = i, .t = shown[k], .values = scratch};
            if (strcmp(c->observation.column[i].key[1], HEADLINE_FIRST) != 0 ||
                strcmp(c->observation.column[i].key[0], "all") == 0)
                continue;
            add_cell(&all, &cell);
        }
    return all;
}
