/**
 * Logarithmic score of an ensemble: minus the logarithm of the probability that it gives to what
 * happened, the smaller the better.
 *
 * The forecast is a mixture: an atom at zero, of probability (members at zero + 1/2) / (n + 1) so
 * that nothing seen is impossible (Krichevsky & Trofimov 1981), and a density of the other members.
 * An exact zero gets its probability, anything else the density times that of no zero. The density
 * is a Gaussian kernel estimate, of the logarithms if all members are positive, with Silverman's
 * rule of thumb (1986, eq. 3.31), as Krueger, Lerch, Thorarinsdottir & Gneiting (2021,
 * International Statistical Review 89, 274) study it; they warn that it is fragile far from all
 * members, and prefer the CRPS.
 */
#ifndef CHOKEPOINT_ANALYSIS_SCORE_LOG_H
#define CHOKEPOINT_ANALYSIS_SCORE_LOG_H

#include "analysis/truth.h"

#include <stddef.h>

#define SCORE_LOG_POINTS 64 // of an uncertain observation: quantiles (k + 1/2) / 64

/** NAN if fewer than two different members are not zero and the truth is not zero either.
 *  @param x (n) members in rising order  @param scratch (n), overwritten */
double score_log(const double x[], size_t n, const struct truth *truth, double scratch[]);

#endif
