/**
 * exp and log of exact_math for numbers of 32 bits: the same formulas, shorter.
 *
 *   exp    x = k ln 2 + r, e^r = 1 + r + r^2 P(r), |r| <= ln 2 / 2
 *   log    x = 2^k (1 + f), s = f / (2 + f), log(1 + f) = 2s + s z R(z), z = s^2
 *
 * P and R interpolate at Chebyshev nodes, computed in 50 digits. ln 2 is the sum of 16 bits and the
 * rest, so that k times the first is exact.
 */
#ifndef CHOKEPOINT_BASE_EXACT_MATH_SINGLE_H
#define CHOKEPOINT_BASE_EXACT_MATH_SINGLE_H

#include "base/exact_math_kernels.h"

static inline uint32_t exact_math_bitsf(float x)
{
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline float exact_math_realf(uint32_t u)
{
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/** e^x; 0 below -104, INFINITY above 88.73, NAN for NAN. Error below 1 ulp (1 ulp where the result
 * is subnormal). */
static inline float exact_math_expf(float x)
{
    const float most = x < -105 ? -105 : x, within = most > 89 ? 89 : most;
    const float magic = 0x1.8p23F; // adding it rounds to an integer, found in the low bits
    const float shifted = within * 0x1.715476p+0F + magic, k = shifted - magic;
    const float r = (within - k * 0x1.62e4p-1F) - k * 0x1.7f7d1cp-20F;

    float p = 0x1.6d117cp-10F;
    p = p * r + 0x1.120be2p-7F;
    p = p * r + 0x1.555518p-5F;
    p = p * r + 0x1.5554dcp-3F;
    p = p * r + 0.5F;
    const float y = 1 + (r + p * (r * r));

    // 2^k in two factors: subnormal results, overflow and NAN come out by themselves
    const uint32_t n = exact_math_bitsf(shifted) - exact_math_bitsf(magic) + 2 * 127;
    const uint32_t half = n >> 1;
    return y * exact_math_realf(half << 23) * exact_math_realf((n - half) << 23);
}

/** Natural logarithm; -INFINITY at 0, NAN below, INFINITY at INFINITY. Error below 1 ulp. */
static inline float exact_math_logf(float x)
{
    const int tiny = x < 0x1p-126F;
    const float normal = tiny ? x * 0x1p25F : x;
    const uint32_t root = UINT32_C(0x3f3504f3); // sqrt(1/2)
    const uint32_t u = exact_math_bitsf(normal) + (UINT32_C(0x3f800000) - root);
    const float k = (float)((int32_t)(u >> 23) - (tiny ? 127 + 25 : 127));
    const float f = exact_math_realf((u & UINT32_C(0x007fffff)) + root) - 1;

    const float s = f / (2 + f), z = s * s, half = 0.5F * f * f;
    const float r = (0x1.2ee6ecp-2F * z + 0x1.997c2cp-2F) * z + 0x1.55555cp-1F;
    const float rest = s * (half + r * z) + k * 0x1.7f7d1cp-20F;
    const float y = k * 0x1.62e4p-1F - ((half - rest) - f);

    const float y1 = x == (float)INFINITY ? (float)INFINITY : y;
    const float y2 = x == 0 ? -(float)INFINITY : y1;
    return x >= 0 ? y2 : (float)NAN;
}

#endif
