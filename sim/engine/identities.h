/** The identities every month must keep; a lane that breaks one is a failed replication. */
#ifndef CHOKEPOINT_ENGINE_IDENTITIES_H
#define CHOKEPOINT_ENGINE_IDENTITIES_H

#include "engine/state.h"

/** What an identity is called, for messages. */
extern const char *const identities_names[];

/** Checks month t; notes the first violation of each lane. Tolerance 1e-9 of the largest term, at
 * least 1e-9. */
void identities_check(const struct plan *pl, struct state *s, int32_t t);

#endif
