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
