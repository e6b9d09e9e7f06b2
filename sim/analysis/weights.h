/**
 * Which policy is preferred, depending on how much each stakeholder counts: where it changes along
 * the weight of one of them, and on how much of all weights.
 */
#ifndef CHOKEPOINT_ANALYSIS_WEIGHTS_H
#define CHOKEPOINT_ANALYSIS_WEIGHTS_H

#include "analysis/regret.h"
#include "analysis/stakeholders.h"

#include <stdbool.h>
#include <stddef.h>

#define WEIGHTS_STEPS 20 // of a weight from 0 to 1, unless that is too much work

/** A stretch of a stakeholder's weight, the others sharing the rest evenly. */
struct weights_interval {
    size_t stakeholder, metric;
    double from, to; // first and last weight looked at; the change lies within a step after `to`
    size_t policy;   // preferred
    size_t ties;     // policies that share the first place
};

struct weights {
    size_t steps;                      // of a weight
    struct weights_interval *interval; // (n) by stakeholder, metric, weight
    size_t n, room;
    size_t points; // weights looked at: all multiples of 1 / lattice that add up to 1
    size_t lattice;
    double *share; // (metrics, policies) of these points at which it is preferred; ties share it
};

/** False if memory is short.  weights_free is allowed afterwards, and twice.
 *  @param steps 0: WEIGHTS_STEPS, fewer where the work would be great
 *  @param spread over the lattice too? */
bool weights_take(struct weights *weights, struct stakeholders *stakeholders, size_t baseline,
                  double alpha, size_t steps, bool spread, size_t threads);
void weights_free(struct weights *weights);

#endif
