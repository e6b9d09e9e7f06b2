/**
 * Probability integral transform: where the truth falls among the members, from 0 to 1. If truth
 * and members are draws from the same distribution, it is uniform.
 *
 * Randomised among the members equal to the truth, such as an atom at zero (Czado, Gneiting & Held
 * 2009, Biometrics 65, 1254), and by one rank for the truth itself, so that it is exactly uniform
 * for any number of members. Of an uncertain observation one truth is drawn.
 */
#ifndef CHOKEPOINT_ANALYSIS_SCORE_PIT_H
#define CHOKEPOINT_ANALYSIS_SCORE_PIT_H

#include "analysis/truth.h"

#include <stddef.h>

/** @param x (n) members  @param u of the draws in (0, 1): of the rank, of the truth */
double score_pit(const double x[], size_t n, const struct truth *truth, const double u[2]);

/** Kolmogorov's distance of PITs from uniform, and the probability of a larger one if they are n
 * independent uniform numbers (Stephens 1970, JRSS B 32, 115). Neighbouring quarters are not
 * independent: the probability is then too small. */
struct score_pit_uniform {
    double distance, p; // NAN if n is 0
};

/** @param pit (n), put in rising order */
struct score_pit_uniform score_pit_uniform(double pit[], size_t n);

#endif
