/** What a page draws of a sweep: every outcome under every policy, over the futures. */
#ifndef CHOKEPOINT_OUTPUT_REPORT_SWEEP_H
#define CHOKEPOINT_OUTPUT_REPORT_SWEEP_H

#include "analysis/performance.h"

/** A row a policy and outcome: the policy, the levers, the outcome and what it is for, its mean and
 * quantiles.  @return in fresh memory; NULL after a mistake, or if there is none */
char *report_sweep_outcomes(const struct performance *performance, const char *folder,
                            struct diag *diag);

#endif
