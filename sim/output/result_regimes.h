/** regimes.csv: how likely each regime is in force; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_REGIMES_H
#define CHOKEPOINT_OUTPUT_RESULT_REGIMES_H

#include "output/results.h"

extern const struct result result_regimes;

#endif
