/*
 * Prints one hash of many results of the base floor: the same on every compiler, level and
 * processor.
 *
 * test_bits.py compiles it in many ways; the number is pinned there.
 */
#include "base/distributions.h"
#include "base/exact_math.h"
#include "base/lanes.h"
#include "base/quantile_table.h"
#include "base/rng.h"

#include <stdio.h>
#include <string.h>

static uint64_t hash_of(uint64_t hash, const double y[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &y[i], sizeof bits);
        for (int byte = 0; byte < 8; byte++) // FNV-1a
            hash = (hash ^ ((bits >> (8 * byte)) & 0xff)) * UINT64_C(0x100000001b3);
    }
    return hash;
}

// every function over four blocks of lanes, hashed function by function so that LANES does not
// matter
static uint64_t kernels(uint64_t hash, uint64_t first)
{
    enum { N = 32 };
    double u[N], y[6][N];
    rng_uniform((struct rng_at){.seed = 23, .process = rng_tag("bits")}, first, N, u);

    for (int block = 0; block < N; block += LANES) {
        const double *v = u + block;
        EACH_LANE (i)
            y[0][block + i] = exact_math_exp(1500 * (v[i] - 0.5));
        EACH_LANE (i)
            y[1][block + i] = exact_math_log(v[i]);
        EACH_LANE (i)
            y[2][block + i] = exact_math_pow(37 * v[i], 5 - 11 * v[i]);
        EACH_LANE (i)
            y[3][block + i] = exact_math_normal_quantile(v[i]);
        EACH_LANE (i)
            y[4][block + i] = exact_math_normal_cdf(50 * v[i] - 40);
        EACH_LANE (i)
            y[5][block + i] = exact_math_sqrt(v[i]);
    }
    hash = hash_of(hash, u, N);
    return hash_of(hash, y[0], 6 * N);
}

static const struct {
    const char *name;
    struct distribution_parameters p;
} all[] = {
    {"uniform", {.key = {-3.7, 23.85}, .low = -1, .high = 20}},
    {"loguniform", {.key = {0.037, 23.85}, .low = 0.1, .high = 20}},
    {"triangular", {.key = {-3.7, 1.2, 23.85}, .low = -1, .high = 20}},
    {"pert", {.key = {-3.7, 1.2, 23.85, 4}, .low = -1, .high = 20}},
    {"normal", {.key = {2.385, 3.7}, .low = -1, .high = 20}},
    {"lognormal", {.key = {0.37, 23.85}, .low = 0.1, .high = 20}},
    {"beta", {.key = {2.7, 0.85, 0, 1}, .low = 0.1, .high = 0.9}},
    {"gamma", {.key = {0.37, 23.85}, .low = 0.1, .high = 20}},
};
#define COUNT (sizeof all / sizeof *all)

static uint64_t variates(uint64_t hash, double u)
{
    for (size_t i = 0; i < COUNT; i++) {
        const double x = distributions_quantile(distributions_find(all[i].name), &all[i].p, u);
        hash = hash_of(hash, &x, 1);
    }
    return hash;
}

// the same distributions block by block; with 13 at a time, vectors end in the middle of a block
static uint64_t tables(uint64_t hash)
{
    enum { N = 1000 };
    double u[N], x[N];
    rng_uniform((struct rng_at){.seed = 37, .process = rng_tag("tables")}, 0, N, u);

    for (size_t i = 0; i < COUNT; i++) {
        struct quantile_table table;
        if (!quantile_table_init(&table, distributions_find(all[i].name), &all[i].p))
            return 0;
        for (size_t at = 0; at < N; at += 13)
            quantile_table_eval(&table, N - at < 13 ? N - at : 13, u + at, x + at);
        quantile_table_free(&table);
        hash = hash_of(hash, x, N);
    }
    return hash;
}

int main(void)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (uint64_t first = 0; first < 32000; first += 32)
        hash = kernels(hash, first);
    for (uint64_t i = 0; i < 500; i++) {
        double u;
        rng_uniform((struct rng_at){.seed = 85, .process = rng_tag("variates")}, i, 1, &u);
        hash = variates(hash, u);
    }
    hash = tables(hash);
    printf("%016llx\n", (unsigned long long)hash);
    return 0;
}
