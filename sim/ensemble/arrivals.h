/**
 * In how many futures none of a chip has landed yet, by what was shut: where its foremost chips
 * stand, asked in the order of the need ledger (docs/model.md, 7.10).
 */
#ifndef CHOKEPOINT_ENSEMBLE_ARRIVALS_H
#define CHOKEPOINT_ENSEMBLE_ARRIVALS_H

#include "ensemble/ensemble.h"

#include <stddef.h>
#include <stdint.h>

/** n_chips n_categories: by chip, then category of the need ledger. */
size_t arrivals_count(const struct plan *plan);

/** Adds a block's futures in which none has landed by the end of the state's month.
 *  @param by_chip (n_chips) what has landed of each, as deliveries_add leaves it
 *  @param waiting (arrivals_count) */
void arrivals_add(const struct plan *plan, const struct state *state,
                  const struct ensemble_block *block, lanes by_chip[], uint32_t waiting[]);

#endif
