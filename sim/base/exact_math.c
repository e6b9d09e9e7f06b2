/*
 * ln Gamma by Stirling's series, after shifting the argument up.
 *
 *   mu(a) = ln Gamma(a) - (a - 1/2) ln a + a - ln(2 pi) / 2
 *         = 1/(12 a) - 1/(360 a^3) + 1/(1260 a^5) - ...                      for a >= 12
 *   mu(a) - mu(a + 1) = (a + 1/2) ln(1 + 1/a) - 1 = z/3 + z^2/5 + z^3/7 + ...  with z = 1 / (2a +
 * 1)^2
 *
 * Source: Abramowitz & Stegun 6.1.41 (series), Gudermann 1845 (differences); Loader 2000, "Fast and
 * accurate computation of binomial probabilities" (deviance).
 */
#include "base/exact_math.h"

#include "base/exact_math_special.h"

#include <stddef.h>

// mu(a) - mu(a + 1)
static double gudermann(double a)
{
    if (a < 1)
        return (a + 0.5) * exact_math_log((1 + a) / a) - 1;

    static const double inverse[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11,
                                     1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21,
                                     1.0 / 23, 1.0 / 25, 1.0 / 27, 1.0 / 29, 1.0 / 31,
                                     1.0 / 33, 1.0 / 35, 1.0 / 37, 1.0 / 39, 1.0 / 41};
    const double s = 1 / (2 * a + 1), z = s * s; // at most 1/9, whose twentieth power is lost
    double power = z, sum = 0;
    for (size_t k = 0; k < sizeof inverse / sizeof *inverse && power > 1e-18; k++, power *= z)
        sum += power * inverse[k];
    return sum;
}

double exact_math_stirling_error(double a)
{
    double shift = 0;
    for (; a < 12; a++)
        shift += gudermann(a);

    const double r = 1 / a, z = r * r;
    double s = -691.0 / 360360;
    s = s * z + 1.0 / 1188;
    s = s * z - 1.0 / 1680;
    s = s * z + 1.0 / 1260;
    s = s * z - 1.0 / 360;
    s = s * z + 1.0 / 12;
    return s * r + shift;
}

double exact_math_deviance(double a, double x)
{
    const double d = a - x, v = d / (a + x), z = v * v;
    if (z > 0.01)
        return a * exact_math_log(a / x) - d;

    // a ln(a/x) = 2a atanh(v), less its first term, which d v - d puts back
    double sum = d * v, term = 2 * a * v * z;
    for (int k = 3; term > sum * 1e-18 || term < sum * -1e-18; k += 2, term *= z)
        sum += term / k;
    return sum;
}

double exact_math_log_gamma(double x)
{
    if (!(x >= 0))
        return (double)NAN;
    if (x == 0 || x == (double)INFINITY)
        return (double)INFINITY;
    if (x > 1e17) // where mu and half a logarithm are below rounding, and x ln x - x must not
                  // overflow early
        return x * (exact_math_log(x) - 1);
    return (x - 0.5) * exact_math_log(x) - x + 0.9189385332046728 + exact_math_stirling_error(x);
}
