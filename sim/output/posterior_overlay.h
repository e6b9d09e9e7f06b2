/**
 * The posterior as changes to the configuration, so that it can be run: posterior.cfg.
 *
 * Each parameter becomes `discrete`, one of 64 values at equal steps of its posterior's quantiles,
 * whatever its shape; rank correlations hold them together. What is lost is all but rank
 * correlation of the dependence, and the tails beyond 1/128; points.csv loses neither.
 */
#ifndef CHOKEPOINT_OUTPUT_POSTERIOR_OVERLAY_H
#define CHOKEPOINT_OUTPUT_POSTERIOR_OVERLAY_H

#include "output/calibration_tables.h"

#define POSTERIOR_OVERLAY_FILE "posterior.cfg"

/** @return false with the folder's `error` set */
bool posterior_overlay_write(struct folder *folder, const struct calibration_tables_of *of);

#endif
