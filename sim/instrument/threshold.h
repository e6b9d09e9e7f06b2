/** Parameters of the instrument type `threshold`; see threshold.c. */
#ifndef CHOKEPOINT_INSTRUMENT_THRESHOLD_H
#define CHOKEPOINT_INSTRUMENT_THRESHOLD_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct threshold {
    lanes tpp_below, bandwidth_tb_per_s_below, h100e_below; // all must hold
    lanes revoking;
};

extern const struct instrument_type instrument_threshold;

#endif
