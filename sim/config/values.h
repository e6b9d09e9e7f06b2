/** One key of an entity: read, checked and stored, by the type of its row. */
#ifndef CHOKEPOINT_CONFIG_VALUES_H
#define CHOKEPOINT_CONFIG_VALUES_H

#include "config/reading.h"

/** Fills a value from cell->node, or with the preset if that is NULL; mistakes go to diag. */
void values_read(const struct reading_cell *cell, struct value *value);

#endif
