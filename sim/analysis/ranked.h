/** Numbers in rising order, each with the future it belongs to. */
#ifndef CHOKEPOINT_ANALYSIS_RANKED_H
#define CHOKEPOINT_ANALYSIS_RANKED_H

#include <stddef.h>
#include <stdint.h>

struct ranked {
    double value;
    uint32_t future;
};

/** Sorts by value; equal ones keep their order. Linear in n: a radix sort, byte by byte.
 *  @param list (n) no NAN  @param scratch (n), overwritten */
void ranked_sort(struct ranked list[], size_t n, struct ranked scratch[]);

#endif
