/**
 * Mean and Monte Carlo standard error of many numbers, added chunk by chunk.
 *
 * The sum is carried in two doubles (its error is that of the chunks' own sums), so that a share of
 * futures prints as the fraction it is and what never varies has itself as its mean. Squares are
 * merged by Chan, Golub & LeVeque (1979).
 */
#ifndef CHOKEPOINT_ENSEMBLE_MOMENTS_H
#define CHOKEPOINT_ENSEMBLE_MOMENTS_H

#include <stddef.h>

struct moments {
    double n;         // finite numbers
    double sum, rest; // their sum is sum + rest
    double squares;   // of deviations from the mean
    double infinite;  // sum of the infinite ones: 0 where there are none
};

/** Adds a chunk of n numbers by the sums of their deviations from `about` and of the squares. */
void moments_add(struct moments *moments, double n, double about, double sum, double squares);

/** Adds a chunk's numbers themselves, in their order; NAN is left out. */
void moments_add_values(struct moments *moments, const double x[], size_t n);

/** Adds what another counted, as a later chunk. */
void moments_merge(struct moments *moments, const struct moments *later);

/** NAN of none, infinite if some number is. */
double moments_mean(const struct moments *moments);

/** Of the mean; NAN below two numbers or where some is infinite. */
double moments_error(const struct moments *moments);

#endif
