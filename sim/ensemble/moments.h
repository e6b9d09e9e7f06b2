/**
 * Mean and Monte Carlo standard error of many numbers, added chunk by chunk.
 *
 * The sum is carried in two doubles (its error is that of the chunks' own sums), so that a share of
 * futures prints as the fraction it is and what never varies has itself as its mean. Squares are
 * merged by Chan, Golub & LeVeque (1979).
 */
#ifndef CHOKEPOINT_ENSEMBLE_MOMENTS_H
#define CHOKEPOINT_ENSEMBLE_MOMENTS_H

#include <math.h>
#include <stddef.h>

struct moments {
    double n;         // finite numbers
    double sum, rest; // their sum is sum + rest
    double squares;   // of deviations from the mean
    double infinite;  // sum of the infinite ones: 0 where there are none
};

/** NAN of none, infinite if some number is. */
static inline double moments_mean(const struct moments *m)
{
    if (m->infinite != 0)
        return m->infinite;
    const double mean = m->sum / m->n;
    return m->n > 0 ? mean + (fma(-mean, m->n, m->sum) + m->rest) / m->n : NAN;
}

/** Adds x and its small companion y. Knuth's two-sum: the rounding of the sum goes to the rest. */
static inline void moments_carry(struct moments *m, double x, double y)
{
    const double s = m->sum + x, back = s - m->sum;
    const double rest = (m->sum - (s - back)) + (x - back) + m->rest + y;

    m->sum = s + rest;
    m->rest = rest - (m->sum - s);
}

/** Adds a chunk of n numbers by the sums of their deviations from `about` and of the squares. */
static inline void moments_add(struct moments *m, double n, double about, double sum,
                               double squares)
{
    if (n <= 0)
        return;
    if (about == 0 && squares == 0 && m->sum == 0 && m->squares == 0) { // most of the ledger
        m->n += n;
        return;
    }
    const double product = n * about, squared = squares - sum * sum / n;
    m->squares += squared > 0 ? squared : 0;
    if (m->n > 0) {
        const double delta = about + sum / n - moments_mean(m);
        m->squares += delta * delta * (m->n * n / (m->n + n));
    }
    moments_carry(m, product, fma(n, about, -product));
    moments_carry(m, sum, 0);
    m->n += n;
}

/** Adds a chunk's numbers themselves; NAN is left out. */
void moments_add_values(struct moments *moments, const double x[], size_t n);

/** Adds what another counted, as a later chunk. */
void moments_merge(struct moments *moments, const struct moments *later);

/** Of the mean; NAN below two numbers or where some is infinite. */
double moments_error(const struct moments *moments);

#endif
