/*
 * The floor of speed: nothing but the uniforms a run draws and their transforms, or the bytes it
 * writes.
 *
 *   floor draws REPLICATIONS UNIFORMS NORMALS EXPS CDFS   counts are per replication
 *   floor write BYTES FILE
 *
 * Prints seconds. Transforms run over blocks of LANES with the program's own kernels, as fast as
 * they vectorise.
 */
#include "base/exact_math_kernels.h"
#include "base/exact_math_normal.h"
#include "base/lanes.h"
#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double draw_block(uint64_t first, const long count[4])
{
    lanes u, sum = {0};

    for (long i = 0; i < count[0]; i++) {
        rng_uniform((struct rng_at){1, 2, (uint32_t)i, 3, 0}, first, LANES, u);
        if (i < count[1])
            EACH_LANE (l)
                u[l] = exact_math_normal_quantile(u[l]);
        if (i < count[2])
            EACH_LANE (l)
                u[l] = exact_math_exp(u[l]);
        if (i < count[3])
            EACH_LANE (l)
                u[l] = exact_math_normal_cdf(u[l]);
        EACH_LANE (l)
            sum[l] += u[l];
    }
    return sum[0];
}

int main(int argc, char **argv)
{
    double begin, kept = 0;

    if (argc == 7 && !strcmp(argv[1], "draws")) {
        const uint64_t replications = strtoull(argv[2], NULL, 10);
        const long count[4] = {atol(argv[3]), atol(argv[4]), atol(argv[5]), atol(argv[6])};
        begin = now(CLOCK_PROCESS_CPUTIME_ID);
        for (uint64_t first = 0; first < replications; first += LANES)
            kept += draw_block(first, count);
        printf("%.9f\n", now(CLOCK_PROCESS_CPUTIME_ID) - begin);
        return kept == 0.1; // the sum is used, so nothing is optimised away
    }
    if (argc == 4 && !strcmp(argv[1], "write")) {
        size_t left = strtoull(argv[2], NULL, 10);
        char *bytes = calloc(1, 1 << 16);
        begin = now(CLOCK_MONOTONIC);
        FILE *file = fopen(argv[3], "wb");
        for (; bytes && file && left > 0; left -= left < 1 << 16 ? left : 1 << 16)
            if (!fwrite(bytes, left < 1 << 16 ? left : 1 << 16, 1, file))
                return 1;
        if (!bytes || !file || fclose(file) != 0)
            return 1;
        free(bytes);
        printf("%.9f\n", now(CLOCK_MONOTONIC) - begin);
        return 0;
    }
    return 2;
}
