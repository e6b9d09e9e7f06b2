/** How far actors stock up before a gate they expect to shut. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_COVER_H
#define CHOKEPOINT_ENGINE_COVER_H

#include "engine/state.h"

enum { COVER_REGIMES = 128 }; // as kind_regime allows

/** Where jurisdictions may move this month. */
struct cover_moves {
    int32_t n, regime[COVER_REGIMES]; // some lane may move there
    lanes *into;                      // (regime) hazard of it
};

/** Hazards of this month into each regime from those in force; they stand in the state's scratch.
 */
void cover_find_moves(const struct plan *pl, const struct state *s, struct cover_moves *moves);

/** cover[p] of actor a in month t [months]; its open pairs and logarithms of cost must be known. */
void cover_expect(const struct plan *pl, struct state *s, int32_t a, int32_t t,
                  const struct cover_moves *moves);

#endif
