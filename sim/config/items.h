/** Rows with one number for each of several things: a map by name, a schedule by month. */
#ifndef CHOKEPOINT_CONFIG_ITEMS_H
#define CHOKEPOINT_CONFIG_ITEMS_H

#include "config/reading.h"

/** A row of type MAP or AGES. */
void items_read_map(const struct reading_cell *cell, struct value *value);

/** A row of type SCHEDULE. */
void items_read_schedule(const struct reading_cell *cell, struct value *value);

#endif
