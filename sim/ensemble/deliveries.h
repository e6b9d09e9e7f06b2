/**
 * How many futures reach which numbers of delivered chips: landed since the start, by actor and
 * chip and their sums; domestic chips need no key and are left out.
 */
#ifndef CHOKEPOINT_ENSEMBLE_DELIVERIES_H
#define CHOKEPOINT_ENSEMBLE_DELIVERIES_H

#include "ensemble/ensemble.h"

#include <stddef.h>
#include <stdint.h>

#define DELIVERIES_THRESHOLDS 9

/** Delivered chips that count as reached: more than 0, then at least so many. */
extern const double deliveries_thresholds[DELIVERIES_THRESHOLDS];

/** (n_actors + 1) (n_chips + 1): by actor, then chip; those of all actors, of all chips last. */
size_t deliveries_count(const struct plan *plan);

/** Adds a block's futures that reach each threshold at the end of the state's month.
 *  @param by_chip (n_chips + 1) overwritten  @param reached (deliveries_count) */
void deliveries_add(const struct plan *plan, const struct state *state,
                    const struct ensemble_block *block, lanes by_chip[],
                    uint32_t reached[][DELIVERIES_THRESHOLDS]);

#endif
