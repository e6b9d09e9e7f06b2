/** Parameters of the instrument type `tariff`; see tariff.c. */
#ifndef CHOKEPOINT_INSTRUMENT_TARIFF_H
#define CHOKEPOINT_INSTRUMENT_TARIFF_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct tariff {
    lanes rate;         // [1]
    lanes pass_through; // phi [1]
    lanes as_share;     // 1: a share of the sale price instead of a rate on the customs value
};

extern const struct instrument_type instrument_tariff;

#endif
