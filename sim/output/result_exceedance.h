/** exceedance.csv: how likely deliveries reach given numbers; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_EXCEEDANCE_H
#define CHOKEPOINT_OUTPUT_RESULT_EXCEEDANCE_H

#include "output/results.h"

extern const struct result result_exceedance;

#endif
