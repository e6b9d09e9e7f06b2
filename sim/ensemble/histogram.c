#include "ensemble/histogram.h"

#include "base/clones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MANTISSA 52
#define EXPONENT 0x7ffU // its bits

static uint64_t bits_of(double x)
{
    uint64_t u;

    memcpy(&u, &x, sizeof u);
    return u;
}

static double real_of(uint64_t u)
{
    double x;

    memcpy(&x, &u, sizeof x);
    return x;
}

/** Place in its octave of a number with these bits. */
static uint32_t bin_of(const struct histogram *h, uint64_t bits)
{
    return (uint32_t)(bits >> (MANTISSA - h->bits)) & ((1U << h->bits) - 1);
}

void histogram_init(struct histogram *h, uint32_t bits)
{
    *h = (struct histogram){.bits = bits, .least = INFINITY, .most = -INFINITY};
}

void histogram_free(struct histogram *h)
{
    for (int s = 0; s < 2; s++) {
        for (uint32_t i = 0; i < h->side[s].n; i++)
            free(h->side[s].octave[i]);
        free(h->side[s].octave);
        h->side[s] = (struct histogram_side){0};
    }
}

/** Widens a side so that it reaches from octave `low` to octave `high`. */
static bool reach(struct histogram_side *side, int32_t low, int32_t high)
{
    if (side->n && side->first < low)
        low = side->first;
    if (side->n && side->first + (int32_t)side->n - 1 > high)
        high = side->first + (int32_t)side->n - 1;
    const uint32_t n = (uint32_t)(high - low + 1);
    uint32_t **octave = calloc(n, sizeof *octave);
    if (!octave)
        return false;
    if (side->n)
        memcpy(octave + (side->first - low), side->octave, side->n * sizeof *octave);
    free(side->octave);
    *side = (struct histogram_side){low, n, octave};
    return true;
}

/** The bins of an octave; NULL if memory is short. */
static uint32_t *bins_of(struct histogram *h, int sign, int32_t octave)
{
    struct histogram_side *side = &h->side[sign];

    if ((!side->n || octave < side->first || octave >= side->first + (int32_t)side->n) &&
        !reach(side, octave, octave))
        return NULL;
    uint32_t **bins = &side->octave[octave - side->first];
    if (!*bins)
        *bins = calloc((size_t)1 << h->bits, sizeof **bins);
    return *bins;
}

/** Counts what stands in no octave yet: a number of a new one; or zeros, infinities or NAN, from
 * x[0] on as many as are equal.  @return how many; 0 if memory is short */
static size_t count_apart(struct histogram *h, const double x[], size_t n)
{
    const uint64_t u = bits_of(x[0]);
    const int sign = (int)(u >> 63);
    const uint32_t octave = (uint32_t)(u >> MANTISSA) & EXPONENT;
    size_t same = 1;

    if (octave != 0 && octave != EXPONENT) {
        uint32_t *bins = bins_of(h, sign, (int32_t)octave);
        if (bins)
            bins[bin_of(h, u)]++;
        return bins != NULL;
    }
    while (same < n && x[same] == x[0])
        same++;
    if (isnan(x[0]))
        h->n--;
    else if (octave == 0)
        h->zeros += (uint32_t)same;
    else
        h->infinite[sign] += (uint32_t)same;
    return same;
}

/** Counts numbers of any kind. */
static bool count_mixed(struct histogram *h, const double x[], size_t n)
{
    const uint32_t shift = MANTISSA - h->bits, last = (1U << h->bits) - 1;
    double least = h->least, most = h->most;

    h->n += (double)n;
    for (size_t i = 0; i < n; i++) {
        const uint64_t u = bits_of(x[i]);
        const struct histogram_side *side = &h->side[u >> 63];
        const uint32_t at = ((uint32_t)(u >> MANTISSA) & EXPONENT) - (uint32_t)side->first;
        uint32_t *bins = at < side->n ? side->octave[at] : NULL;
        least = x[i] < least ? x[i] : least;
        most = x[i] > most ? x[i] : most;
        if (bins) {
            bins[(uint32_t)(u >> shift) & last]++;
            continue;
        }
        const size_t apart = count_apart(h, x + i, n - i);
        if (apart == 0)
            return false;
        i += apart - 1;
    }
    h->least = least;
    h->most = most;
    return true;
}

/** Counts positive numbers from least to most; what is looked up stays in registers. */
static bool count_positive(struct histogram *h, const double x[], size_t n, double least,
                           double most)
{
    const uint32_t shift = MANTISSA - h->bits, last = (1U << h->bits) - 1;
    const int32_t low = (int32_t)(bits_of(least) >> MANTISSA);
    const int32_t high = (int32_t)(bits_of(most) >> MANTISSA);

    h->n += (double)n;
    if (!bins_of(h, 0, low) || !bins_of(h, 0, high)) // from here on the octaves stay in place
        return false;
    uint32_t *const *octave = h->side[0].octave;
    const uint64_t first = (uint64_t)h->side[0].first;
    for (size_t i = 0; i < n; i++) {
        const uint64_t u = bits_of(x[i]);
        uint32_t *bins = octave[(u >> MANTISSA) - first];
        if (!bins && !(bins = bins_of(h, 0, (int32_t)(u >> MANTISSA))))
            return false;
        bins[(u >> shift) & last]++;
    }
    h->least = fmin(h->least, least);
    h->most = fmax(h->most, most);
    return true;
}

CLONES bool histogram_add(struct histogram *h, const double x[], size_t n)
{
    int64_t least = INT64_MAX, most = INT64_MIN; // bits of positive numbers rise as they do

    for (size_t i = 0; i < n; i++) {
        const int64_t bits = (int64_t)bits_of(x[i]);
        least = bits < least ? bits : least;
        most = bits > most ? bits : most;
    }
    if (least >= (int64_t)1 << MANTISSA && most < (int64_t)EXPONENT << MANTISSA)
        return count_positive(h, x, n, real_of((uint64_t)least), real_of((uint64_t)most));
    return count_mixed(h, x, n);
}

bool histogram_merge(struct histogram *h, const struct histogram *o)
{
    bool fine = true;

    h->n += o->n;
    h->least = fmin(h->least, o->least);
    h->most = fmax(h->most, o->most);
    h->zeros += o->zeros;
    for (int s = 0; s < 2; s++) {
        h->infinite[s] += o->infinite[s];
        for (uint32_t i = 0; i < o->side[s].n; i++) {
            const uint32_t *from = o->side[s].octave[i];
            uint32_t *to = from ? bins_of(h, s, o->side[s].first + (int32_t)i) : NULL;
            for (uint32_t b = 0; to && b < 1U << h->bits; b++)
                to[b] += from[b];
            fine = fine && (!from || to);
        }
    }
    return fine;
}

static double middle(const struct histogram *h, int sign, uint64_t octave, uint64_t bin)
{
    const uint64_t head = octave << h->bits | bin, half = UINT64_C(1) << (MANTISSA - h->bits - 1);
    const double x = real_of((head << (MANTISSA - h->bits)) + half);

    return sign ? -x : x;
}

/** Walks a side outward from zero (or, if `inward`, to it) until k numbers are passed; true if it
 * meets rank k, else k is less those it holds. */
static bool walk(const struct histogram *h, int sign, bool inward, double *k, double *x)
{
    const struct histogram_side *side = &h->side[sign];
    const uint32_t bins = 1U << h->bits;

    for (uint32_t i = 0; i < side->n; i++) {
        const uint32_t at = inward ? side->n - 1 - i : i;
        const uint32_t *octave = side->octave[at];
        for (uint32_t b = 0; octave && b < bins; b++) {
            const uint32_t bin = inward ? bins - 1 - b : b;
            if (*k < octave[bin]) {
                *x = middle(h, sign, (uint64_t)(side->first + (int32_t)at), bin);
                return true;
            }
            *k -= octave[bin];
        }
    }
    return false;
}

double histogram_rank(const struct histogram *h, double k)
{
    double x = 0;

    if (h->n <= 0)
        return NAN;
    if (k <= 0)
        return h->least;
    if (k >= h->n - 1)
        return h->most;
    if (k < h->infinite[1])
        return -INFINITY;
    k -= h->infinite[1];
    if (!walk(h, 1, true, &k, &x)) {
        if (k < h->zeros)
            return h->least > 0 ? h->least : h->most < 0 ? h->most : 0;
        k -= h->zeros;
        if (!walk(h, 0, false, &k, &x))
            return INFINITY;
    }
    return fmin(fmax(x, h->least), h->most);
}

void histogram_quantiles(const struct histogram *h, const double p[], size_t k, double q[])
{
    for (size_t i = 0; i < k; i++) {
        const double rank = (h->n - 1) * p[i], low = floor(rank), part = rank - low;
        const double a = histogram_rank(h, low), b = part > 0 ? histogram_rank(h, low + 1) : a;
        q[i] = a == b || isnan(a) ? a : (1 - part) * a + part * b;
    }
}

double histogram_below(const struct histogram *h, double x)
{
    const double infinite = x == INFINITY ? h->infinite[0] : 0;
    double n = infinite + h->infinite[1] + (x >= 0 ? h->zeros : 0);

    for (int sign = 0; sign < 2; sign++)
        for (uint32_t i = 0; i < h->side[sign].n; i++) {
            const uint32_t *octave = h->side[sign].octave[i];
            const uint64_t at = (uint64_t)(h->side[sign].first + (int32_t)i);
            for (uint32_t b = 0; octave && b < 1U << h->bits; b++)
                n += middle(h, sign, at, b) <= x ? octave[b] : 0;
        }
    return n;
}

double histogram_beyond_zero(const struct histogram *h, int sign)
{
    const struct histogram_side *side = &h->side[sign];
    double n = h->infinite[sign];

    for (uint32_t i = 0; i < side->n; i++)
        for (uint32_t b = 0; side->octave[i] && b < 1U << h->bits; b++)
            n += side->octave[i][b];
    return n;
}

double histogram_error(const struct histogram *h)
{
    return 0.5 / (double)(1U << h->bits);
}

size_t histogram_bytes(const struct histogram *h)
{
    size_t bytes = 0;

    for (int s = 0; s < 2; s++) {
        bytes += h->side[s].n * sizeof *h->side[s].octave;
        for (uint32_t i = 0; i < h->side[s].n; i++)
            bytes += h->side[s].octave[i] ? sizeof(uint32_t) << h->bits : 0;
    }
    return bytes;
}
