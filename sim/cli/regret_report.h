/** What a regret analysis says on the terminal: which policy each metric prefers, and where that
 * changes. */
#ifndef CHOKEPOINT_CLI_REGRET_REPORT_H
#define CHOKEPOINT_CLI_REGRET_REPORT_H

#include "analysis/weights.h"
#include "output/regret_tables.h"

#include <stdio.h>

/** One outcome or stakeholder, a line for each metric. False if memory is short. */
bool regret_report_view(FILE *out, const struct regret_view *view);

/** By the weight of each stakeholder, and over all weights. False if memory is short. */
bool regret_report_weights(FILE *out, const struct weights *weights,
                           const struct stakeholders *stakeholders);

#endif
