/** Real numbers of the model: a plain number, or a group that says how uncertain it is and how we
 * know. */
#ifndef CHOKEPOINT_CONFIG_UNCERTAIN_H
#define CHOKEPOINT_CONFIG_UNCERTAIN_H

#include "config/reading.h"

/** Reads (or presets, if cell->node is NULL) a REAL or FLAG row, or one item of a MAP or SCHEDULE.
 *  @return its index among the parameters; 0 if memory failed */
size_t uncertain_read(const struct reading_cell *cell);

#endif
