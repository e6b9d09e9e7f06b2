/** trajectories.csv: every metric of every future, on request; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_TRAJECTORIES_H
#define CHOKEPOINT_OUTPUT_RESULT_TRAJECTORIES_H

#include "output/results.h"

extern const struct result result_trajectories;

#endif
