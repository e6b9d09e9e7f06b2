/** An order of one lane on its way through the licences of its pair, and what luck may hold for it.
 */
#ifndef CHOKEPOINT_ENGINE_APPLICATION_H
#define CHOKEPOINT_ENGINE_APPLICATION_H

#include "base/lanes.h"

#include <stdbool.h>
#include <stdint.h>

struct application {
    real chips; // 0: it has left
    int32_t pair;
    int32_t at, bind; // the licence it waits at: its place in plan.listed[], and what stands there
    uint32_t month;   // of the order, as draws count it
    int32_t due;      // unheld months of that licence at which it clears
    uint8_t lane;
    bool denied; // when it clears
};

enum { LICENCE_LUCK_STEP = 8 }; // thresholds of delay computed at a time

/** Thresholds kept of a licence in one lane: for as many months as a run may see, in whole steps.
 */
static inline int32_t licence_luck_room(int32_t months)
{
    return (months + 1 + LICENCE_LUCK_STEP) / LICENCE_LUCK_STEP * LICENCE_LUCK_STEP;
}

#endif
