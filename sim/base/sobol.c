#include "base/sobol.h"

#include "base/clones.h"
#include "base/rng.h"
#include "base/scramble.h"

#include <string.h>

#define BLOCK 16

/** Direction numbers: as many as the polynomial's degree are given, the others follow from it. */
static void direct(uint32_t v[SOBOL_DIGITS], uint32_t dimension)
{
    const uint64_t *packed = &sobol_numbers[2 * dimension];
    const uint32_t polynomial = packed[0] & 0x3fff;
    uint64_t word = packed[0] >> 14;
    int degree = 0;

    while (polynomial >> (degree + 1))
        degree++;
    for (int k = 0; k < SOBOL_DIGITS && (k < degree || degree == 0); k++) {
        word = k == 10 ? packed[1] : word;
        const uint32_t m = degree == 0 ? 1 : 2 * (uint32_t)(word & ((1U << k) - 1)) + 1;
        v[k] = scramble_reverse(m << (31 - k));
        word >>= k;
    }
    for (int k = degree; k < SOBOL_DIGITS && degree > 0; k++) {
        v[k] = v[k - degree] ^ v[k - degree] << degree;
        for (int j = 1; j < degree; j++)
            v[k] ^= polynomial >> (degree - j) & 1 ? v[k - j] : 0;
    }
}

void sobol_init(struct sobol *s, uint32_t dimension, uint64_t seed, uint32_t tag)
{
    const uint32_t counter[4] = {rng_tag("sobol"), tag, RNG_ONCE, 0};

    direct(s->direction, dimension);
    for (uint32_t r = 0; r < SOBOL_RANDOMISATIONS; r++) {
        const uint32_t key[4] = {(uint32_t)seed, (uint32_t)(seed >> 32), r, 0};
        uint32_t word[4];
        rng_threefry4x32(counter, key, word);
        s->shift[r] = word[0];
        s->factor[r] = word[1] | 1;
    }
}

/** Points of one block, each with its randomisation. */
static inline void block(const struct sobol *s, const uint32_t point[BLOCK],
                         const uint32_t randomisation[BLOCK], double u[restrict BLOCK])
{
    uint32_t x[BLOCK] = {0}, digits = 0;

    for (int i = 0; i < BLOCK; i++)
        digits |= point[i];
    for (int k = 0; k < SOBOL_DIGITS && digits >> k; k++)
        for (int i = 0; i < BLOCK; i++)
            x[i] ^= s->direction[k] & -(point[i] >> k & 1);
    for (int i = 0; i < BLOCK; i++)
        x[i] = scramble_digits(x[i], s->shift[randomisation[i]], s->factor[randomisation[i]]);
    for (int i = 0; i < BLOCK; i++)
        u[i] = (scramble_reverse(x[i]) + 0.5) * 0x1p-32;
}

CLONES static void uniform_block(const struct sobol *s, uint64_t first, double u[restrict BLOCK])
{
    uint32_t point[BLOCK], randomisation[BLOCK];

    for (int i = 0; i < BLOCK; i++) {
        point[i] = (uint32_t)((first + (uint64_t)i) / SOBOL_RANDOMISATIONS);
        randomisation[i] = (uint32_t)((first + (uint64_t)i) % SOBOL_RANDOMISATIONS);
    }
    block(s, point, randomisation, u);
}

CLONES static void points_block(const struct sobol *s, uint64_t first, double u[restrict BLOCK])
{
    const uint32_t randomisation[BLOCK] = {0};
    uint32_t point[BLOCK];

    for (int i = 0; i < BLOCK; i++)
        point[i] = (uint32_t)(first + (uint64_t)i);
    block(s, point, randomisation, u);
}

typedef void block_kernel(const struct sobol *s, uint64_t first, double u[restrict BLOCK]);

/** Whole blocks, and the rest through one beside. */
static void in_blocks(block_kernel *kernel, const struct sobol *s, uint64_t first, size_t n,
                      double u[])
{
    size_t done = 0;

    for (; n - done >= BLOCK; done += BLOCK)
        kernel(s, first + done, u + done);
    if (done < n) {
        double rest[BLOCK];
        kernel(s, first + done, rest);
        memcpy(u + done, rest, (n - done) * sizeof *u);
    }
}

void sobol_uniform(const struct sobol *s, uint64_t first, size_t n, double u[])
{
    in_blocks(uniform_block, s, first, n, u);
}

void sobol_points(const struct sobol *s, uint64_t first, size_t n, double u[])
{
    in_blocks(points_block, s, first, n, u);
}
