/** Parameters of the instrument type `ban`; see ban.c. */
#ifndef CHOKEPOINT_INSTRUMENT_BAN_H
#define CHOKEPOINT_INSTRUMENT_BAN_H

#include "base/lanes.h"
#include "instrument/instruments.h"

struct ban {
    lanes revoking; // 1: what is cleared is cancelled too
};

extern const struct instrument_type instrument_ban;

#endif
