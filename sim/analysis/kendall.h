/** Kendall's rank correlation: do two rankings agree? */
#ifndef CHOKEPOINT_ANALYSIS_KENDALL_H
#define CHOKEPOINT_ANALYSIS_KENDALL_H

#include <stddef.h>

/** tau-b (Kendall 1945), which counts ties: concordant less discordant pairs over sqrt(pairs not
 * tied in x times those not tied in y). Pairs with a NAN are left out; NAN if all are tied. */
double kendall_tau(const double x[], const double y[], size_t n);

#endif
