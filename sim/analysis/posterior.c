#include "analysis/posterior.h"

#include <math.h>
#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    const struct posterior_point *x = a, *y = b;

    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return (x->particle > y->particle) - (x->particle < y->particle);
}

static double total_weight(const struct abc *abc)
{
    double sum = 0;

    for (size_t i = 0; i < abc->kept; i++)
        sum += abc->particle[i].weight;
    return sum;
}

bool posterior_of(struct posterior *p, const struct abc *abc, size_t column)
{
    const double total = total_weight(abc);

    *p = (struct posterior){.point = calloc(abc->kept + 1, sizeof *p->point), .n = abc->kept};
    for (size_t i = 0; p->point && i < p->n; i++)
        p->point[i] =
            (struct posterior_point){abc_score(abc, i)[column], abc->particle[i].weight / total, i};
    if (p->point)
        qsort(p->point, p->n, sizeof *p->point, by_number);
    return p->point;
}

void posterior_free(struct posterior *p)
{
    free(p->point);
    *p = (struct posterior){0};
}

double posterior_mean(const struct posterior *p)
{
    double sum = 0;

    for (size_t i = 0; i < p->n; i++)
        sum += p->point[i].weight * p->point[i].x;
    return sum;
}

double posterior_deviation(const struct posterior *p)
{
    const double mean = posterior_mean(p);
    double sum = 0;

    for (size_t i = 0; i < p->n; i++)
        sum += p->point[i].weight * (p->point[i].x - mean) * (p->point[i].x - mean);
    return sqrt(sum);
}

double posterior_quantile(const struct posterior *p, double goal)
{
    double sum = 0;

    for (size_t i = 0; i + 1 < p->n; i++) {
        sum += p->point[i].weight;
        if (sum >= goal)
            return p->point[i].x;
    }
    return p->point[p->n - 1].x;
}

/** Ranks less their mean, equals sharing theirs.  @param rank (n) of each particle  @return the
 * variance of the ranks */
static double take_ranks(const struct posterior *p, double rank[])
{
    double below = 0, variance = 0;

    for (size_t i = 0, end; i < p->n; i = end) {
        double weight = 0;
        for (end = i; end < p->n && p->point[end].x == p->point[i].x; end++)
            weight += p->point[end].weight;
        const double middle = below + weight / 2 - 0.5;
        for (size_t k = i; k < end; k++)
            rank[p->point[k].particle] = middle;
        variance += weight * middle * middle;
        below += weight;
    }
    return variance;
}

double posterior_rank_correlation(const struct posterior *x, const struct posterior *y)
{
    double *rank = calloc(2 * x->n + 1, sizeof *rank), *other = rank ? rank + x->n : NULL, r = 0;

    if (!rank)
        return NAN;
    const double variances = take_ranks(x, rank) * take_ranks(y, other);
    for (size_t i = 0; i < x->n; i++)
        r += x->point[i].weight * rank[x->point[i].particle] * other[x->point[i].particle];
    free(rank);
    return variances > 0 ? r / sqrt(variances) : 0;
}

void posterior_resample(const struct abc *abc, size_t chosen[])
{
    const double step = total_weight(abc) / (double)abc->kept;
    double sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < abc->kept; i++) {
        sum += abc->particle[i].weight;
        while (n < abc->kept && (sum > ((double)n + 0.5) * step || i + 1 == abc->kept))
            chosen[n++] = i;
    }
}
