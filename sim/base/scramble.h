/**
 * Owen's nested scrambling of binary digits by a hash: every digit is flipped or not as the digits
 * before it say.
 *
 * Digits are kept in reverse, the first one in the lowest bit: there sums and products carry from
 * earlier digits to later ones only, so that any chain of them permutes each digit by those before
 * it.
 *
 * Sources: Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences" (1995); the hash: Laine &
 * Karras, "Stratified sampling for stochastic transparency" (2011), with the constants of Vegdahl,
 * "Building a better LK hash" (2021).
 */
#ifndef CHOKEPOINT_BASE_SCRAMBLE_H
#define CHOKEPOINT_BASE_SCRAMBLE_H

#include <stdint.h>

/** @param x digits in reverse  @param shift, factor random; the factor odd */
static inline uint32_t scramble_digits(uint32_t x, uint32_t shift, uint32_t factor)
{
    x ^= x * 0x3d20adea;
    x += shift;
    x *= factor;
    x ^= x * 0x05526c56;
    x ^= x * 0x53a22864;
    return x;
}

static inline uint32_t scramble_reverse(uint32_t x)
{
    x = (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
    x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
    x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
    x = (x & 0x00ff00ff) << 8 | (x >> 8 & 0x00ff00ff);
    return x << 16 | x >> 16;
}

#endif
