/** How far actors stock up before a gate they expect to shut. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_COVER_H
#define CHOKEPOINT_ENGINE_COVER_H

#include "engine/state.h"

/** cover[p] in month t [months]; open pairs and logarithms of cost must be known. */
void cover_expect(const struct plan *pl, struct state *s, int32_t t);

#endif
