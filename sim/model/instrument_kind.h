/** What every instrument of policy has, whatever its type: owner, filters, whether it is active. */
#ifndef CHOKEPOINT_MODEL_INSTRUMENT_KIND_H
#define CHOKEPOINT_MODEL_INSTRUMENT_KIND_H

#include "base/lanes.h"
#include "model/kind.h"

struct instrument_head {
    int32_t type;           // number in instruments[]
    int32_t owner;          // jurisdiction
    int32_t channel;        // enum channel, or CHANNEL_ANY
    uint64_t chips, actors; // sets of those it may bind
    lanes active;
};

/** Its type is a text here: which types exist is known one floor up. */
extern const struct kind kind_instrument;

#endif
