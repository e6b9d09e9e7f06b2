/** Parameters of the instrument type `border`; see border.c. */
#ifndef CHOKEPOINT_INSTRUMENT_BORDER_H
#define CHOKEPOINT_INSTRUMENT_BORDER_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct border {
    lanes hold, back; // 1: arrivals wait; 1: arrivals are returned
};

extern const struct instrument_type instrument_border;

#endif
