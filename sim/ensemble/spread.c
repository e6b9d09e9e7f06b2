#include "ensemble/spread.h"

#include <math.h>

void spread_add(struct spread *s, const double x[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t r = i % SOBOL_RANDOMISATIONS;
        s->n[r] += isnan(x[i]) ? 0 : 1;
        s->sum[r] += isnan(x[i]) ? 0 : x[i];
    }
}

double spread_error(const struct spread *s)
{
    double n = 0, sum = 0, squares = 0, filled = 0;

    for (int r = 0; r < SOBOL_RANDOMISATIONS; r++) {
        n += s->n[r];
        sum += s->sum[r];
        filled += s->n[r] > 0;
    }
    for (int r = 0; r < SOBOL_RANDOMISATIONS; r++) {
        const double deviation = s->sum[r] - sum / n * s->n[r];
        squares += deviation * deviation;
    }
    return filled < 2 ? NAN : sqrt(squares * filled / (filled - 1)) / n;
}
