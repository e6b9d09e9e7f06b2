/** Parameters of the instrument type `whitelist`; see whitelist.c. */
#ifndef CHOKEPOINT_INSTRUMENT_WHITELIST_H
#define CHOKEPOINT_INSTRUMENT_WHITELIST_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct whitelist {
    uint64_t members; // actors allowed
    lanes revoking;
};

extern const struct instrument_type instrument_whitelist;

#endif
