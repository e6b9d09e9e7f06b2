/**
 * Continuous ranked probability score of an ensemble: E|X - Y| - E|X - X'| / 2, the smaller the
 * better, in the unit of the forecast.
 *
 * Plain: of the members taken as the whole distribution. Fair: what infinitely many members of the
 * same distribution are expected to score, for members that are draws from it (Gneiting & Raftery
 * 2007, JASA 102, 359; Ferro 2014, Quarterly Journal of the Royal Meteorological Society 140,
 * 1917).
 */
#ifndef CHOKEPOINT_ANALYSIS_SCORE_CRPS_H
#define CHOKEPOINT_ANALYSIS_SCORE_CRPS_H

#include "analysis/truth.h"

#include <stddef.h>

struct score_crps {
    double plain, fair; // fair: NAN for one member
};

/** @param x (n) members in rising order, n >= 1 */
struct score_crps score_crps(const double x[], size_t n, const struct truth *truth);

#endif
