/**
 * What the gamma and the beta functions share, and their parts, for those who evaluate one of them
 * many times: Stirling's error and the deviance, free of cancellation; density and tails.
 */
#ifndef CHOKEPOINT_BASE_EXACT_MATH_SPECIAL_H
#define CHOKEPOINT_BASE_EXACT_MATH_SPECIAL_H

/** ln Gamma(a + 1) - ln(sqrt(2 pi a) (a / e)^a), a > 0. Absolute error below 4e-15. */
double exact_math_stirling_error(double a);

/** a ln(a / x) + x - a for a, x > 0: small, and still accurate, where x is near a. */
double exact_math_deviance(double a, double x);

/** Beta's shapes, and what its density's constant is made of, computed once. */
struct exact_math_beta {
    double a, b;
    double power, scale;
};

struct exact_math_beta exact_math_beta_of(double a, double b);
struct exact_math_beta exact_math_beta_mirrored(struct exact_math_beta);

/** x^a y^b / B(a, b) for y = 1 - x: the density times x y. */
double exact_math_beta_term(struct exact_math_beta, double x, double y);

/** I_x(a, b), given exact_math_beta_term. */
double exact_math_beta_lower(struct exact_math_beta, double x, double y, double term);

/** x^a e^-x / Gamma(a + 1): the density times x / a; mu is the Stirling error of a. */
double exact_math_gamma_term(double a, double x, double mu);

/** P(a, x) and 1 - P(a, x), given exact_math_gamma_term. */
double exact_math_gamma_lower_tail(double a, double x, double term);
double exact_math_gamma_upper_tail(double a, double x, double term);

// by what Halley divides Newton's step, kept from overshooting far from the root
static inline double exact_math_halley(double bend)
{
    return bend > 0.5 ? 0.5 : bend < -1 ? 2 : 1 - bend;
}

#define EXACT_MATH_TWO_PI 6.283185307179586477

#endif
