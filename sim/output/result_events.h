/** events.csv: what happened to policy; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_EVENTS_H
#define CHOKEPOINT_OUTPUT_RESULT_EVENTS_H

#include "output/results.h"

extern const struct result result_events;

#endif
