/**
 * Sums by randomisation: from their spread follows the standard error of what is estimated from
 * points that depend on each other within a randomisation (base/sobol.h).
 *
 * With every number a randomisation of its own this is the usual standard error.
 */
#ifndef CHOKEPOINT_ENSEMBLE_SPREAD_H
#define CHOKEPOINT_ENSEMBLE_SPREAD_H

#include "base/sobol.h"

#include <stddef.h>

struct spread {
    double n[SOBOL_RANDOMISATIONS], sum[SOBOL_RANDOMISATIONS];
};

/** Adds n numbers, x[i] to randomisation i % 16; NAN is left out. */
void spread_add(struct spread *spread, const double x[], size_t n);

/** Standard error of the mean of all numbers, by the deviations of randomisations from it; NAN
 * below two of them or where some number is infinite. */
double spread_error(const struct spread *spread);

#endif
