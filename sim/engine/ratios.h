/** Domestic chips that must be ordered for the foreign ones. Part of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_RATIOS_H
#define CHOKEPOINT_ENGINE_RATIOS_H

#include "engine/placing.h"

enum { RATIOS_MOST = 64 }; // as many as instruments

/** Domestic ratios active in some lane.  @return how many */
int32_t ratios_list(const struct plan *pl, const struct state *s, int32_t ratio[RATIOS_MOST]);

/** Raises domestic orders to what ratio m asks for all foreign ones since it was first in force, as
 * far as there is room. */
void ratios_raise(const struct plan *pl, struct state *s, int32_t m, struct placing *x);

#endif
