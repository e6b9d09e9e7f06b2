/**
 * Counter-based random numbers: a draw is a pure function of where it is used.
 *
 * There is no generator state to share, seed or lock, so threads, shards and order cannot change
 * one bit, and policies are compared on common random numbers.
 *
 * key     = (seed low, seed high, replication low, replication high)
 * counter = (process, entity, month, number)
 * The first two words of the output block x make one uniform: word = x0 | x1 << 32,
 * u = ((word >> 12) + 1/2) 2^-52, which is never 0 nor 1.
 *
 * Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11,
 * Threefry4x32-20.
 */
#ifndef CHOKEPOINT_BASE_RNG_H
#define CHOKEPOINT_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

#define RNG_ONCE UINT32_C(0xffffffff) // the month of what is drawn once in a replication's life

struct rng_at {
    uint64_t seed;    // of the whole experiment
    uint32_t process; // which random quantity: rng_tag("licence_delay")
    uint32_t entity;  // whose: rng_tag("us_vetting:deepseek:h200")
    uint32_t month;   // t, or RNG_ONCE
    uint32_t number;  // of the draw, where one place needs several
};

/** (n) places of draws that are far apart, in arrays of their parts. */
struct rng_places {
    const uint32_t *entity, *month;
    const uint32_t *replication; // counted from the first of the caller's
};

/** Threefry4x32 with 20 rounds.  @param out (4), overwritten */
void rng_threefry4x32(const uint32_t counter[4], const uint32_t key[4], uint32_t out[4]);

/** The tag of a name: 32-bit FNV-1a of its bytes. */
uint32_t rng_tag(const char *name);

/** Uniforms in (0, 1) for replications first ... first+n-1.  @param u (n) [1], overwritten */
void rng_uniform(struct rng_at at, uint64_t first, size_t n, double u[]);

/** The same at n places, each with an entity, a month and a replication of its own.
 *  @param at what they share  @param u (n), overwritten */
void rng_uniform_each(struct rng_at at, uint64_t first, size_t n, struct rng_places places,
                      double u[]);

#endif
