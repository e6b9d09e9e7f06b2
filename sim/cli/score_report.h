/** Scores as a person reads them: observation by observation, by series, against the baselines. */
#ifndef CHOKEPOINT_CLI_SCORE_REPORT_H
#define CHOKEPOINT_CLI_SCORE_REPORT_H

#include "analysis/scores.h"

#include <stdio.h>

/** False if memory was short. */
bool score_report(FILE *out, const struct scores *scores, const struct scores_of *of);

#endif
