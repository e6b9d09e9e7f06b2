#include "ensemble/moments.h"

#include "base/clones.h"
#include "ensemble/four.h"

#include <string.h>

/** The first number that is finite; 0 if none is. */
static double first_finite(const double x[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]))
            return x[i];
    return 0;
}

/** Sums of the finite among numbers. */
struct finite {
    four sum, square;
    four_integers n;
};

static inline __attribute__((always_inline)) void add_four(struct finite *f, const four *x,
                                                           double about)
{
    const four_integers finite = *x - *x == 0; // -1 where it is
    const four d = (four)((four_integers)(*x - about) & finite);

    f->sum += d;
    f->square += d * d;
    f->n -= finite;
}

CLONES void moments_add_values(struct moments *m, const double x[], size_t n)
{
    const double about = first_finite(x, n);
    struct finite f = {0};
    four rest = {NAN, NAN, NAN, NAN};
    size_t i = 0;

    for (; i + FOUR <= n; i += FOUR)
        add_four(&f, (const four *)(x + i), about);
    for (int k = 0; i < n; k++)
        rest[k] = x[i++];
    add_four(&f, &rest, about);
    const double count = (double)((f.n[0] + f.n[1]) + (f.n[2] + f.n[3]));
    for (i = 0; i < n && count < (double)n; i++)
        m->infinite += isinf(x[i]) ? x[i] : 0;
    moments_add(m, count, about, (f.sum[0] + f.sum[1]) + (f.sum[2] + f.sum[3]),
                (f.square[0] + f.square[1]) + (f.square[2] + f.square[3]));
}

void moments_merge(struct moments *m, const struct moments *later)
{
    m->infinite += later->infinite;
    if (later->n <= 0)
        return;
    const double delta = m->n > 0 ? moments_mean(later) - moments_mean(m) : 0;
    m->squares += later->squares + delta * delta * (m->n * later->n / (m->n + later->n));
    moments_carry(m, later->sum, later->rest);
    m->n += later->n;
}

double moments_error(const struct moments *m)
{
    return m->n < 2 || m->infinite != 0 ? NAN : sqrt(m->squares / (m->n - 1) / m->n);
}
