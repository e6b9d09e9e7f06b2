/**
 * The quantiles of beta and gamma as piecewise polynomials, made once for millions of draws.
 *
 *   y(z) = ln(x / (1 - x)) (beta) or ln x (gamma), x the quantile at u = Phi(z)
 *
 * is smooth over the whole line and nearly straight, where x itself bends sharply at its ends. On
 * equal intervals of z in [-10.5, 8.25] the polynomial of degree 7 takes the values and the first
 * three derivatives of y at both ends, which the density gives in closed form:
 *
 *   y' = phi(z) / (dF/dy),  y'' = y' A,  A = -z - k y',  k = d ln(dF/dy) / dy
 *
 * Error: the exact quantile is found again in the middle of each interval, where that of the
 * polynomial is largest; the intervals are halved until it is below 1e-10 in y and 1e-10 standard
 * deviations, and y' > 0 throughout. So x is right to 1e-9 of its distance to the nearer end.
 *
 * Source: de Boor 1978, "A Practical Guide to Splines" (osculatory interpolation); Hörmann &
 * Leydold 2003, ACM TOMACS 13, 347 (numerical inversion by Hermite interpolation).
 */
#ifndef CHOKEPOINT_BASE_QUANTILE_SPLINE_H
#define CHOKEPOINT_BASE_QUANTILE_SPLINE_H

#include <stdbool.h>
#include <stddef.h>

#define QUANTILE_SPLINE_FIRST -10.5
#define QUANTILE_SPLINE_LAST  8.25

enum { QUANTILE_SPLINE_ORDER = 8 };

struct quantile_spline {
    double *coefficient; // (pieces, 8) of (2 t - 1)^j, t in [0, 1] across the piece; owned, aligned
    size_t pieces;       // 0 where none was made
    double per_score;    // pieces in one unit of z
    double one;          // x = 1 / (one + e^-y): 1 beta, 0 gamma
};

/** False if memory failed. pieces stays 0 where no table of a sensible size is good enough: shapes
 *  below 0.1, for instance. */
bool quantile_spline_beta(struct quantile_spline *, double alpha, double beta);
bool quantile_spline_gamma(struct quantile_spline *, double shape);

void quantile_spline_free(struct quantile_spline *);

/** x[i] becomes the quantile at the score z = x[i], which is clamped to the range above. */
void quantile_spline_eval(const struct quantile_spline *, size_t n, double *restrict x);

#endif
