/**
 * Elementary functions of + - * / and integer operations only: the same bits on every compiler and
 * vector width.
 *
 * The month loop uses these and never libm. Each function states its error bound; tests hold it
 * against MPFR. Those inline in exact_math_kernels.h and exact_math_normal.h are branch-free, so
 * that loops over lanes vectorise:
 *
 *   exact_math_exp(x)              e^x; 0 below -745.2, INFINITY above 709.8
 *   exact_math_log(x)              -INFINITY at 0, NAN below
 *   exact_math_pow(x, y)           x >= 0; x^0 = 1, 0^y = 0 for y > 0
 *   exact_math_sqrt(x)             x = 0 or normal
 *   exact_math_normal_cdf(z)       P(Z <= z)
 *   exact_math_normal_quantile(p)  AS241; +-INFINITY at 1 and 0
 *
 * The rest, below, iterates: for draws made once, not for the month loop. Compile with
 * -ffp-contract=off.
 */
#ifndef CHOKEPOINT_BASE_EXACT_MATH_H
#define CHOKEPOINT_BASE_EXACT_MATH_H

#include "base/exact_math_kernels.h"
#include "base/exact_math_normal.h"

/** ln Gamma(x), x > 0; INFINITY at 0, NAN below. Error below 4e-15 max(1, |result|). */
double exact_math_log_gamma(double x);

/** Regularised lower incomplete gamma P(a, x), 0.001 <= a <= 1e6, x >= 0.
 *  Relative error below 1e-12 for a up to 400, a few times that beyond. */
double exact_math_gamma_cdf(double a, double x);

/** 1 - P(a, x), accurate where it is small. */
double exact_math_gamma_upper(double a, double x);

/** Regularised incomplete beta I_x(a, b), 0.001 <= a, b <= 1e6, 0 <= x <= 1.
 *  Relative error below 1e-12 for shapes up to 400, a few times that beyond. */
double exact_math_beta_cdf(double a, double b, double x);

/** x with P(a, x) = p; 0 and INFINITY at 0 and 1. */
double exact_math_gamma_quantile(double a, double p);

/** x with I_x(a, b) = p; 0 and 1 at 0 and 1. */
double exact_math_beta_quantile(double a, double b, double p);

#endif
