#include "base/xxhash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define P1 UINT64_C(0x9e3779b185ebca87)
#define P2 UINT64_C(0xc2b2ae3d27d4eb4f)
#define P3 UINT64_C(0x165667b19e3779f9)
#define P4 UINT64_C(0x85ebca77c2b2ae63)
#define P5 UINT64_C(0x27d4eb2f165667c5)

enum { STRIPE = 32 };

static uint64_t turn(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}

static uint64_t word(const uint8_t *at)
{
    uint64_t x;

    memcpy(&x, at, sizeof x);
    return x;
}

static uint64_t mix(uint64_t sum, uint64_t x)
{
    return turn(sum + x * P2, 31) * P1;
}

static void add_stripe(uint64_t sum[4], const uint8_t *at)
{
    for (int i = 0; i < 4; i++)
        sum[i] = mix(sum[i], word(at + 8 * i));
}

void xxhash_begin(struct xxhash *x)
{
    *x = (struct xxhash){.sum = {P1 + P2, P2, 0, -P1}};
}

void xxhash_add(struct xxhash *x, const void *data, size_t n)
{
    const uint8_t *at = data;

    while (n > 0) {
        const size_t used = x->n % STRIPE, size = n < STRIPE - used ? n : STRIPE - used;
        if (size < STRIPE)
            memcpy(x->stripe + used, at, size);
        if (used + size == STRIPE)
            add_stripe(x->sum, size == STRIPE ? at : x->stripe);
        x->n += size;
        at += size;
        n -= size;
    }
}

/** The bytes after the last whole stripe. */
static uint64_t add_rest(uint64_t hash, const uint8_t *at, size_t n)
{
    for (; n >= 8; n -= 8, at += 8)
        hash = turn(hash ^ mix(0, word(at)), 27) * P1 + P4;
    if (n >= 4) {
        uint32_t half;
        memcpy(&half, at, sizeof half);
        hash = turn(hash ^ half * P1, 23) * P2 + P3;
        n -= 4;
        at += 4;
    }
    for (; n > 0; n--, at++)
        hash = turn(hash ^ *at * P5, 11) * P1;
    return hash;
}

uint64_t xxhash_end(const struct xxhash *x)
{
    const uint64_t *s = x->sum;
    uint64_t hash = P5;

    if (x->n >= STRIPE) {
        hash = turn(s[0], 1) + turn(s[1], 7) + turn(s[2], 12) + turn(s[3], 18);
        for (int i = 0; i < 4; i++)
            hash = (hash ^ mix(0, s[i])) * P1 + P4;
    }
    hash = add_rest(hash + x->n, x->stripe, x->n % STRIPE);
    hash = (hash ^ hash >> 33) * P2;
    hash = (hash ^ hash >> 29) * P3;
    return hash ^ hash >> 32;
}

uint64_t xxhash_of(const void *data, size_t n)
{
    struct xxhash x;

    xxhash_begin(&x);
    xxhash_add(&x, data, n);
    return xxhash_end(&x);
}

char *xxhash_text(uint64_t hash, char out[XXHASH_TEXT])
{
    snprintf(out, XXHASH_TEXT, "%016" PRIx64, hash);
    return out;
}
