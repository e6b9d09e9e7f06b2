#include "ensemble/spreads.h"

#include <math.h>
#include <stdlib.h>

bool spreads_init(struct spreads *sp, const struct samples *s)
{
    *sp = (struct spreads){
        .cells = s->exact ? 0 : s->records * s->columns,
    };
    sp->mean = calloc(sp->cells + 1, sizeof *sp->mean);
    sp->below = calloc(sp->cells + 1, sizeof *sp->below);
    if (!sp->mean || !sp->below)
        return false;
    for (size_t cell = 0; cell < sp->cells; cell++) {
        if (!s->head[cell])
            continue;
        sp->below[cell] = calloc(SOBOL_RANDOMISATIONS, sizeof **sp->below);
        if (!sp->below[cell])
            return false;
        for (int r = 0; r < SOBOL_RANDOMISATIONS; r++)
            histogram_init(&sp->below[cell][r], SAMPLES_BITS_HEAD);
    }
    return true;
}

void spreads_free(struct spreads *sp)
{
    for (size_t cell = 0; sp->below && cell < sp->cells; cell++) {
        for (int r = 0; sp->below[cell] && r < SOBOL_RANDOMISATIONS; r++)
            histogram_free(&sp->below[cell][r]);
        free(sp->below[cell]);
    }
    free(sp->below);
    free(sp->mean);
    *sp = (struct spreads){0};
}

/** Counts each randomisation's values of a chunk. */
static bool count(struct histogram below[SOBOL_RANDOMISATIONS], const double x[], size_t n)
{
    bool fine = true;

    for (size_t r = 0; r < SOBOL_RANDOMISATIONS; r++) {
        double own[ENSEMBLE_CHUNK / SOBOL_RANDOMISATIONS];
        size_t n_own = 0;
        for (size_t i = r; i < n; i += SOBOL_RANDOMISATIONS)
            own[n_own++] = x[i];
        fine = histogram_add(&below[r], own, n_own) && fine;
    }
    return fine;
}

bool spreads_commit(struct spreads *sp, const struct samples *s, const struct samples_part *p,
                    size_t n)
{
    bool fine = true;
    double wide[ENSEMBLE_CHUNK];

    for (size_t cell = 0; cell < sp->cells; cell++) {
        const double *x = samples_chunk(s, p, cell, wide);
        spread_add(&sp->mean[cell], x, n);
        fine = fine && (!sp->below[cell] || count(sp->below[cell], x, n));
    }
    return fine;
}

/** A chunk of kept values, NAN where they do not count.  @return how many */
static size_t take(const struct samples *s, int32_t t, size_t column, uint64_t place,
                   uint64_t places, double x[ENSEMBLE_CHUNK])
{
    const size_t n = places - place < ENSEMBLE_CHUNK ? places - place : ENSEMBLE_CHUNK;

    for (size_t i = 0; i < n; i++)
        x[i] = samples_value(s, t, column, place + i);
    return n;
}

struct spread spreads_mean(const struct spreads *sp, const struct samples *s, int32_t t,
                           size_t column, uint64_t places)
{
    struct spread spread = {0};
    double x[ENSEMBLE_CHUNK];

    if (!s->exact)
        return sp->mean[samples_cell(s, t, column)];
    for (uint64_t place = 0; place < places; place += ENSEMBLE_CHUNK)
        spread_add(&spread, x, take(s, t, column, place, places, x));
    return spread;
}

struct spread spreads_below(const struct spreads *sp, const struct samples *s, int32_t t,
                            size_t column, uint64_t places, double at)
{
    struct spread spread = {0};
    double x[ENSEMBLE_CHUNK];

    for (int r = 0; r < SOBOL_RANDOMISATIONS && !s->exact; r++) {
        const struct histogram *h = &sp->below[samples_cell(s, t, column)][r];
        spread.n[r] = h->n;
        spread.sum[r] = histogram_below(h, at);
    }
    for (uint64_t place = 0; place < places && s->exact; place += ENSEMBLE_CHUNK) {
        const size_t n = take(s, t, column, place, places, x);
        for (size_t i = 0; i < n; i++)
            x[i] = isnan(x[i]) ? NAN : x[i] <= at;
        spread_add(&spread, x, n);
    }
    return spread;
}
