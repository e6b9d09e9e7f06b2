/**
 * XXH64, a checksum against damage: what proves that a file is whole and unchanged.
 *
 * 64 bits, so that one damage in 10^19 goes unseen; as fast as memory is read, so that it costs
 * nothing beside what it guards (SHA-256 took a tenth of a sweep); and a published one, which any
 * user can check without this program (xxhsum -H64). It is no guard against malice.
 *
 * Source: Collet, "xxHash fast digest algorithm", IETF draft draft-josefsson-xxhash, with seed 0.
 */
#ifndef CHOKEPOINT_BASE_XXHASH_H
#define CHOKEPOINT_BASE_XXHASH_H

#include <stddef.h>
#include <stdint.h>

#define XXHASH_TEXT 17 // hexadecimal, with the zero at its end

struct xxhash {
    uint64_t sum[4];
    uint64_t n; // bytes so far
    uint8_t stripe[32];
};

void xxhash_begin(struct xxhash *x);
void xxhash_add(struct xxhash *x, const void *data, size_t n);
uint64_t xxhash_end(const struct xxhash *x);

/** Of n bytes at once. */
uint64_t xxhash_of(const void *data, size_t n);

/** In hexadecimal, as xxhsum writes it.  @return out */
char *xxhash_text(uint64_t hash, char out[XXHASH_TEXT]);

#endif
