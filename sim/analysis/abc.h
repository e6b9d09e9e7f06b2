/**
 * Approximate Bayesian computation by an adaptive population: particles near what was observed are
 * kept, new ones are tried around them, and the tolerance follows (Lenormand, Jabot & Deffuant
 * 2013, "Adaptive approximate Bayesian computation for complex models", Computational Statistics
 * 28, after Beaumont, Cornuet, Marin & Robert 2009, Biometrika 96).
 *
 * Parameters are normal scores: the prior is a standard normal, independent in each. The first
 * generation tries 2 N particles and keeps the nearer half; each later one tries N, drawn around
 * kept ones from a normal kernel, and keeps the nearest N of old and new.
 * The tolerance is the largest distance kept. It is over where few of the tried beat the tolerance
 * before: more would change little. A weight is prior over proposal density, so whatever is
 * proposed the posterior is right.
 *
 * The kernel is as wide as twice Silverman's rule says, around particles drawn in towards their
 * mean by as much as it spreads them (West 1993, "Approximating posterior distributions by
 * mixtures", JRSS B 55). Twice the covariance, which Beaumont et al. take, wastes particles where
 * there are many parameters: with eight a tenth of their weight is left, this way four fifths.
 *
 * The caller simulates: between abc_propose and abc_select it fills value, seen and distance of the
 * proposed. All draws are functions of (seed, number of the particle).
 */
#ifndef CHOKEPOINT_ANALYSIS_ABC_H
#define CHOKEPOINT_ANALYSIS_ABC_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct abc_particle {
    uint64_t number; // 0, 1, ... in the order of proposal
    double weight, distance;
    size_t place; // of its numbers
};

/** How a generation went. */
struct abc_generation {
    uint64_t tried;    // particles so far
    double tolerance;  // largest distance kept
    double acceptance; // share of the tried that beat the tolerance before; 1 in the first
    double effective;  // particles that equal weights would make of those kept
};

struct abc_of {
    size_t particles, parameters, rows;
    uint64_t seed;
    size_t generations;           // at most
    double tolerance, acceptance; // at which it is over
    const double *low, *high;     // (parameters) ranks between which most of the first generation
                                  // is proposed: a box that is likely to hold the posterior
};

struct abc {
    struct abc_of of;
    struct abc_particle *particle; // (2 N) those kept, then those proposed
    size_t kept, proposed;
    uint64_t next;                     // number of the next particle
    double *numbers;                   // (2 N, 2 parameters + rows)
    struct abc_generation *generation; // (generations)
    size_t done;                       // generations
    double *kernel;                    // (parameters^2) Cholesky's factor
    double *mean;                      // (parameters) of those kept
    double draw_in;                    // share of the way from the mean that is left
    double *white;                     // (N + 1, parameters) where kernels stand, in their widths
};

/** False if memory is short; abc_free in any case. */
bool abc_init(struct abc *abc, const struct abc_of *of);
void abc_free(struct abc *abc);

/** (parameters) normal scores of a particle; their values, for the caller; (rows) what it says. */
double *abc_score(const struct abc *abc, size_t i);
double *abc_value(const struct abc *abc, size_t i);
double *abc_seen(const struct abc *abc, size_t i);

/** Proposes particles kept ... kept + proposed - 1. */
void abc_propose(struct abc *abc);
/** Keeps the nearest, and notes how it went. */
void abc_select(struct abc *abc);
bool abc_is_over(const struct abc *abc);

/** Memory that holds all of it between two generations, to be kept and put back. */
#define ABC_PARTS 4
void abc_parts(struct abc *abc, struct bytes_part part[ABC_PARTS]);
/** Once it was put back, into one of the same `of`. */
void abc_go_on(struct abc *abc);

#endif
