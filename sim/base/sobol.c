/*
 * Digits are kept in reverse, the first one in the lowest bit: there sums and products carry from
 * earlier digits to later ones only, so that any chain of them permutes each digit by those before
 * it, which is Owen's nested scrambling.
 */
#include "base/sobol.h"

#include "base/clones.h"
#include "base/rng.h"

#include <string.h>

#define BLOCK 16

static inline uint32_t reverse(uint32_t x)
{
    x = (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
    x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
    x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
    x = (x & 0x00ff00ff) << 8 | (x >> 8 & 0x00ff00ff);
    return x << 16 | x >> 16;
}

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
        v[k] = reverse(m << (31 - k));
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

CLONES static void uniform_block(const struct sobol *s, uint64_t first, double u[restrict BLOCK])
{
    uint32_t point[BLOCK], x[BLOCK] = {0}, digits = 0;

    for (int i = 0; i < BLOCK; i++) {
        point[i] = (uint32_t)((first + (uint64_t)i) / SOBOL_RANDOMISATIONS);
        digits |= point[i];
    }
    for (int k = 0; k < SOBOL_DIGITS && digits >> k; k++)
        for (int i = 0; i < BLOCK; i++)
            x[i] ^= s->direction[k] & -(point[i] >> k & 1);
    for (int i = 0; i < BLOCK; i++) {
        const uint64_t r = (first + (uint64_t)i) % SOBOL_RANDOMISATIONS;
        x[i] ^= x[i] * 0x3d20adea;
        x[i] += s->shift[r];
        x[i] *= s->factor[r];
        x[i] ^= x[i] * 0x05526c56;
        x[i] ^= x[i] * 0x53a22864;
    }
    for (int i = 0; i < BLOCK; i++)
        u[i] = (reverse(x[i]) + 0.5) * 0x1p-32;
}

void sobol_uniform(const struct sobol *s, uint64_t first, size_t n, double u[])
{
    size_t done = 0;

    for (; n - done >= BLOCK; done += BLOCK)
        uniform_block(s, first + done, u + done);
    if (done < n) {
        double rest[BLOCK];
        uniform_block(s, first + done, rest);
        memcpy(u + done, rest, (n - done) * sizeof *u);
    }
}
