/**
 * Observations of regimes: whether a jurisdiction is in a regime at the end of a month.
 *
 * The forecast is the share of futures in it, from the table of a run. Its members are as many
 * zeros and ones: which future is which is not needed for any score.
 */
#ifndef CHOKEPOINT_ANALYSIS_REGIME_SHARES_H
#define CHOKEPOINT_ANALYSIS_REGIME_SHARES_H

#include "analysis/forecasts.h"

/** Fills the members of the rows of regimes that are scored.
 *  @param forecasts with a policy, and in these rows 0 for each future that counts, else NAN
 *  @return false after a mistake, which diag then has */
bool regime_shares_read(struct forecasts *forecasts, const char *folder,
                        const struct observations *observations, struct diag *diag);

#endif
