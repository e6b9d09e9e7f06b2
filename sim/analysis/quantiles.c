#include "analysis/quantiles.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

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

void quantiles_of(double x[], size_t n, const double p[], size_t k, double q[])
{
    size_t rank[2 * QUANTILES_MOST] = {0}, n_ranks = 0;

    assert(k <= QUANTILES_MOST);
    for (size_t i = 0; i < k && n > 0; i++) {
        const size_t low = (size_t)((double)(n - 1) * p[i]);
        rank[n_ranks++] = low;
        rank[n_ranks++] = low + 1 < n ? low + 1 : low;
    }
    // ranks of neighbouring quantiles may interleave (n small): put them in order
    for (size_t i = 1; i < n_ranks; i++)
        for (size_t j = i; j > 0 && rank[j - 1] > rank[j]; j--) {
            const size_t r = rank[j];
            rank[j] = rank[j - 1];
            rank[j - 1] = r;
        }
    place_ranks(x, 0, n, rank, n_ranks);
    for (size_t i = 0; i < k; i++) {
        if (n == 0) {
            q[i] = NAN;
            continue;
        }
        const double h = (double)(n - 1) * p[i];
        const size_t low = (size_t)h;
        const double part = h - (double)low;
        // infinite neighbours: no inf - inf, no 0 inf
        if (part <= 0 || x[low] == x[low + 1])
            q[i] = x[low];
        else
            q[i] = (1 - part) * x[low] + part * x[low + 1];
    }
}
