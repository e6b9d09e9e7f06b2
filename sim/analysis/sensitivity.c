#include "analysis/sensitivity.h"

#include "analysis/quantiles.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOOTSTRAP 500

/** What a row adds. */
struct row {
    double sum, squares; // of f(A) and f(B), less their common mean
    double alone, with;  // f(B) (f(AB) - f(A)), (f(A) - f(AB))^2
};

static void add(struct row *sum, const struct row *x)
{
    sum->sum += x->sum;
    sum->squares += x->squares;
    sum->alone += x->alone;
    sum->with += x->with;
}

/** @param sum over n rows */
static void estimate(const struct row *sum, double n, double *first, double *total)
{
    const double mean = sum->sum / (2 * n), variance = sum->squares / (2 * n) - mean * mean;

    *first = variance > 0 ? sum->alone / (n * variance) : NAN;
    *total = variance > 0 ? sum->with / (2 * n * variance) : NAN;
}

static size_t list_rows(const double a[], const double b[], const double ab[], size_t n,
                        struct row row[])
{
    size_t rows = 0;
    double mean = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(a[i] + b[i] + ab[i])) {
            mean += a[i] + b[i];
            rows++;
        }
    mean /= 2 * (double)rows;
    rows = 0;
    for (size_t i = 0; i < n; i++) {
        const double x = a[i] - mean, y = b[i] - mean;
        if (!isnan(a[i] + b[i] + ab[i]))
            row[rows++] = (struct row){x + y, x * x + y * y, y * (ab[i] - a[i]),
                                       (a[i] - ab[i]) * (a[i] - ab[i])};
    }
    return rows;
}

/** Percentile interval.  @param x (BOOTSTRAP) overwritten */
static void put_interval(double x[], struct sensitivity_index *index)
{
    static const double p[] = {0.025, 0.975};
    double q[2];

    quantiles_of(x, BOOTSTRAP, p, 2, q);
    index->low = q[0];
    index->high = q[1];
}

bool sensitivity_of(const double a[], const double b[], const double ab[], size_t n, uint64_t seed,
                    struct sensitivity *s)
{
    const struct sensitivity_index none = {NAN, NAN, NAN};
    struct row *row = calloc(n + 1, sizeof *row), sum = {0};
    double *u = calloc(n + 1, sizeof *u), first[BOOTSTRAP], total[BOOTSTRAP];
    const bool fine = row && u;

    *s = (struct sensitivity){none, none};
    const size_t rows = fine ? list_rows(a, b, ab, n, row) : 0;
    for (size_t i = 0; i < rows; i++)
        add(&sum, &row[i]);
    estimate(&sum, (double)rows, &s->first.value, &s->total.value);
    if (rows > 1 && !isnan(s->total.value)) {
        for (uint32_t k = 0; k < BOOTSTRAP; k++) {
            rng_uniform((struct rng_at){seed, rng_tag("bootstrap"), k, 0, 0}, 0, rows, u);
            memset(&sum, 0, sizeof sum);
            for (size_t i = 0; i < rows; i++)
                add(&sum, &row[(size_t)(u[i] * (double)rows)]);
            estimate(&sum, (double)rows, &first[k], &total[k]);
        }
        put_interval(first, &s->first);
        put_interval(total, &s->total);
    }
    free(row);
    free(u);
    return fine;
}
