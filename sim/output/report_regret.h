/**
 * Regret and robustness of a sweep's policies for a page, where the results of `regret` were not
 * given: the same numbers without intervals.
 */
#ifndef CHOKEPOINT_OUTPUT_REPORT_REGRET_H
#define CHOKEPOINT_OUTPUT_REPORT_REGRET_H

#include "analysis/performance.h"

#include <stdbool.h>
#include <stddef.h>

/** Is it done in a second or two? */
bool report_regret_is_quick(const struct performance *performance);

/** Rows of regret.csv and of weights.csv, of the metrics that are drawn.
 *  @param regret, weights set to fresh memory  @return false if memory is short */
bool report_regret_make(const struct performance *performance, size_t threads, char **regret,
                        char **weights);

#endif
