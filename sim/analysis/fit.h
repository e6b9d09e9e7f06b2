/**
 * How far a simulated history is from the observed one: what a calibration minimises.
 *
 * A row's simulated number gets the error its observer may have made and the discrepancy the model
 * is granted, so that what is compared is what would have been observed; without them the posterior
 * would be too sure of itself (Wilkinson 2013). The distance is the root of the weighted mean
 * square of differences, each over the standard deviation of both.
 */
#ifndef CHOKEPOINT_ANALYSIS_FIT_H
#define CHOKEPOINT_ANALYSIS_FIT_H

#include "analysis/observations.h"
#include "analysis/operators.h"
#include "design/particles.h"
#include "design/study.h"

struct fit_row {
    const struct observations_row *observed;
    struct operators operators;
    size_t point[OPERATORS_TERMS]; // where the terms stand among those of the fit
    double discrepancy;            // standard deviation
    double scale;                  // standard deviation of observer and model together
    double weight;
};

struct fit {
    struct fit_row *row; // (n)
    size_t n;
    struct particles_point *point; // (points) all that is looked at
    size_t points;
    uint64_t seed;
};

/** Where and when the model can be looked at. */
struct fit_model {
    const struct observation *observation;
    int32_t start, months; // first month, of calendar_parse; horizon
};

/** Takes the rows of the targets that the run covers, up to `until`. Mistakes go to diag; fit_free
 * in any case.  @param observations outlive it  @return false if memory is short */
bool fit_init(struct fit *fit, const struct study *study, const struct observations *observations,
              const struct fit_model *model, struct diag *diag);
void fit_free(struct fit *fit);

/** What a row is in one future.  @param seen (points) */
double fit_simulated(const struct fit *fit, size_t row, const double seen[]);

/** @param particle whose errors are drawn  @param simulated (n)
 *  @return INFINITY where anything is undefined */
double fit_distance(const struct fit *fit, uint64_t particle, const double simulated[]);

/** |mean - observed| over the root of all variances; of the model's own luck too (Craig et al.
 * 1997; Vernon, Goldstein & Bower 2010).  @param n futures of which mean and variance are */
double fit_implausibility(const struct fit_row *row, double mean, double variance, uint64_t n);

#endif
