/** What a run is mostly asked for: the metrics and dates whose quantiles it reports first, resolves
 * most finely and waits for. */
#ifndef CHOKEPOINT_ENSEMBLE_HEADLINE_H
#define CHOKEPOINT_ENSEMBLE_HEADLINE_H

#include "engine/observe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEADLINE_MONTHS 3

/** The metric reported first. */
#define HEADLINE_FIRST "accessible_h100e"

/** Months whose ends are reported: one, two, three years on, else the last.  @return how many */
size_t headline_months(int32_t months, int32_t shown[HEADLINE_MONTHS]);

/** Is a column one of them: accessible capacity or foreign chips delivered? */
bool headline_is(const struct observed *column);

#endif
