/*
 * A Latin hypercube of N futures has one of them in each of N equal intervals of every factor.
 *
 * N = B 2^m with B odd. The first B futures are a hypercube; those up to 2 B fill, in each of the B
 * intervals, the half that is empty; those up to 4 B the empty quarters, and so on: so the first
 * half of N futures is a hypercube too, and N grows by doubling. The k-th future of an interval
 * takes the k-th of van der Corput's points, scrambled for that interval, whose first 2^j lie in
 * different 2^j-ths of it. Which interval a future takes, and as the how-many-th, is a random
 * permutation within its doubling, computed by a hash: nothing is stored.
 *
 * Sources: McKay, Beckman & Conover, Technometrics 21 (1979); Qian, "Nested Latin hypercube
 * designs", Biometrika 96 (2009); the permutation: Black & Rogaway, "Ciphers with arbitrary finite
 * domains" (2002).
 */
#include "design/designs.h"

#include "base/rng.h"
#include "base/scramble.h"

#include <math.h>

enum { ROUNDS = 8 };

/** The futures that one doubling adds: a permutation of `size`, seen as rows and columns. */
struct doubling {
    uint64_t from, size;
    uint32_t rows, columns; // at least `size` places
    uint32_t key[ROUNDS];
};

/** Four random words of factor k.  @param number of the words */
static void draw(const struct design_plan *plan, size_t k, uint32_t number, uint32_t word[4])
{
    const uint64_t seed = plan->study->seed;
    const uint32_t counter[4] = {rng_tag("latin_hypercube"), rng_tag(plan->study->factors[k].name),
                                 RNG_ONCE, number};
    const uint32_t key[4] = {(uint32_t)seed, (uint32_t)(seed >> 32), 0, 0};

    rng_threefry4x32(counter, key, word);
}

/** The doubling that adds future i to `base` futures. */
static struct doubling doubling_of(const struct design_plan *plan, size_t k, uint64_t base,
                                   uint64_t i)
{
    struct doubling d = {.size = base};
    uint32_t number = 0;

    for (; i >= d.from + d.size; number++) {
        d.from += d.size;
        d.size = d.from;
    }
    d.rows = (uint32_t)ceil(sqrt((double)d.size));
    d.columns = (uint32_t)((d.size + d.rows - 1) / d.rows);
    draw(plan, k, 2 * number, d.key);
    draw(plan, k, 2 * number + 1, d.key + 4);
    return d;
}

/** A permutation of 32-bit words that looks random: Wellons, "Prospecting for hash functions"
 * (2018). */
static inline uint32_t hash(uint32_t x)
{
    x = (x ^ x >> 16) * 0x7feb352d;
    x = (x ^ x >> 15) * 0x846ca68b;
    return x ^ x >> 16;
}

/** x moved on by the hash of `by`, around a circle of n. */
static inline uint32_t turn(uint32_t x, uint32_t by, uint32_t n)
{
    const uint64_t to = x + ((uint64_t)hash(by) * n >> 32);

    return (uint32_t)(to < n ? to : to - n);
}

/** Feistel's network over rows and columns; who lands on a place too many goes on. */
static inline uint64_t permute(const struct doubling *d, uint64_t x)
{
    do {
        uint32_t row = (uint32_t)(x / d->columns), column = (uint32_t)(x % d->columns);
        for (int r = 0; r < ROUNDS; r += 2) {
            row = turn(row, column ^ d->key[r], d->rows);
            column = turn(column, row ^ d->key[r + 1], d->columns);
        }
        x = (uint64_t)row * d->columns + column;
    } while (x >= d->size);
    return x;
}

static void fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const uint64_t base = plan->futures / (plan->futures & -plan->futures); // its odd part
    struct doubling d = {0};
    uint32_t key[4];
    int spare = -18; // digits fewer than 32, so that sum and quotient below never leave an interval

    for (uint64_t rest = base; rest > 0; rest /= 2)
        spare++;
    spare = spare > 0 ? spare : 0;
    draw(plan, k, RNG_ONCE, key);
    for (size_t i = 0; i < n; i++) {
        if (first + i >= d.from + d.size)
            d = doubling_of(plan, k, base, first + i);
        const uint64_t place = d.from + permute(&d, first + i - d.from);
        const uint64_t interval = place % base;
        const uint32_t shift = hash((uint32_t)interval ^ key[0]);
        const uint32_t point =
            scramble_digits((uint32_t)(place / base), shift, hash(shift ^ key[1]) | 1);
        const uint32_t digits = scramble_reverse(point) >> spare;
        x[i] = ((double)interval + (digits + 0.5) * (double)(1 << spare) * 0x1p-32) / (double)base;
    }
}

const struct design design_latin_hypercube = {
    .name = "latin_hypercube",
    .doc = "each factor takes one value from each of N equally likely intervals, whatever N is",
    .reference = "McKay, Beckman & Conover (1979)",
    .is_sized = true,
    .growth = DESIGN_DOUBLES,
    .fill = fill,
};
