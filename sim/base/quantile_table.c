/* One straight loop for each curve; every loop works in place, so that none needs to ask whether u
 * and x overlap. */
#include "base/quantile_table.h"

#include "base/clones.h"
#include "base/exact_math.h"

#include <stdlib.h>
#include <string.h>

// The thresholds of distribution_discrete's search, without the values that never come.
static bool steps_init(struct quantile_table *t, const struct distribution_parameters *p)
{
    t->step = malloc((size_t)p->count * sizeof *t->step);
    if (!t->step)
        return false;
    double sum = 0;
    for (int i = 0; i < p->count; i++) {
        if (p->probability[i] > 0) {
            t->step[t->steps][0] = sum;
            t->step[t->steps++][1] = p->value[i];
        }
        sum += p->probability[i];
    }
    t->total = sum;
    return true;
}

static bool borrow(struct quantile_table *t, const struct quantile_table others[], size_t n)
{
    for (size_t i = 0; i < n && !t->borrowed; i++)
        if (others[i].form.curve == t->form.curve && others[i].form.n[2] == t->form.n[2] &&
            others[i].form.n[3] == t->form.n[3]) {
            t->spline = others[i].spline;
            t->borrowed = true;
        }
    return t->borrowed;
}

bool quantile_table_init_among(struct quantile_table *t, const struct distribution *d,
                               const struct distribution_parameters *p,
                               const struct quantile_table others[], size_t n)
{
    *t = (struct quantile_table){.distribution = d, .parameters = p};
    double to;
    distributions_range(d, p, &t->from, &to);
    t->mass = to - t->from;
    if (d->discrete)
        return steps_init(t, p);
    if (d->form)
        t->form = d->form(p);

    const double *shape = t->form.n + 2;
    if (t->form.curve == DISTRIBUTION_BETA)
        return borrow(t, others, n) || quantile_spline_beta(&t->spline, shape[0], shape[1]);
    if (t->form.curve == DISTRIBUTION_GAMMA)
        return borrow(t, others, n) || quantile_spline_gamma(&t->spline, shape[0]);
    return true;
}

bool quantile_table_init(struct quantile_table *t, const struct distribution *d,
                         const struct distribution_parameters *p)
{
    return quantile_table_init_among(t, d, p, NULL, 0);
}

void quantile_table_free(struct quantile_table *t)
{
    free(t->step);
    free(t->own);
    if (!t->borrowed)
        quantile_spline_free(&t->spline);
    *t = (struct quantile_table){0};
}

// Truncation's share of u, kept from 0 and 1, where a quantile may be infinite.
CLONES
static void shares(double from, double mass, size_t n, double x[])
{
    for (size_t i = 0; i < n; i++) {
        const double v = from + x[i] * mass, v1 = v < 0x1p-1022 ? 0x1p-1022 : v;
        x[i] = v1 > 1 - 0x1p-53 ? 1 - 0x1p-53 : v1;
    }
}

CLONES
static void scores(size_t n, double x[])
{
    for (size_t i = 0; i < n; i++)
        x[i] = exact_math_normal_quantile(x[i]);
}

CLONES
static void lines(double start, double slope, size_t n, double x[])
{
    for (size_t i = 0; i < n; i++)
        x[i] = start + slope * x[i];
}

CLONES
static void powers(double factor, double start, double slope, size_t n, double x[])
{
    for (size_t i = 0; i < n; i++)
        x[i] = factor * exact_math_exp(start + slope * x[i]);
}

CLONES
static void triangles(struct distribution_form f, size_t n, double x[])
{
    const double low = f.n[0], width = f.n[1], rise = f.n[2], fall = f.n[3], high = f.n[4];

    for (size_t i = 0; i < n; i++) {
        const double u = x[i];
        const bool rises = u * width < rise;
        const double root = exact_math_sqrt(rises ? u * width * rise : (1 - u) * width * fall);
        x[i] = rises ? low + root : high - root;
    }
}

CLONES
static void choices(double threshold, size_t n, double x[])
{
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] > threshold ? 1 : 0;
}

// The last value whose threshold u exceeds; the first where it exceeds none.
CLONES
static void steps(const struct quantile_table *t, size_t n, double x[])
{
    const double(*restrict step)[2] = (const double(*)[2])t->step;
    const double total = t->total;
    const size_t count = t->steps;

    for (size_t i = 0; i < n; i++) {
        const double goal = x[i] * total;
        double value = step[0][1];
        for (size_t k = 1; k < count; k++)
            value = goal > step[k][0] ? step[k][1] : value;
        x[i] = value;
    }
}

CLONES
static void clamp(double low, double high, size_t n, double x[])
{
    for (size_t i = 0; i < n; i++) {
        const double x1 = x[i] < low ? low : x[i];
        x[i] = x1 > high ? high : x1;
    }
}

static void other(const struct quantile_table *t, size_t n, double x[])
{
    for (size_t i = 0; i < n; i++)
        x[i] = t->distribution->quantile(t->parameters, x[i]);
}

static void splines(const struct quantile_table *t, size_t n, double x[])
{
    if (t->spline.pieces == 0) {
        other(t, n, x);
        return;
    }
    scores(n, x);
    quantile_spline_eval(&t->spline, n, x);
    lines(t->form.n[0], t->form.n[1], n, x);
}

static void curves(const struct quantile_table *t, size_t n, double x[])
{
    const double *c = t->form.n;

    switch (t->form.curve) {
    case DISTRIBUTION_OTHER:
        (t->steps > 0 ? steps : other)(t, n, x);
        break;
    case DISTRIBUTION_LINEAR:
        lines(c[0], c[1], n, x);
        break;
    case DISTRIBUTION_EXP:
        powers(c[0], 0, c[1], n, x);
        break;
    case DISTRIBUTION_TRIANGLE:
        triangles(t->form, n, x);
        break;
    case DISTRIBUTION_STEP:
        choices(c[0], n, x);
        break;
    case DISTRIBUTION_NORMAL:
        scores(n, x);
        lines(c[0], c[1], n, x);
        break;
    case DISTRIBUTION_LOGNORMAL:
        scores(n, x);
        powers(1, c[0], c[1], n, x);
        break;
    case DISTRIBUTION_BETA:
    case DISTRIBUTION_GAMMA:
        splines(t, n, x);
        break;
    }
}

void quantile_table_eval(const struct quantile_table *t, size_t n, const double u[], double x[])
{
    if (x != u)
        memcpy(x, u, n * sizeof *x);
    shares(t->from, t->mass, n, x);
    curves(t, n, x);
    clamp(t->parameters->low, t->parameters->high, n, x);
}
