/** What each actor may order in the regimes in force, and what shuts the rest. Part of stage 7.5.
 */
#ifndef CHOKEPOINT_ENGINE_OFFERS_H
#define CHOKEPOINT_ENGINE_OFFERS_H

#include "engine/state.h"

/** Once tastes are known. */
void offers_open(const struct plan *pl, struct state *s);

/** Renews the lists when the regimes in force have changed. */
void offers_list(const struct plan *pl, struct state *s);

#endif
