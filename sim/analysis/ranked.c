#include "analysis/ranked.h"

#include <stdbool.h>
#include <string.h>

#define BYTES 8

/** Bits that rise with the value: of negative numbers all are turned, of others the sign. */
static uint64_t key_of(double value)
{
    uint64_t bits;
    const double x = value + 0.0; // -0 is 0

    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static size_t byte_of(double value, int byte)
{
    return (size_t)(key_of(value) >> (8 * byte)) & 0xff;
}

void ranked_sort(struct ranked list[], size_t n, struct ranked scratch[])
{
    size_t count[BYTES][256] = {{0}};
    struct ranked *from = list, *to = scratch;

    for (size_t i = 0; i < n; i++)
        for (int b = 0; b < BYTES; b++)
            count[b][byte_of(list[i].value, b)]++;
    for (int b = 0; b < BYTES; b++) {
        size_t place[256], before = 0;
        if (n == 0 || count[b][byte_of(from[0].value, b)] == n) // all the same
            continue;
        for (int k = 0; k < 256; k++) {
            place[k] = before;
            before += count[b][k];
        }
        for (size_t i = 0; i < n; i++)
            to[place[byte_of(from[i].value, b)]++] = from[i];
        struct ranked *other = from;
        from = to;
        to = other;
    }
    if (from != list)
        memcpy(list, from, n * sizeof *list);
}
