/** flows.csv: chips at every stage; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_FLOWS_H
#define CHOKEPOINT_OUTPUT_RESULT_FLOWS_H

#include "output/results.h"

extern const struct result result_flows;

#endif
