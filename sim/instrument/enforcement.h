/** Parameters of the instrument type `enforcement`; see enforcement.c. */
#ifndef CHOKEPOINT_INSTRUMENT_ENFORCEMENT_H
#define CHOKEPOINT_INSTRUMENT_ENFORCEMENT_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct enforcement {
    lanes capacity_factor;
};

extern const struct instrument_type instrument_enforcement;

#endif
