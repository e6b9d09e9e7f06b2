/** compare.csv: paired differences from the first policy; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_COMPARE_H
#define CHOKEPOINT_OUTPUT_RESULT_COMPARE_H

#include "output/results.h"

extern const struct result result_compare;

#endif
