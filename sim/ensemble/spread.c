#include "ensemble/spread.h"

#include "base/clones.h"

#include <math.h>
#include <stdbool.h>

// inlined, so that it is compiled for each processor
static inline __attribute__((always_inline)) void
add_row(struct spread *s, const double x[restrict SOBOL_RANDOMISATIONS])
{
    for (int r = 0; r < SOBOL_RANDOMISATIONS; r++) {
        const bool defined = x[r] == x[r];
        s->n[r] += defined ? 1 : 0;
        s->sum[r] += defined ? x[r] : 0;
    }
}

CLONES void spread_add(struct spread *spread, const double x[], size_t n)
{
    const size_t rest = n % SOBOL_RANDOMISATIONS;
    struct spread s = *spread;

    for (size_t i = 0; i + SOBOL_RANDOMISATIONS <= n; i += SOBOL_RANDOMISATIONS)
        add_row(&s, x + i);
    if (rest) {
        double row[SOBOL_RANDOMISATIONS];
        for (size_t r = 0; r < SOBOL_RANDOMISATIONS; r++)
            row[r] = r < rest ? x[n - rest + r] : NAN;
        add_row(&s, row);
    }
    *spread = s;
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
