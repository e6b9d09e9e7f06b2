/** Stage 7.3: chips retire, arrive, pass the border, are installed. */
#ifndef CHOKEPOINT_ENGINE_DEPLOYMENT_H
#define CHOKEPOINT_ENGINE_DEPLOYMENT_H

#include "engine/state.h"

/** The opening stocks and pipelines. */
void deployment_open(const struct plan *pl, struct state *s);

/** Month t: hazard, service life, arrivals, installation. */
void deployment_age(const struct plan *pl, struct state *s, int32_t t);

/** What shipped this month with lead 0 lands and, with no install time, enters service (called by
 * accounts). */
void deployment_land_now(const struct plan *pl, struct state *s, int32_t t);

#endif
