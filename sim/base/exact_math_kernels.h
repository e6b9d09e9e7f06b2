/**
 * The inline half of exact_math: exp, log, pow and the square root.
 *
 *   exp    x = k ln 2 + r, e^r = 1 + r + r^2 P(r), |r| <= ln 2 / 2
 *   log    x = 2^k (1 + f), s = f / (2 + f), log(1 + f) = 2s + s z R(z), z = s^2
 *   pow    the same with log x as an unevaluated sum hi + lo, hi short enough that products with it
 * are exact
 *
 * Every function is one straight line of selects, so that a loop over lanes becomes vector code.
 *
 * P and R interpolate at Chebyshev nodes, computed in 80 digits. The short constants are ln 2 to 32
 * bits and the rest.
 */
#ifndef CHOKEPOINT_BASE_EXACT_MATH_KERNELS_H
#define CHOKEPOINT_BASE_EXACT_MATH_KERNELS_H

#include <math.h> // INFINITY and NAN only
#include <stdint.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "exact_math must not be compiled with -ffast-math: its bits would change"
#endif

static inline uint64_t exact_math_bits(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline double exact_math_real(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

// the upper 26 bits of x: a product of two such numbers is exact
static inline double exact_math_upper(double x)
{
    return exact_math_real(exact_math_bits(x) & UINT64_C(0xfffffffff8000000));
}

// where e^x is neither 0 nor INFINITY yet, and a little beyond
static inline double exact_math_exp_range(double x)
{
    const double most = x < -746 ? -746 : x;
    return most > 710 ? 710 : most;
}

// e^(x + lo), lo small beside x, x in the range
static inline double exact_math_exp_sum(double x, double lo)
{
    const double magic = 0x1.8p52; // adding it rounds to an integer, found in the low bits
    const double shifted = x * 0x1.71547652b82fep+0 + magic;
    const double k = shifted - magic;
    const double rh = x - k * 0x1.62e42feep-1, rl = lo - k * 0x1.a39ef35793c76p-33;
    const double r = rh + rl, rest = (rh - r) + rl;

    double p = 0x1.1f7340dbc337ep-29;
    p = p * r + 0x1.af4e554377204p-26;
    p = p * r + 0x1.27e4db46cddd1p-22;
    p = p * r + 0x1.71de01fdbf9cap-19;
    p = p * r + 0x1.a01a01a6e1e2ap-16;
    p = p * r + 0x1.a01a01abf85abp-13;
    p = p * r + 0x1.6c16c16c162c3p-10;
    p = p * r + 0x1.11111111100bep-7;
    p = p * r + 0x1.5555555555556p-5;
    p = p * r + 0x1.5555555555557p-3;
    p = p * r + 0.5;
    const double one = 1 + r, lost = r - (one - 1);
    const double y = one + (lost + (p * (r * r) + rest));

    // 2^k in two factors: subnormal results, overflow and NAN come out by themselves
    const uint64_t n = exact_math_bits(shifted) - exact_math_bits(magic) + 2 * 1023;
    const uint64_t half = n >> 1;
    const double y1 = y * exact_math_real(half << 52);
    return y1 * exact_math_real((n - half) << 52);
}

/** e^x; 0 below -745.2, INFINITY above 709.8, NAN for NAN. Error below 0.7 ulp (1 ulp where the
 * result is subnormal). */
static inline double exact_math_exp(double x)
{
    return exact_math_exp_sum(exact_math_exp_range(x), -0.0); // -0 - y is -y, whatever y
}

// x = 2^k (1 + f), f in [sqrt(1/2) - 1, sqrt(2) - 1); meant for finite x > 0
struct exact_math_parts {
    double k, f;
};

static inline struct exact_math_parts exact_math_split(double x)
{
    const double big = x * 0x1p54;
    const double normal = x < 0x1p-1022 ? big : x;
    const double offset = x < 0x1p-1022 ? 0x1p52 + 1023 + 54 : 0x1p52 + 1023;
    const uint64_t root = UINT64_C(0x3fe6a09e667f3bcd); // sqrt(1/2)
    const uint64_t u = exact_math_bits(normal) + (UINT64_C(0x3ff0000000000000) - root);

    struct exact_math_parts parts;
    parts.k = exact_math_real((u >> 52) | UINT64_C(0x4330000000000000)) - offset;
    parts.f = exact_math_real((u & UINT64_C(0x000fffffffffffff)) + root) - 1;
    return parts;
}

// (2 atanh(s) - 2s) / s as a function of z = s^2
static inline double exact_math_atanh_rest(double z)
{
    double r = 0x1.2b5f68a50d903p-3;
    r = r * z + 0x1.39fdcceb4bb45p-3;
    r = r * z + 0x1.7462b91b8df65p-3;
    r = r * z + 0x1.c71c62d5e53e0p-3;
    r = r * z + 0x1.2492492dfd86cp-2;
    r = r * z + 0x1.9999999995273p-2;
    r = r * z + 0x1.5555555555558p-1;
    return r * z;
}

/** Natural logarithm; -INFINITY at 0, NAN below, INFINITY at INFINITY. Error below 0.9 ulp. */
static inline double exact_math_log(double x)
{
    const struct exact_math_parts e = exact_math_split(x);
    const double f = e.f, k = e.k;
    const double s = f / (2 + f), half = 0.5 * f * f;
    const double rest = s * (half + exact_math_atanh_rest(s * s)) + k * 0x1.a39ef35793c76p-33;
    const double y = k * 0x1.62e42feep-1 - ((half - rest) - f);

    const double y1 = x == (double)INFINITY ? (double)INFINITY : y;
    const double y2 = x == 0 ? -(double)INFINITY : y1;
    return x >= 0 ? y2 : (double)NAN;
}

/** x^y for x >= 0, NAN below; x^0 = 1, 0^y = 0 for y > 0 and INFINITY for y < 0. Relative error
 * below 1e-14. */
static inline double exact_math_pow(double x, double y)
{
    const struct exact_math_parts e = exact_math_split(x);

    // log x = hi + lo: s = sh + sl with sh short, so that sh t is exact
    const double f = e.f, th = exact_math_upper(2 + f), tl = f - (th - 2);
    const double inverse = 1 / (2 + f);
    const double s = f * inverse, sh = exact_math_upper(s);
    const double sl = ((f - sh * th) - sh * tl) * inverse;
    const double small = e.k * 0x1.a39ef35793c76p-33 + s * exact_math_atanh_rest(s * s) + 2 * sl;
    const double kh = e.k * 0x1.62e42feep-1, sum = kh + 2 * sh;
    const double lost = 2 * sh - (sum - kh);
    const double hi = exact_math_upper(sum + small);
    const double lo = ((sum - hi) + lost) + small;

    double v = y < -0x1p70 ? -0x1p70 : y;
    v = v > 0x1p70 ? 0x1p70 : v;
    const double vh = exact_math_upper(v), vl = v - vh;
    const double whole = vh * hi, within = exact_math_exp_range(whole);
    const double power = exact_math_exp_sum(within, within == whole ? vl * hi + v * lo : 0);

    const double end = y > 0 ? 0 : (double)INFINITY;
    const double r1 = x == 0 ? end : power;
    const double r2 = x == (double)INFINITY ? (y > 0 ? (double)INFINITY : 0) : r1;
    const double r3 = x >= 0 && y == y ? r2 : (double)NAN;
    return y == 0 ? 1 : r3;
}

/** Square root of x = 0 or a normal x > 0 up to 1e300, by Newton's iteration. Error below 1 ulp. */
static inline double exact_math_sqrt(double x)
{
    double y = exact_math_real(UINT64_C(0x5fe6eb50c7b537a9) - (exact_math_bits(x) >> 1));
    const double half = 0.5 * x;

    y = y * (1.5 - half * y * y);
    y = y * (1.5 - half * y * y);
    y = y * (1.5 - half * y * y);
    y = y * (1.5 - half * y * y);
    const double root = x * y;
    return root + 0.5 * y * (x - root * root);
}

#endif
