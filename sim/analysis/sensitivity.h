/**
 * Sobol' indices of a group of inputs: which share of an output's variance it has alone (first
 * order), and with all in which it takes part (total).
 *
 * From outputs at two independent samples A and B of all inputs and at A with the group's inputs
 * from B (pick-freeze), by the estimators that Saltelli et al. (2010) recommend, the second of
 * them Jansen's (1999):
 *
 *     first = mean(f(B) (f(AB) - f(A))) / V,    total = mean((f(A) - f(AB))^2) / (2 V)
 *
 * with f less its mean and V its variance over A and B together. Intervals are percentiles of a
 * bootstrap over the rows.
 */
#ifndef CHOKEPOINT_ANALYSIS_SENSITIVITY_H
#define CHOKEPOINT_ANALYSIS_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sensitivity_index {
    double value, low, high; // estimate, 95 % interval
};

struct sensitivity {
    struct sensitivity_index first, total;
};

/** Rows with a NAN are left out; NAN if nothing varies. False if memory is short.
 *  @param a, b, ab (n)  @param seed of the bootstrap */
bool sensitivity_of(const double a[], const double b[], const double ab[], size_t n, uint64_t seed,
                    struct sensitivity *s);

#endif
