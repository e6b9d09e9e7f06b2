/*
 * Link-time replacement of rng_uniform and rng_uniform_each for the GSL peer: a Mersenne Twister of
 * the GNU Scientific Library, streamed in the order of use. One thread only.
 *
 * Linked with -Wl,--wrap=rng_uniform,--wrap=rng_uniform_each.
 */
#include "base/rng.h"

#include <gsl/gsl_rng.h>

void __wrap_rng_uniform(struct rng_at at, uint64_t first, size_t n, double u[]);
void __wrap_rng_uniform_each(struct rng_at at, uint64_t first, size_t n, struct rng_places places,
                             double u[]);

void __wrap_rng_uniform(struct rng_at at, uint64_t first, size_t n, double u[])
{
    static gsl_rng *stream;

    (void)first;
    if (!stream) {
        stream = gsl_rng_alloc(gsl_rng_mt19937);
        gsl_rng_set(stream, at.seed);
    }
    for (size_t i = 0; i < n; i++)
        u[i] = gsl_rng_uniform_pos(stream);
}

void __wrap_rng_uniform_each(struct rng_at at, uint64_t first, size_t n, struct rng_places places,
                             double u[])
{
    (void)places;
    __wrap_rng_uniform(at, first, n, u);
}
