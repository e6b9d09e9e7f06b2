#include "analysis/sorted.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void sorted_doubles(double x[], size_t n)
{
    qsort(x, n, sizeof *x, by_value);
}

double sorted_quantile(const double x[], size_t n, double p)
{
    const double rank = (double)(n - 1) * p;
    const size_t below = (size_t)rank;

    return below + 1 < n ? x[below] + (rank - (double)below) * (x[below + 1] - x[below]) : x[n - 1];
}
