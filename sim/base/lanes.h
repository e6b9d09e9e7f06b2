/**
 * A lane is one replication. A block holds LANES of them and walks through the months in lock step.
 *
 * Every real number of the model is an array over lanes, whether it is uncertain or not, so that
 * each equation has one kernel. LANES is fixed at compile time; results do not depend on it.
 */
#ifndef CHOKEPOINT_BASE_LANES_H
#define CHOKEPOINT_BASE_LANES_H

#include "base/real.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifndef LANES
#define LANES 32
#endif

_Static_assert(LANES == 1 || LANES == 4 || LANES == 8 || LANES == 16 || LANES == 32,
               "a block is a whole number of vector registers");

/** One value per replication of the block, on a cache line's boundary where it fills whole ones. */
typedef real lanes[LANES]
    __attribute__((aligned(LANES * sizeof(real) % 64 == 0 ? 64 : sizeof(real))));

// Lanes never touch each other's elements: no need to check for overlaps before vectorising.
#if defined(__GNUC__) && !defined(__clang__)
#define LANES_APART _Pragma("GCC ivdep")
#else
#define LANES_APART
#endif

#define EACH_LANE(i) LANES_APART for (int i = 0; i < LANES; i++)

/** Is any lane's number not zero? */
static inline bool lanes_any(const real x[LANES])
{
    real_bits any = 0;

    EACH_LANE (i) {
        real_bits bits;
        memcpy(&bits, &x[i], sizeof bits);
        any |= bits;
    }
    return any << 1; // without the sign
}

#endif
