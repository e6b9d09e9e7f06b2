#include "analysis/quantiles.h"

#include "base/clones.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define BUCKETS 256
#define AT_ONCE 128 // values whose buckets are found together
#define STRANDS 8

static void swap(double *a, double *b)
{
    const double c = *a;
    *a = *b;
    *b = c;
}

static void sort_few(double x[], size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        for (size_t j = i; j > from && x[j - 1] > x[j]; j--)
            swap(&x[j - 1], &x[j]);
}

static double middle(double a, double b, double c)
{
    return a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}

/**
 * Quicksort that leaves alone every stretch without a wanted rank. Equal values gather in the
 * middle, so samples with an atom at zero stay linear.
 */
static void place_ranks(double x[], size_t from, size_t to, const size_t rank[], size_t n_ranks)
{
    while (n_ranks && to - from > 16) {
        const double pivot = middle(x[from], x[from + (to - from) / 2], x[to - 1]);
        size_t low = from, at = from, high = to;
        while (at < high) {
            if (x[at] < pivot)
                swap(&x[at++], &x[low++]);
            else if (x[at] > pivot)
                swap(&x[at], &x[--high]);
            else
                at++;
        }
        size_t left = 0, right = 0;
        while (left < n_ranks && rank[left] < low)
            left++;
        while (right < n_ranks && rank[right] < high)
            right++;
        place_ranks(x, from, low, rank, left);
        from = high;
        rank += right;
        n_ranks -= right;
    }
    if (n_ranks)
        sort_few(x, from, to);
}

// what is below is inlined, so that it is compiled once for each processor
#define INLINE static inline __attribute__((always_inline))

/** Least and most, in several strands so that the compiler can take them at once. */
INLINE void find_range(const double x[], size_t n, double *least, double *most)
{
    double low[STRANDS], high[STRANDS];
    size_t i = 0;

    for (int k = 0; k < STRANDS; k++)
        low[k] = high[k] = x[0];
    for (; i + STRANDS <= n; i += STRANDS)
        for (int k = 0; k < STRANDS; k++) {
            low[k] = x[i + k] < low[k] ? x[i + k] : low[k];
            high[k] = x[i + k] > high[k] ? x[i + k] : high[k];
        }
    for (; i < n; i++) {
        low[0] = x[i] < low[0] ? x[i] : low[0];
        high[0] = x[i] > high[0] ? x[i] : high[0];
    }
    *least = low[0];
    *most = high[0];
    for (int k = 1; k < STRANDS; k++) {
        *least = low[k] < *least ? low[k] : *least;
        *most = high[k] > *most ? high[k] : *most;
    }
}

/** The buckets of the next values.  @return how many */
INLINE size_t find_buckets(const double x[], size_t n, double least, double scale,
                           uint32_t bucket[AT_ONCE])
{
    const size_t size = n < AT_ONCE ? n : AT_ONCE;

    for (size_t i = 0; i < size; i++)
        bucket[i] = (uint32_t)(int32_t)((x[i] - least) * scale); // SSE2 converts to signed only
    return size;
}

/**
 * Leaves in x only values of buckets that hold a wanted rank, and makes the ranks those among them:
 * two straight passes, after which little is left to select from.
 *  @return how many are left
 */
INLINE size_t keep_wanted(double x[], size_t n, size_t rank[], size_t n_ranks)
{
    uint32_t count[BUCKETS + 1] = {0};
    bool wanted[BUCKETS] = {false};
    uint32_t bucket[AT_ONCE];
    double least, most;

    find_range(x, n, &least, &most);
    const double scale = (BUCKETS - 1) / (most - least);
    if (!(scale > 0 && scale * (most - least) < BUCKETS)) // all equal, infinite or nearly so
        return n;
    for (size_t i = 0, size; i < n; i += size) {
        size = find_buckets(x + i, n - i, least, scale, bucket);
#pragma GCC unroll 4
        for (size_t j = 0; j < size; j++)
            count[bucket[j]]++;
    }

    size_t below = 0, dropped = 0;
    for (size_t b = 0, r = 0; r < n_ranks; b++) {
        if (rank[r] < below + count[b])
            wanted[b] = true;
        else
            dropped += count[b];
        for (; r < n_ranks && rank[r] < below + count[b]; r++)
            rank[r] -= dropped;
        below += count[b];
    }
    size_t kept = 0;
    for (size_t i = 0, size; i < n; i += size) {
        size = find_buckets(x + i, n - i, least, scale, bucket);
#pragma GCC unroll 4
        for (size_t j = 0; j < size; j++) {
            x[kept] = x[i + j];
            kept += wanted[bucket[j]];
        }
    }
    return kept;
}

CLONES void quantiles_of(double x[], size_t n, const double p[], size_t k, double q[])
{
    size_t rank[2 * QUANTILES_MOST] = {0}, order[2 * QUANTILES_MOST], n_ranks = 0;

    assert(k <= QUANTILES_MOST);
    for (size_t i = 0; i < k && n > 0; i++) {
        const size_t low = (size_t)((double)(n - 1) * p[i]);
        rank[n_ranks++] = low;
        rank[n_ranks++] = low + 1 < n ? low + 1 : low;
    }
    // ranks of neighbouring quantiles may interleave (n small): put them in order
    for (size_t i = 0; i < n_ranks; i++) {
        size_t j = i;
        for (; j > 0 && rank[order[j - 1]] > rank[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    size_t sorted[2 * QUANTILES_MOST], left = n;
    for (size_t i = 0; i < n_ranks; i++)
        sorted[i] = rank[order[i]];
    if (n > BUCKETS)
        left = keep_wanted(x, n, sorted, n_ranks);
    for (size_t i = 0; i < n_ranks; i++)
        rank[order[i]] = sorted[i];
    place_ranks(x, 0, left, sorted, n_ranks);
    for (size_t i = 0; i < k; i++) {
        if (n == 0) {
            q[i] = NAN;
            continue;
        }
        const double h = (double)(n - 1) * p[i], part = h - (double)(size_t)h;
        const double low = x[rank[2 * i]], high = x[rank[2 * i + 1]];
        // infinite neighbours: no inf - inf, no 0 inf
        q[i] = part <= 0 || low == high ? low : (1 - part) * low + part * high;
    }
}
