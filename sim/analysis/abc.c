#include "analysis/abc.h"

#include "base/exact_math.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE  0.1  // share of the first generation that is proposed from the whole prior
#define SPREAD 1.3  // of particles' kernels and how far they are drawn in: see fit_kernel
#define RIDGE  1e-9 // added to variances, so that particles that agree leave a kernel

static size_t width(const struct abc *a)
{
    return 2 * a->of.parameters + a->of.rows;
}

bool abc_init(struct abc *a, const struct abc_of *of)
{
    const size_t n = of->particles, d = of->parameters;

    *a = (struct abc){.of = *of};
    a->particle = calloc(2 * n, sizeof *a->particle);
    a->numbers = calloc(2 * n * width(a), sizeof *a->numbers);
    a->generation = calloc(of->generations, sizeof *a->generation);
    a->kernel = calloc(d * d, sizeof *a->kernel);
    a->mean = calloc(d, sizeof *a->mean);
    a->white = calloc((n + 1) * d, sizeof *a->white);
    for (size_t i = 0; a->particle && i < 2 * n; i++)
        a->particle[i].place = i * width(a);
    return a->particle && a->numbers && a->generation && a->kernel && a->mean && a->white;
}

void abc_free(struct abc *a)
{
    free(a->particle);
    free(a->numbers);
    free(a->generation);
    free(a->kernel);
    free(a->mean);
    free(a->white);
    *a = (struct abc){0};
}

double *abc_score(const struct abc *a, size_t i)
{
    return a->numbers + a->particle[i].place;
}

double *abc_value(const struct abc *a, size_t i)
{
    return abc_score(a, i) + a->of.parameters;
}

double *abc_seen(const struct abc *a, size_t i)
{
    return abc_value(a, i) + a->of.parameters;
}

static double uniform(const struct abc *a, uint64_t particle, size_t number)
{
    double u;

    rng_uniform(
        (struct rng_at){a->of.seed, rng_tag("calibration_particle"), 0, RNG_ONCE, (uint32_t)number},
        particle, 1, &u);
    return u;
}

/** Within the box, or anywhere where the first draw says so: no part of the prior is left out. */
static void propose_first(struct abc *a, size_t i)
{
    const size_t d = a->of.parameters;
    const uint64_t number = a->particle[i].number;
    const bool anywhere = uniform(a, number, 0) < WHOLE;
    double *score = abc_score(a, i), share = 1;
    bool inside = true;

    for (size_t k = 0; k < d; k++) {
        const double low = a->of.low[k], high = a->of.high[k];
        double u = uniform(a, number, k + 1);
        u = anywhere ? u : low + u * (high - low);
        inside = inside && u >= low && u <= high;
        share *= high - low;
        score[k] = exact_math_normal_quantile(u);
    }
    a->particle[i].weight = 1 / (WHOLE + (inside ? (1 - WHOLE) / share : 0));
}

/** Lower triangle, in place. */
static void factor(double *m, size_t n)
{
    for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++) {
            double sum = m[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= m[i * n + k] * m[j * n + k];
            m[i * n + j] = i == j ? sqrt(fmax(sum, RIDGE)) : sum / m[j * n + j];
        }
}

static double total_weight(const struct abc *a)
{
    double sum = 0;

    for (size_t i = 0; i < a->kept; i++)
        sum += a->particle[i].weight;
    return sum;
}

/** Covariance of those kept, around `mean`: the lower triangle of `kernel`. */
static void take_moments(struct abc *a)
{
    const size_t d = a->of.parameters;
    const double total = total_weight(a);

    memset(a->mean, 0, d * sizeof *a->mean);
    memset(a->kernel, 0, d * d * sizeof *a->kernel);
    for (size_t i = 0; i < a->kept; i++)
        for (size_t k = 0; k < d; k++)
            a->mean[k] += a->particle[i].weight / total * abc_score(a, i)[k];
    for (size_t i = 0; i < a->kept; i++)
        for (size_t k = 0; k < d; k++)
            for (size_t j = 0; j <= k; j++)
                a->kernel[k * d + j] += a->particle[i].weight / total *
                                        (abc_score(a, i)[k] - a->mean[k]) *
                                        (abc_score(a, i)[j] - a->mean[j]);
}

/** Drawn in by that much, particles and kernel together are a little wider than the particles: they
 * would be as wide if SPREAD were 1. */
static void fit_kernel(struct abc *a)
{
    const size_t d = a->of.parameters;
    const double n = a->generation[a->done - 1].effective, power = 2 / ((double)d + 4);
    const double silverman = pow(4 / ((double)d + 2), power) * pow(n, -power);
    const double square = fmin(2 * silverman, SPREAD);

    take_moments(a);
    a->draw_in = sqrt(1 - square / SPREAD);
    for (size_t k = 0; k < d; k++) {
        for (size_t j = 0; j <= k; j++)
            a->kernel[k * d + j] *= square;
        a->kernel[k * d + k] += RIDGE;
    }
    factor(a->kernel, d);
}

/** Where the kernel of a kept particle stands. */
static double place_of(const struct abc *a, size_t i, size_t k)
{
    return a->mean[k] + a->draw_in * (abc_score(a, i)[k] - a->mean[k]);
}

/** Solves kernel w = what w holds: distances of w are those the kernel measures. */
static void whiten(const struct abc *a, double w[])
{
    const size_t d = a->of.parameters;

    for (size_t k = 0; k < d; k++) {
        for (size_t j = 0; j < k; j++)
            w[k] -= a->kernel[k * d + j] * w[j];
        w[k] /= a->kernel[k * d + k];
    }
}

/** A kept particle, chosen by weight. */
static size_t choose(const struct abc *a, double u)
{
    double rest = u * total_weight(a);
    size_t i = 0;

    while (i + 1 < a->kept && rest >= a->particle[i].weight)
        rest -= a->particle[i++].weight;
    return i;
}

/** Prior over the density it was proposed with; both without (2 pi)^(-d/2). */
static double weight_of(const struct abc *a, const double score[])
{
    const size_t d = a->of.parameters;
    const double total = total_weight(a);
    double *w = a->white + a->kept * d, size = 0, scale = 1, density = 0;

    memcpy(w, score, d * sizeof *w);
    whiten(a, w);
    for (size_t k = 0; k < d; k++) {
        size += score[k] * score[k];
        scale *= a->kernel[k * d + k];
    }
    for (size_t i = 0; i < a->kept; i++) {
        double apart = 0;
        for (size_t k = 0; k < d; k++)
            apart += (w[k] - a->white[i * d + k]) * (w[k] - a->white[i * d + k]);
        density += a->particle[i].weight / total * exact_math_exp(-apart / 2);
    }
    return exact_math_exp(-size / 2) * scale / density;
}

static void propose_around(struct abc *a, size_t i)
{
    const size_t d = a->of.parameters;
    const uint64_t number = a->particle[i].number;
    const size_t from = choose(a, uniform(a, number, 0));
    double *score = abc_score(a, i);

    for (size_t k = 0; k < d; k++)
        score[k] = place_of(a, from, k);
    for (size_t j = 0; j < d; j++) {
        const double z = exact_math_normal_quantile(uniform(a, number, j + 1));
        for (size_t k = j; k < d; k++)
            score[k] += a->kernel[k * d + j] * z;
    }
    a->particle[i].weight = weight_of(a, score);
}

/** Fits the kernel, and puts one where each kept particle says. */
static void place_kernels(struct abc *a)
{
    const size_t d = a->of.parameters;

    fit_kernel(a);
    for (size_t i = 0; i < a->kept; i++) {
        for (size_t k = 0; k < d; k++)
            a->white[i * d + k] = place_of(a, i, k);
        whiten(a, a->white + i * d);
    }
}

void abc_propose(struct abc *a)
{
    const bool first = a->done == 0;

    a->proposed = first ? 2 * a->of.particles : a->of.particles;
    if (!first)
        place_kernels(a);
    for (size_t i = a->kept; i < a->kept + a->proposed; i++) {
        a->particle[i].number = a->next++;
        a->particle[i].distance = INFINITY;
        if (first)
            propose_first(a, i);
        else
            propose_around(a, i);
    }
}

static int by_distance(const void *a, const void *b)
{
    const struct abc_particle *x = a, *y = b;

    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

void abc_select(struct abc *a)
{
    const double before = a->done ? a->generation[a->done - 1].tolerance : INFINITY;
    size_t better = 0;
    double sum = 0, squares = 0;

    for (size_t i = a->kept; i < a->kept + a->proposed; i++)
        better += a->particle[i].distance < before;
    qsort(a->particle, a->kept + a->proposed, sizeof *a->particle, by_distance);
    a->kept = a->of.particles;
    for (size_t i = 0; i < a->kept; i++) {
        sum += a->particle[i].weight;
        squares += a->particle[i].weight * a->particle[i].weight;
    }
    a->generation[a->done] =
        (struct abc_generation){.tried = a->next,
                                .tolerance = a->particle[a->kept - 1].distance,
                                .acceptance = a->done ? (double)better / (double)a->proposed : 1,
                                .effective = sum * sum / squares};
    a->done++;
    a->proposed = 0;
}

bool abc_is_over(const struct abc *a)
{
    if (a->done == 0)
        return false;
    const struct abc_generation *g = &a->generation[a->done - 1];
    return a->done == a->of.generations || g->tolerance <= a->of.tolerance ||
           g->acceptance <= a->of.acceptance;
}

void abc_parts(struct abc *a, struct bytes_part part[ABC_PARTS])
{
    const size_t n = a->of.particles;

    part[0] = (struct bytes_part){a->particle, 2 * n * sizeof *a->particle};
    part[1] = (struct bytes_part){a->numbers, 2 * n * width(a) * sizeof *a->numbers};
    part[2] = (struct bytes_part){a->generation, a->of.generations * sizeof *a->generation};
    part[3] = (struct bytes_part){&a->done, sizeof a->done};
}

void abc_go_on(struct abc *a)
{
    a->kept = a->done ? a->of.particles : 0;
    a->next = a->done ? a->generation[a->done - 1].tried : 0;
}
