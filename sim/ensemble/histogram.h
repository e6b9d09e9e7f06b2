/**
 * A mergeable count of numbers in bins of constant relative width, from which quantiles follow with
 * a guaranteed error.
 *
 * Each octave (numbers with one binary exponent) is cut into `bins` equal bins, so the bin of a
 * number is the head of its bits and its middle is off by at most 1 / (2 bins). Octaves take memory
 * once a number falls into them. Counts are integers: adding and merging give one result in any
 * order. After HdrHistogram (Tene), with signs and reals.
 */
#ifndef CHOKEPOINT_ENSEMBLE_HISTOGRAM_H
#define CHOKEPOINT_ENSEMBLE_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Numbers of one sign: octaves first ... first+n-1, NULL where none was met. */
struct histogram_side {
    int32_t first;
    uint32_t n;
    uint32_t **octave; // (n), each (bins)
};

struct histogram {
    uint32_t bits;                 // bins an octave are 2^bits
    double n;                      // numbers in all
    double least, most;            // exact; infinities included
    uint32_t zeros;                // and what is smaller than 2^-1022
    uint32_t infinite[2];          // +, -
    struct histogram_side side[2]; // +, -
};

/** An empty one with 2^bits bins an octave.  @param bits 1 ... 12 */
void histogram_init(struct histogram *histogram, uint32_t bits);

/** Allowed twice and on a zeroed histogram. */
void histogram_free(struct histogram *histogram);

/** Counts numbers; NAN is left out.  @return false if memory is short, then counts are incomplete
 */
bool histogram_add(struct histogram *histogram, const double x[], size_t n);

/** Adds what another of the same bits counted.  @return as histogram_add */
bool histogram_merge(struct histogram *histogram, const struct histogram *other);

/** About the number of rank k from 0 in rising order: relative error at most histogram_error, none
 * for the first and the last. NAN if there is none. */
double histogram_rank(const struct histogram *histogram, double k);

/** Quantiles of type 7 of Hyndman & Fan (1996), between such ranks.  @param p (k) in [0, 1]
 *  @param q (k), overwritten; NAN if nothing was counted */
void histogram_quantiles(const struct histogram *histogram, const double p[], size_t k, double q[]);

/** How many numbers lie in bins whose middle is at most x. */
double histogram_below(const struct histogram *histogram, double x);

/** How many numbers are above zero (sign 0) or below it (1), infinities included. */
double histogram_beyond_zero(const struct histogram *histogram, int sign);

/** Bound of the relative error of a rank [1]. */
double histogram_error(const struct histogram *histogram);

/** Bytes it takes beside itself. */
size_t histogram_bytes(const struct histogram *histogram);

#endif
