/** Chips sent back at the border: refunded by each who was paid, back to the inventory, room given
 * back. */
#ifndef CHOKEPOINT_ENGINE_RETURNS_H
#define CHOKEPOINT_ENGINE_RETURNS_H

#include "engine/state.h"

/**
 * In lanes where the border returns: arrivals of the pair and what is held go back. Elsewhere what
 * was paid for arrivals that are held is kept with them. Transit and border stocks themselves are
 * the caller's.
 * @param shipped_in month the arrivals were shipped; before 0: they were paid before the start
 */
void returns_send(const struct plan *pl, struct state *s, int32_t p, int32_t shipped_in,
                  const lanes arrivals);

/** Remembers what was paid for the chips the pair shipped in month t. */
void returns_remember(const struct plan *pl, struct state *s, int32_t p, int32_t t,
                      const lanes chips);

#endif
