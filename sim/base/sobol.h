/**
 * Scrambled Sobol' points: numbers that fill the unit cube more evenly than random ones, as a pure
 * function of (seed, dimension, name, replication).
 *
 * Replication i is point i / 16 of randomisation i % 16. Within a randomisation points depend on
 * each other, which is what makes their mean exact sooner; the randomisations are independent, so
 * that the spread between them tells the error, and every number is uniform in (0, 1) by itself.
 *
 * Source: Joe & Kuo, SIAM J. Sci. Comput. 30 (2008) for the direction numbers; the scrambling is
 * Owen's (scramble.h). A point has 32 binary digits: u = (x + 1/2) 2^-32, never 0 nor 1; points
 * repeat after 2^36 replications.
 */
#ifndef CHOKEPOINT_BASE_SOBOL_H
#define CHOKEPOINT_BASE_SOBOL_H

#include "base/sobol_numbers.h"

#include <stddef.h>
#include <stdint.h>

#define SOBOL_RANDOMISATIONS 16
#define SOBOL_DIGITS         32

/** One coordinate of the points: plain numbers, the same on every machine. */
struct sobol {
    uint32_t direction[SOBOL_DIGITS]; // the first digit of a point in the lowest bit
    uint32_t shift[SOBOL_RANDOMISATIONS], factor[SOBOL_RANDOMISATIONS]; // of the scrambling
};

/** @param dimension below SOBOL_DIMENSIONS  @param tag of the name whose scrambling this is */
void sobol_init(struct sobol *sobol, uint32_t dimension, uint64_t seed, uint32_t tag);

/** Uniforms in (0, 1) for replications first ... first+n-1.  @param u (n) [1], overwritten */
void sobol_uniform(const struct sobol *sobol, uint64_t first, size_t n, double u[]);

/** The points first ... first+n-1 of randomisation 0 alone.  @param u (n) [1], overwritten */
void sobol_points(const struct sobol *sobol, uint64_t first, size_t n, double u[]);

#endif
