/** Parameters of the instrument type `preference`; see preference.c. */
#ifndef CHOKEPOINT_INSTRUMENT_PREFERENCE_H
#define CHOKEPOINT_INSTRUMENT_PREFERENCE_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct preference {
    lanes weight; // factor on the taste for the chip
};

extern const struct instrument_type instrument_preference;

#endif
