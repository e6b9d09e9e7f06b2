/*
 * Threefry4x32-20, straight lines of add, xor and rotate over arrays of lanes, which any compiler
 * vectorises.
 */
#include "base/rng.h"

#include "base/clones.h"

#include <string.h>

#define BLOCK 16

static inline uint32_t rotate(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

// Two rounds: mix (a, b) and (c, d), then (a, d) and (c, b).
#define ROUNDS(a, b, c, d, r0, r1, r2, r3)                                                         \
    do {                                                                                           \
        a += b, b = rotate(b, r0) ^ a;                                                             \
        c += d, d = rotate(d, r1) ^ c;                                                             \
        a += d, d = rotate(d, r2) ^ a;                                                             \
        c += b, b = rotate(b, r3) ^ c;                                                             \
    } while (0)

static inline void threefry(const uint32_t counter[4], uint32_t k0, uint32_t k1, uint32_t k2,
                            uint32_t k3, uint32_t out[4])
{
    const uint32_t k4 = UINT32_C(0x1bd11bda) ^ k0 ^ k1 ^ k2 ^ k3;
    uint32_t a = counter[0] + k0, b = counter[1] + k1, c = counter[2] + k2, d = counter[3] + k3;

    ROUNDS(a, b, c, d, 10, 26, 11, 21);
    ROUNDS(a, b, c, d, 13, 27, 23, 5);
    a += k1, b += k2, c += k3, d += k4 + 1;
    ROUNDS(a, b, c, d, 6, 20, 17, 11);
    ROUNDS(a, b, c, d, 25, 10, 18, 20);
    a += k2, b += k3, c += k4, d += k0 + 2;
    ROUNDS(a, b, c, d, 10, 26, 11, 21);
    ROUNDS(a, b, c, d, 13, 27, 23, 5);
    a += k3, b += k4, c += k0, d += k1 + 3;
    ROUNDS(a, b, c, d, 6, 20, 17, 11);
    ROUNDS(a, b, c, d, 25, 10, 18, 20);
    a += k4, b += k0, c += k1, d += k2 + 4;
    ROUNDS(a, b, c, d, 10, 26, 11, 21);
    ROUNDS(a, b, c, d, 13, 27, 23, 5);
    a += k0, b += k1, c += k2, d += k3 + 5;

    out[0] = a, out[1] = b, out[2] = c, out[3] = d;
}

void rng_threefry4x32(const uint32_t counter[4], const uint32_t key[4], uint32_t out[4])
{
    threefry(counter, key[0], key[1], key[2], key[3], out);
}

uint32_t rng_tag(const char *name)
{
    uint32_t hash = UINT32_C(2166136261);
    for (const unsigned char *c = (const unsigned char *)name; *c; c++)
        hash = (hash ^ *c) * UINT32_C(16777619);
    return hash;
}

// the bits of 1 + w 2^-52 with w the upper 52; less 1 - 2^-53 it is exactly (w + 1/2) 2^-52
static inline double unit(uint32_t low, uint32_t high)
{
    const uint64_t bits = ((uint64_t)high << 20 | low >> 12) | UINT64_C(0x3ff0000000000000);
    double one;
    memcpy(&one, &bits, sizeof one);
    return one - (1 - 0x1p-53);
}

// the words of a block's draws, low and high
struct words {
    uint32_t low[BLOCK], high[BLOCK];
};

static inline void draw(const uint32_t counter[4], uint64_t seed, uint64_t replication,
                        struct words *words, int i)
{
    uint32_t x[4];

    threefry(counter, (uint32_t)seed, (uint32_t)(seed >> 32), (uint32_t)replication,
             (uint32_t)(replication >> 32), x);
    words->low[i] = x[0];
    words->high[i] = x[1];
}

static inline void units(const struct words *words, double u[restrict BLOCK])
{
    for (int i = 0; i < BLOCK; i++)
        u[i] = unit(words->low[i], words->high[i]);
}

CLONES static void uniform_block(const uint32_t counter[restrict 4], uint64_t seed, uint64_t first,
                                 double u[restrict BLOCK])
{
    struct words words;

    for (int i = 0; i < BLOCK; i++)
        draw(counter, seed, first + (uint64_t)i, &words, i);
    units(&words, u);
}

void rng_uniform(struct rng_at at, uint64_t first, size_t n, double u[])
{
    const uint32_t counter[4] = {at.process, at.entity, at.month, at.number};
    size_t done = 0;

    for (; n - done >= BLOCK; done += BLOCK)
        uniform_block(counter, at.seed, first + done, u + done);
    if (done < n) {
        double rest[BLOCK];
        uniform_block(counter, at.seed, first + done, rest);
        memcpy(u + done, rest, (n - done) * sizeof *u);
    }
}

CLONES static void each_block(struct rng_at at, uint64_t first, const uint32_t entity[BLOCK],
                              const uint32_t month[BLOCK], const uint32_t offset[BLOCK],
                              double u[BLOCK])
{
    struct words words;

    for (int i = 0; i < BLOCK; i++) {
        const uint32_t counter[4] = {at.process, entity[i], month[i], at.number};
        draw(counter, at.seed, first + offset[i], &words, i);
    }
    units(&words, u);
}

void rng_uniform_each(struct rng_at at, uint64_t first, size_t n, struct rng_places places,
                      double u[])
{
    for (size_t done = 0; done < n; done += BLOCK) {
        const size_t size = n - done < BLOCK ? n - done : BLOCK;
        uint32_t entity[BLOCK] = {0}, month[BLOCK] = {0}, offset[BLOCK] = {0};
        double block[BLOCK];

        memcpy(entity, places.entity + done, size * sizeof *entity);
        memcpy(month, places.month + done, size * sizeof *month);
        memcpy(offset, places.replication + done, size * sizeof *offset);
        each_block(at, first, entity, month, offset, block);
        memcpy(u + done, block, size * sizeof *u);
    }
}
