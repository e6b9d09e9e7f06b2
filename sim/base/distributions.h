/**
 * The distributions an uncertain parameter may have, each by its inverse distribution function.
 *
 * One draw gives one variate, so policies and designs compare like with like (no rejection).
 * `low` and `high` of a parameter group truncate: u is mapped to F(low) + u (F(high) - F(low)).
 * distributions.c lists them; each stands in a file of its own.
 */
#ifndef CHOKEPOINT_BASE_DISTRIBUTIONS_H
#define CHOKEPOINT_BASE_DISTRIBUTIONS_H

#include "base/field.h"

#include <stdbool.h>

#define DISTRIBUTION_KEYS   4  // numbers a distribution takes, at most
#define DISTRIBUTION_VALUES 64 // outcomes of a discrete one, at most

struct distribution_parameters {
    double key[DISTRIBUTION_KEYS]; // in the order of the distribution's rows
    double low, high;              // truncation; -INFINITY and INFINITY if none
    int count;                     // discrete: outcomes
    double value[DISTRIBUTION_VALUES], probability[DISTRIBUTION_VALUES];
};

/** How a variate follows from u, or from z = Phi^-1(u), with numbers n. */
enum distribution_curve {
    DISTRIBUTION_OTHER,     // only its quantile knows
    DISTRIBUTION_LINEAR,    // n0 + n1 u
    DISTRIBUTION_EXP,       // n0 e^(n1 u)
    DISTRIBUTION_TRIANGLE,  // n0 min, n1 width, n2 from min to mode, n3 from mode to max, n4 max
    DISTRIBUTION_STEP,      // 1 where u > n0, else 0
    DISTRIBUTION_NORMAL,    // n0 + n1 z
    DISTRIBUTION_LOGNORMAL, // e^(n0 + n1 z)
    DISTRIBUTION_BETA,      // n0 + n1 B, B a beta variate of shapes n2, n3
    DISTRIBUTION_GAMMA,     // n0 + n1 G, G a gamma variate of shape n2
};

struct distribution_form {
    enum distribution_curve curve;
    double n[5];
};

struct distribution {
    const char *name;
    const char *doc;
    const struct field *fields; // rows for key[]; only key, unit, low, high and doc are used
    bool discrete;              // takes the arrays `values` and `probabilities`

    /** NULL if the parameters make sense, else what is wrong, as a message's second half. */
    const char *(*check)(const struct distribution_parameters *);
    /** The variate at probability u in (0, 1), before truncation. */
    double (*quantile)(const struct distribution_parameters *, double u);
    /** The same as one of the curves; NULL where none fits. */
    struct distribution_form (*form)(const struct distribution_parameters *);
    /** P(X <= x), before truncation. */
    double (*cdf)(const struct distribution_parameters *, double x);
    /** Mean and variance without truncation, for tests and `explain`; NAN where infinite. */
    double (*mean)(const struct distribution_parameters *);
    double (*variance)(const struct distribution_parameters *);
};

/** All of them, NULL-terminated, in the order of the manual. */
extern const struct distribution *const distributions[];

/** The one of that name, or NULL. */
const struct distribution *distributions_find(const char *name);

/** The variate at u, truncation applied and clamped to [low, high]. */
double distributions_quantile(const struct distribution *, const struct distribution_parameters *,
                              double u);

/** What truncation leaves: a uniform u becomes from + u (to - from), from = P(X < low), to =
 * P(X <= high). */
void distributions_range(const struct distribution *, const struct distribution_parameters *,
                         double *from, double *to);

/** NULL if fine (also the truncation), else what is wrong. */
const char *distributions_check(const struct distribution *,
                                const struct distribution_parameters *);

#endif
