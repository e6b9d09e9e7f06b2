/**
 * The numbers of a replication: of 64 bits, or of 32 in the part of the program that is compiled
 * with CHOKEPOINT_SINGLE (CMakeLists.txt).
 *
 * Only what lives in lanes is real. Luck is drawn and compared, and replications are summed up, in
 * 64 bits whatever reals are.
 */
#ifndef CHOKEPOINT_BASE_REAL_H
#define CHOKEPOINT_BASE_REAL_H

#include "base/exact_math.h"

#ifdef CHOKEPOINT_SINGLE

#include "base/exact_math_single.h"

typedef float real;
typedef uint32_t real_bits;

#define REAL_NAME     "single"
#define REAL_ROUNDING 0x1p-19F // of a whole: less of it is rounding, as in 64 bits below
#define REAL_LAPSE    0x1p-19F
#define REAL_BALANCE  0x1p-14F

#define real_exp exact_math_expf
#define real_log exact_math_logf

static inline real real_pow(real x, real y)
{
    return (real)exact_math_pow(x, y);
}

#else

typedef double real;
typedef uint64_t real_bits;

#define REAL_NAME     "double"
#define REAL_ROUNDING 1e-9  // of a room, a gap: less of it is rounding, not need
#define REAL_LAPSE    1e-12 // of all that was cleared: less of it is not old
#define REAL_BALANCE  1e-9  // of an identity's largest term: what may be missing

#define real_exp exact_math_exp
#define real_log exact_math_log
#define real_pow exact_math_pow

#endif

#endif
