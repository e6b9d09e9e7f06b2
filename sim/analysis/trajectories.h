/**
 * What the trajectories of a run say where observations look: the metric at the ends of their
 * periods, future by future, read in one pass.
 */
#ifndef CHOKEPOINT_ANALYSIS_TRAJECTORIES_H
#define CHOKEPOINT_ANALYSIS_TRAJECTORIES_H

#include "analysis/forecasts.h"

#define TRAJECTORIES_FILE "trajectories.csv"

/** Fills the members of the rows that are scored, in the order of the futures, NAN where undefined.
 *  @param file must live as long  @return false after a mistake, which diag then has */
bool trajectories_read(struct forecasts *forecasts, const char *file,
                       const struct forecasts_of *asked, struct observations *observations,
                       struct diag *diag);

#endif
