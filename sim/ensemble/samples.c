#include "ensemble/samples.h"

#include "base/clones.h"
#include "base/pages.h"
#include "ensemble/headline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OCTAVES 6 // a histogram is expected to touch

bool samples_exact(size_t records, size_t columns, uint64_t replications, bool exact)
{
    const double bytes = sizeof(real) * (double)(records * columns) * (double)replications;

    return exact || (replications <= SAMPLES_EXACT && bytes <= SAMPLES_EXACT_BYTES);
}

double samples_bytes(size_t records, size_t columns, uint64_t replications, bool exact,
                     unsigned workers)
{
    const double cells = (double)(records * columns);

    if (samples_exact(records, columns, replications, exact))
        return (sizeof(real) * cells + 1) * (double)replications;
    return cells * (sizeof(struct histogram) + sizeof(struct moments) +
                    OCTAVES * (sizeof(uint32_t) << SAMPLES_BITS)) +
           workers * cells * (sizeof(real) * ENSEMBLE_CHUNK + sizeof(struct moments));
}

static bool init_histograms(struct samples *s, const struct observation *o, int32_t months,
                            uint32_t bits)
{
    int32_t shown[HEADLINE_MONTHS];
    const size_t cells = s->records * s->columns, n = headline_months(months, shown);

    s->histogram = calloc(cells + 1, sizeof *s->histogram);
    s->moments = calloc(cells + 1, sizeof *s->moments);
    s->lock = calloc(s->records, sizeof *s->lock);
    s->head = calloc(cells + 1, sizeof *s->head);
    if (!s->histogram || !s->moments || !s->lock || !s->head)
        return false;
    for (; s->n_locks < s->records; s->n_locks++)
        if (pthread_mutex_init(&s->lock[s->n_locks], NULL) != 0)
            return false;
    for (size_t i = 0; i < s->columns; i++)
        for (size_t k = 0; k < n && headline_is(&o->column[i]); k++)
            s->head[samples_cell(s, shown[k], i)] = true;
    for (size_t cell = 0; cell < cells; cell++)
        histogram_init(&s->histogram[cell], s->head[cell] ? SAMPLES_BITS_HEAD : bits);
    return true;
}

bool samples_init(struct samples *s, const struct observation *o, int32_t months,
                  uint64_t replications, bool exact, uint32_t bits)
{
    *s = (struct samples){.columns = o->first[OBSERVE_METRICS + 1],
                          .records = (size_t)months + 1,
                          .replications = replications,
                          .exact = exact};
    s->width = replications < ENSEMBLE_CHUNK ? replications : ENSEMBLE_CHUNK;
    if (!s->exact)
        return init_histograms(s, o, months, bits);
    const size_t chunks = (replications + ENSEMBLE_CHUNK - 1) / ENSEMBLE_CHUNK;
    s->value = calloc(chunks * s->records * s->columns * s->width + 1, sizeof *s->value);
    s->counts = calloc(replications + 1, sizeof *s->counts);
    return s->value && s->counts;
}

void samples_free(struct samples *s)
{
    for (size_t i = 0; s->histogram && i < s->records * s->columns; i++)
        histogram_free(&s->histogram[i]);
    for (size_t i = 0; i < s->n_locks; i++)
        pthread_mutex_destroy(&s->lock[i]);
    free(s->value);
    free(s->counts);
    free(s->histogram);
    free(s->moments);
    free(s->lock);
    free(s->head);
    *s = (struct samples){0};
}

bool samples_part_init(struct samples_part *p, const struct samples *s)
{
    const size_t cells = s->records * s->columns;

    *p = (struct samples_part){0};
    if (s->exact)
        return true;
    p->value = pages_take((cells * s->width + 1) * sizeof *p->value);
    p->moments = calloc(cells + 1, sizeof *p->moments);
    return p->value && p->moments;
}

void samples_part_free(struct samples_part *p)
{
    free(p->value);
    free(p->moments);
    *p = (struct samples_part){0};
}

/** Where the values of a chunk begin. */
static real *chunk_of(const struct samples *s, uint64_t place)
{
    return s->value + place / ENSEMBLE_CHUNK * s->records * s->columns * s->width;
}

void samples_keep(struct samples *s, struct samples_part *p, const struct ensemble_block *block,
                  int32_t t, const real *const value[])
{
    const uint64_t left = s->replications - block->place;
    const size_t n = left < LANES ? (size_t)left : LANES;
    real *at = (s->exact ? chunk_of(s, block->place) : p->value) +
               samples_cell(s, t, 0) * s->width + block->place % ENSEMBLE_CHUNK;

    if (s->exact)
        memcpy(s->counts + block->place, block->used, n);
    if (ensemble_all(block))
        for (size_t c = 0; c < s->columns; c++)
            for (size_t i = 0; i < LANES; i++)
                at[c * s->width + i] = value[c][i];
    else
        for (size_t c = 0; c < s->columns; c++)
            for (size_t i = 0; i < n; i++)
                at[c * s->width + i] = block->used[i] ? value[c][i] : (real)NAN;
}

CLONES const double *samples_chunk(const struct samples *s, const struct samples_part *p,
                                   size_t cell, double wide[ENSEMBLE_CHUNK])
{
    const real *x = p->value + cell * s->width;

#ifdef CHOKEPOINT_SINGLE
    for (size_t i = 0; i < s->width; i++)
        wide[i] = x[i];
    return wide;
#else
    (void)wide;
    return x;
#endif
}

void samples_sum(const struct samples *s, struct samples_part *p, size_t n)
{
    double wide[ENSEMBLE_CHUNK];

    for (size_t cell = 0; cell < s->records * s->columns && !s->exact; cell++) {
        p->moments[cell] = (struct moments){0};
        moments_add_values(&p->moments[cell], samples_chunk(s, p, cell, wide), n);
    }
}

static bool count(struct samples *s, const struct samples_part *p, size_t cell, size_t n)
{
    double wide[ENSEMBLE_CHUNK];

    return histogram_add(&s->histogram[cell], samples_chunk(s, p, cell, wide), n);
}

void samples_commit(struct samples *s, const struct samples_part *p, size_t n)
{
    for (size_t cell = 0; cell < s->records * s->columns && !s->exact; cell++) {
        moments_merge(&s->moments[cell], &p->moments[cell]);
        if (s->head[cell] && !count(s, p, cell, n))
            s->failed = true;
    }
}

void samples_settle(struct samples *s, const struct samples_part *p, size_t n)
{
    for (size_t record = 0; record < s->records && !s->exact; record++) {
        pthread_mutex_lock(&s->lock[record]);
        for (size_t cell = record * s->columns; cell < (record + 1) * s->columns; cell++)
            if (!s->head[cell] && !count(s, p, cell, n))
                __atomic_store_n(&s->failed, true, __ATOMIC_RELAXED);
        pthread_mutex_unlock(&s->lock[record]);
    }
}

size_t samples_cell(const struct samples *s, int32_t t, size_t column)
{
    return (size_t)(t + 1) * s->columns + column;
}

void samples_values(const struct samples *s, int32_t t, size_t column, uint64_t n, double x[])
{
    for (uint64_t place = 0; place < n; place += ENSEMBLE_CHUNK) {
        const real *from = chunk_of(s, place) + samples_cell(s, t, column) * s->width;
        for (uint64_t i = 0; i < ENSEMBLE_CHUNK && place + i < n; i++)
            x[place + i] = from[i];
    }
}

double samples_value(const struct samples *s, int32_t t, size_t column, uint64_t place)
{
    return chunk_of(s, place)[samples_cell(s, t, column) * s->width + place % ENSEMBLE_CHUNK];
}
