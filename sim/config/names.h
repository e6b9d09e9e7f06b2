/** Values that name entities: one, or a set of them; and which names may stand where. */
#ifndef CHOKEPOINT_CONFIG_NAMES_H
#define CHOKEPOINT_CONFIG_NAMES_H

#include "config/reading.h"

/** What a row's `of` refers to here: the kind, and the parent whose entities count.
 *
 * Regimes are those of the entity's own `jurisdiction` (of a jurisdiction: its own), banks those of
 * the chip's supplier. @param parent SIZE_MAX: any  @return false if that other value is missing or
 * wrong; if missing, said */
bool names_scope(const struct reading_cell *cell, const struct kind **kind, size_t *parent);

/** The index of a name in that scope, or -1 after saying so. */
int32_t names_find(const struct reading_cell *cell, struct diag_place place, const char *path,
                   const char *name, const struct kind *kind, size_t parent);

/** A row of type NAME. */
void names_read(const struct reading_cell *cell, struct value *value);

/** A row of type NAMES. */
void names_read_set(const struct reading_cell *cell, struct value *value);

#endif
