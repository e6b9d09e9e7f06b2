/** How far an actor stocks up before a gate it expects to shut. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_COVER_H
#define CHOKEPOINT_ENGINE_COVER_H

#include "engine/state.h"

/** cover[p] of actor a's pairs in month t [months]; shares, open pairs and logarithms of cost must
 * be known. */
void cover_expect(const struct plan *pl, struct state *s, int32_t a, int32_t t);

#endif
