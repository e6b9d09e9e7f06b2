/** nothing_arrived.csv: how likely nothing has arrived, by what was shut; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_NOTHING_ARRIVED_H
#define CHOKEPOINT_OUTPUT_RESULT_NOTHING_ARRIVED_H

#include "output/results.h"

extern const struct result result_nothing_arrived;

#endif
