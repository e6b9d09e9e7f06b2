/** Parameters of the instrument type `quota`; see quota.c. */
#ifndef CHOKEPOINT_INSTRUMENT_QUOTA_H
#define CHOKEPOINT_INSTRUMENT_QUOTA_H

#include "base/lanes.h"
#include "instrument/instruments.h"
#include "instrument/window.h"

struct quota {
    struct window window;
    lanes limit;
};

extern const struct instrument_type instrument_quota;

#endif
