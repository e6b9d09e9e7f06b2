/** Parameters of the instrument type `licence`; see licence.c. */
#ifndef CHOKEPOINT_INSTRUMENT_LICENCE_H
#define CHOKEPOINT_INSTRUMENT_LICENCE_H

#include "base/lanes.h"
#include "instrument/instruments.h"

enum licence_stage { LICENCE_BEFORE_ORDER, LICENCE_AFTER_ORDER };

struct licence {
    int32_t stage;       // enum licence_stage
    int32_t delay_shape; // k of the Erlang delay; 0: exactly the mean
    lanes hold;          // 1: clock and use are frozen
    lanes delay_mean_months, delay_correlation;
    lanes denial_probability, denial_correlation;
    lanes validity_months;
    lanes opening_allowance_chips, grant_chips; // before_order
    int32_t grant_first_month, grant_every_months;
};

extern const struct instrument_type instrument_licence;

#endif
