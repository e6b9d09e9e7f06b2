/** Parameters of the instrument type `ratio_cap`; see ratio_cap.c. */
#ifndef CHOKEPOINT_INSTRUMENT_RATIO_CAP_H
#define CHOKEPOINT_INSTRUMENT_RATIO_CAP_H

#include "base/lanes.h"
#include "instrument/instruments.h"
#include "instrument/window.h"

struct ratio_cap {
    struct window window;
    int32_t start_month;
    lanes share;
    lanes reference_per_month, reference_opening;
};

extern const struct instrument_type instrument_ratio_cap;

#endif
