/** summary.csv: what every metric came to; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_SUMMARY_H
#define CHOKEPOINT_OUTPUT_RESULT_SUMMARY_H

#include "output/results.h"

extern const struct result result_summary;

#endif
