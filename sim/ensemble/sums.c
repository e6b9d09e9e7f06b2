#include "ensemble/sums.h"

#include "base/clones.h"

#include <stdlib.h>
#include <string.h>

#define GROUP 4

bool sums_init(struct sums *s, size_t columns, size_t records)
{
    const size_t n = columns * records + 1;

    *s = (struct sums){.columns = columns, .cells = columns * records};
    s->about = calloc(n, sizeof *s->about);
    s->sum = calloc(n, sizeof *s->sum);
    s->square = calloc(n, sizeof *s->square);
    s->waiting = calloc(LANES < GROUP ? n : 1, sizeof *s->waiting);
    return s->about && s->sum && s->square && s->waiting;
}

void sums_free(struct sums *s)
{
    free(s->about);
    free(s->sum);
    free(s->square);
    free(s->waiting);
    *s = (struct sums){0};
}

void sums_begin(struct sums *s)
{
    memset(s->sum, 0, s->cells * sizeof *s->sum);
    memset(s->square, 0, s->cells * sizeof *s->square);
    memset(s->waiting, 0, (LANES < GROUP ? s->cells : 1) * sizeof *s->waiting);
}

#if LANES < GROUP

static void add_column(struct sums *s, size_t cell, const struct ensemble_block *block,
                       const double v[LANES])
{
    const double d = block->used[0] ? v[0] - s->about[cell] : 0, q = d * d;
    double *w = s->waiting[cell];

    switch (block->place % GROUP) {
    case 0:
        w[0] = d;
        w[1] = q;
        break;
    case 1:
        w[0] += d;
        w[1] += q;
        break;
    case 2:
        w[2] = d;
        w[3] = q;
        break;
    default:
        s->sum[cell] += w[0] + (w[2] + d);
        s->square[cell] += w[1] + (w[3] + q);
        memset(w, 0, sizeof *s->waiting);
    }
}

#else

// inlined, so that it is compiled once for each processor
static inline __attribute__((always_inline)) void
add_column(struct sums *s, size_t cell, const struct ensemble_block *block, const double v[LANES])
{
    const double about = s->about[cell];
    double sum = s->sum[cell], square = s->square[cell], d[LANES], other = 0;

    EACH_LANE (i) {
        d[i] = block->used[i] ? v[i] - about : 0;
        other += d[i] != 0;
    }
    if (other == 0)
        return;
    for (int i = 0; i < LANES; i += GROUP) {
        sum += (d[i] + d[i + 1]) + (d[i + 2] + d[i + 3]);
        square += (d[i] * d[i] + d[i + 1] * d[i + 1]) + (d[i + 2] * d[i + 2] + d[i + 3] * d[i + 3]);
    }
    s->sum[cell] = sum;
    s->square[cell] = square;
}

#endif

CLONES void sums_add(struct sums *s, const struct ensemble_block *block, int32_t t, bool first,
                     const lanes month[])
{
    const size_t row = (size_t)(t + 1) * s->columns;
    int lane = 0;

    while (lane < LANES && !block->used[lane])
        lane++;
    if (lane == LANES && first)
        return;
    for (size_t c = 0; c < s->columns; c++) {
        if (first)
            s->about[row + c] = month[c][lane];
        add_column(s, row + c, block, month[c]);
    }
}

void sums_commit(const struct sums *s, double n, struct moments total[])
{
    for (size_t i = 0; i < s->cells; i++) {
        const double *w = s->waiting[LANES < GROUP ? i : 0];
        moments_add(&total[i], n, s->about[i], s->sum[i] + (w[0] + w[2]),
                    s->square[i] + (w[1] + w[3]));
    }
}

double sums_bytes(size_t columns, size_t records)
{
    return (double)(columns * records) * (LANES < GROUP ? 7 : 3) * sizeof(double);
}
