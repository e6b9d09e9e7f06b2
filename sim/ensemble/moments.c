#include "ensemble/moments.h"

#include <math.h>

/** Adds x and its small companion y. Knuth's two-sum: the rounding of the sum goes to the rest. */
static void carry(struct moments *m, double x, double y)
{
    const double s = m->sum + x, back = s - m->sum;
    const double rest = (m->sum - (s - back)) + (x - back) + m->rest + y;

    m->sum = s + rest;
    m->rest = rest - (m->sum - s);
}

void moments_add(struct moments *m, double n, double about, double sum, double squares)
{
    if (n <= 0)
        return;
    if (about == 0 && squares == 0 && m->sum == 0 && m->squares == 0) { // most of the ledger
        m->n += n;
        return;
    }
    const double product = n * about, squared = fmax(0, squares - sum * sum / n);
    if (m->n > 0) {
        const double delta = about + sum / n - moments_mean(m);
        m->squares += squared + delta * delta * (m->n * n / (m->n + n));
    } else {
        m->squares = squared;
    }
    carry(m, product, fma(n, about, -product));
    carry(m, sum, 0);
    m->n += n;
}

void moments_add_values(struct moments *m, const double x[], size_t n)
{
    double about = n > 0 ? x[0] : 0, sum = 0, squares = 0, count = 0;

#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++) {
        const double d = x[i] - about;
        sum += d;
        squares += d * d;
    }
    if (isfinite(squares)) { // nearly always: all numbers were finite
        moments_add(m, (double)n, about, sum, squares);
        return;
    }
    sum = squares = 0;
    for (size_t i = 0; i < n; i++) {
        if (isinf(x[i]))
            m->infinite += x[i];
        if (!isfinite(x[i]))
            continue;
        about = count > 0 ? about : x[i];
        const double d = x[i] - about;
        sum += d;
        squares += d * d;
        count++;
    }
    moments_add(m, count, about, sum, squares);
}

void moments_merge(struct moments *m, const struct moments *later)
{
    m->infinite += later->infinite;
    if (later->n <= 0)
        return;
    const double delta = m->n > 0 ? moments_mean(later) - moments_mean(m) : 0;
    m->squares += later->squares + delta * delta * (m->n * later->n / (m->n + later->n));
    carry(m, later->sum, later->rest);
    m->n += later->n;
}

double moments_mean(const struct moments *m)
{
    if (m->infinite != 0)
        return m->infinite;
    if (m->n <= 0)
        return NAN;
    const double mean = m->sum / m->n;
    return mean + (fma(-mean, m->n, m->sum) + m->rest) / m->n;
}

double moments_error(const struct moments *m)
{
    return m->n < 2 || m->infinite != 0 ? NAN : sqrt(m->squares / (m->n - 1) / m->n);
}
