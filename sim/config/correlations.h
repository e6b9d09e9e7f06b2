/** Which uncertain parameters move together, and whether that is possible at all. */
#ifndef CHOKEPOINT_CONFIG_CORRELATIONS_H
#define CHOKEPOINT_CONFIG_CORRELATIONS_H

#include "base/diag.h"
#include "model/scenario.h"

#include <stdbool.h>

/** Each correlation must name two parameters, no pair twice, and the matrix of the
 * Gaussian copula, r = 2 sin(pi rho / 6), must be positive definite.  @return false if memory
 * failed */
bool correlations_check(const struct scenario *sc, struct diag *diag);

/** No two uncertain parameters may draw the same numbers: their tags differ.  @return false if
 * memory failed */
bool correlations_check_tags(const struct scenario *sc, struct diag *diag);

#endif
