/**
 * The normal half of exact_math's inline functions.
 *
 *   cdf      (1 + 2x) e^(x^2) erfc(x) is a polynomial in t = (x - 3.75) / (x + 3.75), 0 <= x <
 * infinity quantile rational functions of q^2 in the centre and of sqrt(-ln p) in the tails, q = p
 * - 1/2; evaluated once, each coefficient chosen by region
 *
 * Source: Shepherd & Laframboise 1981, Math. Comp. 36, 249 (the form of the cdf; the coefficients
 * here interpolate at Chebyshev nodes, computed in 60 digits); Wichura 1988, AS241 PPND16, Appl.
 * Stat. 37, 477.
 */
#ifndef CHOKEPOINT_BASE_EXACT_MATH_NORMAL_H
#define CHOKEPOINT_BASE_EXACT_MATH_NORMAL_H

#include "base/exact_math_kernels.h"

/** Standard normal distribution function. Relative error below 2e-15 for z <= 0, absolute below
 * 5e-16 for z > 0. */
static inline double exact_math_normal_cdf(double z)
{
    const double positive = z < 0 ? -z : z,
                 a = positive > 38.6 ? 38.6 : positive; // Phi(-38.6) is 0
    const double ah = exact_math_upper(a);
    const double gauss = exact_math_exp_sum(-0.5 * ah * ah, -0.5 * (a - ah) * (a + ah));
    const double x = a * 0x1.6a09e667f3bcdp-1, shifted = x + 3.75, twice = 1 + 2 * x;
    const double inverse = 1 / (shifted * twice);
    const double t = (x - 3.75) * (inverse * twice);

    double p = -0x1.772004cd8d1abp-29;
    p = p * t - 0x1.0c63b219c1bd8p-29;
    p = p * t + 0x1.17bb2c134e042p-25;
    p = p * t + 0x1.429cb8b3e4f47p-26;
    p = p * t - 0x1.0c65f5e7a1e6cp-22;
    p = p * t - 0x1.b48392232d543p-25;
    p = p * t + 0x1.d41cfdd12ab86p-20;
    p = p * t - 0x1.06e0d05323891p-20;
    p = p * t - 0x1.7fd98bfdd146cp-17;
    p = p * t + 0x1.7799fa84f9929p-16;
    p = p * t + 0x1.b13fe29c4adcbp-15;
    p = p * t - 0x1.303ffce61d791p-12;
    p = p * t + 0x1.33fb466bf4b0fp-12;
    p = p * t + 0x1.cc3a13ec5fe8bp-10;
    p = p * t - 0x1.3f603c5c10bdbp-7;
    p = p * t + 0x1.d0b0037001e32p-6;
    p = p * t - 0x1.e0d0fa6d2ae2fp-5;
    p = p * t + 0x1.7a14188ae2e10p-4;
    p = p * t - 0x1.bda9309a2ca2ap-4;
    p = p * t + 0x1.510169d093b1ep-4;
    p = p * t + 0x1.d5f294815b4eep-9;
    p = p * t - 0x1.1f367683f8966p-3;
    p = p * t + 0x1.3ccda0b5d5dc2p+0;

    const double below = 0.5 * gauss * (p * (inverse * shifted));
    const double y = z < 0 ? below : 1 - below;
    return z != z ? (double)NAN : y;
}

/** Inverse of the standard normal distribution function; +-INFINITY at 1 and 0, NAN outside.
 * Relative error below 1e-15. */
static inline double exact_math_normal_quantile(double p)
{
    const double q = p - 0.5;
    const double side = q < 0 ? p : 1 - p, tail = side > 0x1p-1074 ? side : 0x1p-1074;
    const double root = exact_math_sqrt(-exact_math_log(tail));
    const double size = q < 0 ? -q : q;
    const int centre = size <= 0.425, far = root > 5;

#define PICK(c, n, f)      (centre ? (c) : far ? (f) : (n))
#define NEXT(sum, c, n, f) sum = sum * t + PICK(c, n, f)
    const double t = PICK(0.180625 - q * q, root - 1.6, root - 5);

    // clang-format off
    double a, b;
    a = PICK(2.5090809287301226727e+3, 7.74545014278341407640e-4, 2.01033439929228813265e-7);
    b = PICK(5.2264952788528545610e+3, 1.05075007164441684324e-9, 2.04426310338993978564e-15);
    NEXT(a, 3.3430575583588128105e+4, 2.27238449892691845833e-2, 2.71155556874348757815e-5);
    NEXT(b, 2.8729085735721942674e+4, 5.47593808499534494600e-4, 1.42151175831644588870e-7);
    NEXT(a, 6.7265770927008700853e+4, 2.41780725177450611770e-1, 1.24266094738807843860e-3);
    NEXT(b, 3.9307895800092710610e+4, 1.51986665636164571966e-2, 1.84631831751005468180e-5);
    NEXT(a, 4.5921953931549871457e+4, 1.27045825245236838258e+0, 2.65321895265761230930e-2);
    NEXT(b, 2.1213794301586595867e+4, 1.48103976427480074590e-1, 7.86869131145613259100e-4);
    NEXT(a, 1.3731693765509461125e+4, 3.64784832476320460504e+0, 2.96560571828504891230e-1);
    NEXT(b, 5.3941960214247511077e+3, 6.89767334985100004550e-1, 1.48753612908506148525e-2);
    NEXT(a, 1.9715909503065514427e+3, 5.76949722146069140550e+0, 1.78482653991729133580e+0);
    NEXT(b, 6.8718700749205790830e+2, 1.67638483018380384940e+0, 1.36929880922735805310e-1);
    NEXT(a, 1.3314166789178437745e+2, 4.63033784615654529590e+0, 5.46378491116411436990e+0);
    NEXT(b, 4.2313330701600911252e+1, 2.05319162663775882187e+0, 5.99832206555887937690e-1);
    NEXT(a, 3.3871328727963666080e+0, 1.42343711074968357734e+0, 6.65790464350110377720e+0);
    b = b * t + 1;
    // clang-format on
#undef NEXT
#undef PICK

    const double y = (size <= 0.425 ? q : (q < 0 ? -1.0 : 1.0)) * (a / b);
    const double y1 = p == 0 ? -(double)INFINITY : y;
    const double y2 = p == 1 ? (double)INFINITY : y1;
    return p >= 0 && p <= 1 ? y2 : (double)NAN;
}

#endif
