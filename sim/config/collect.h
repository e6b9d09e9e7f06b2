/**
 * Which entities there are: every named group under a plural key, sorted by parent and name.
 *
 * First pass of the reader, so that the second can resolve names in whatever order they were
 * written.
 */
#ifndef CHOKEPOINT_CONFIG_COLLECT_H
#define CHOKEPOINT_CONFIG_COLLECT_H

#include "config/reading.h"

/** Fills sc->entities (values allocated, not read) and r->nodes. */
void collect_entities(struct reading *r);

#endif
