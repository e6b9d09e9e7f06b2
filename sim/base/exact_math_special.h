/** What the gamma and the beta functions share: Stirling's error and the deviance, free of
 * cancellation. */
#ifndef CHOKEPOINT_BASE_EXACT_MATH_SPECIAL_H
#define CHOKEPOINT_BASE_EXACT_MATH_SPECIAL_H

/** ln Gamma(a + 1) - ln(sqrt(2 pi a) (a / e)^a), a > 0. Absolute error below 4e-15. */
double exact_math_stirling_error(double a);

/** a ln(a / x) + x - a for a, x > 0: small, and still accurate, where x is near a. */
double exact_math_deviance(double a, double x);

// by what Halley divides Newton's step, kept from overshooting far from the root
static inline double exact_math_halley(double bend)
{
    return bend > 0.5 ? 0.5 : bend < -1 ? 2 : 1 - bend;
}

#define EXACT_MATH_TWO_PI 6.283185307179586477

#endif
