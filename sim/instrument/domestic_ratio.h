/** Parameters of the instrument type `domestic_ratio`; see domestic_ratio.c. */
#ifndef CHOKEPOINT_INSTRUMENT_DOMESTIC_RATIO_H
#define CHOKEPOINT_INSTRUMENT_DOMESTIC_RATIO_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct domestic_ratio {
    lanes ratio; // domestic chips for each foreign chip
};

extern const struct instrument_type instrument_domestic_ratio;

#endif
