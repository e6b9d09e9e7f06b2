/** Parameters of the instrument type `per_customer_cap`; see per_customer_cap.c. */
#ifndef CHOKEPOINT_INSTRUMENT_PER_CUSTOMER_CAP_H
#define CHOKEPOINT_INSTRUMENT_PER_CUSTOMER_CAP_H

#include "base/lanes.h"
#include "instrument/instruments.h"
#include "instrument/window.h"

struct per_customer_cap {
    struct window window;
    lanes limit; // for each firm
};

extern const struct instrument_type instrument_per_customer_cap;

#endif
