/**
 * Many variates of one distribution at once: what distributions_quantile gives, prepared and
 * vectorised.
 *
 * uniform, loguniform, triangular, normal, lognormal, bernoulli, discrete: the same formula over
 * all values, the same bits. pert, beta, gamma: a spline for their shape (quantile_spline.h),
 * within 1e-9 of the distance from the nearer end (of x, for gamma) and, between the 1st and the
 * 99th percentile, within 1e-9 standard deviations. It rises with u; rounding may cost a few 1e-15
 * of x between close neighbours. Where no spline is good enough, and for any other distribution:
 * its quantile, one by one.
 *
 * A spline takes u below 2^-53, which no draw is, for about 2^-84 of the whole distribution.
 *
 * A spline takes some 40 us to make and 5 kB to keep; parameters of one shape share it.
 *
 *     struct quantile_table table = {0};
 *     if (quantile_table_init(&table, d, shape)) // once
 *         quantile_table_eval(&table, LANES, u, x); // for every block; u and x may be the same
 *     quantile_table_free(&table);
 */
#ifndef CHOKEPOINT_BASE_QUANTILE_TABLE_H
#define CHOKEPOINT_BASE_QUANTILE_TABLE_H

#include "base/distributions.h"
#include "base/quantile_spline.h"

struct quantile_table {
    const struct distribution *distribution;          // not owned
    const struct distribution_parameters *parameters; // not owned
    double from, mass;                                // u becomes from + u mass
    struct distribution_form form;
    struct quantile_spline spline; // beta and gamma
    bool borrowed;                 // the spline is another table's
    double (*step)[2];             // discrete: (steps) (threshold, value); owned
    size_t steps;
    struct distribution_parameters *own; // parameters that go with the table, or NULL
    double total; // discrete: u is multiplied by it before it meets a threshold
};

/** Prepares. Both arguments must pass distributions_check and outlive the table.
 *  @return false if memory failed; quantile_table_free is allowed either way */
bool quantile_table_init(struct quantile_table *, const struct distribution *,
                         const struct distribution_parameters *);

/** The same; the spline of a shape that one of `others` has is not made again but borrowed, so they
 *  must outlive this one.  @param others (n) */
bool quantile_table_init_among(struct quantile_table *, const struct distribution *,
                               const struct distribution_parameters *,
                               const struct quantile_table others[], size_t n);

void quantile_table_free(struct quantile_table *);

/** x[i] = the variate at u[i], truncation applied.  @param u, x (n), the same or apart */
void quantile_table_eval(const struct quantile_table *, size_t n, const double u[], double x[]);

#endif
