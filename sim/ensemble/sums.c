#include "ensemble/sums.h"

#include "base/clones.h"
#include "base/pages.h"

#include <stdlib.h>
#include <string.h>

#define GROUP (128 / (int)sizeof(real))
#define WIDE  (32 / (int)sizeof(real))

enum { PART = LANES < GROUP ? LANES : GROUP }; // of a group in one block

// a register of reals; within a group deviations are added as they are, all else in 64 bits
typedef real wide __attribute__((vector_size(32), aligned(sizeof(real)), may_alias));

/** A group so far: replication r in place r % WIDE. */
struct sums_group {
    wide sum, square;
};

bool sums_init(struct sums *s, size_t columns, size_t records)
{
    const size_t n = columns * records + 1;

    *s = (struct sums){.columns = columns, .cells = columns * records};
    s->cell = pages_take(n * sizeof *s->cell);
    s->waiting = calloc(LANES < GROUP ? n : 1, sizeof *s->waiting);
    s->apart = calloc(n, sizeof *s->apart);
    return s->cell && s->waiting && s->apart;
}

void sums_free(struct sums *s)
{
    free(s->cell);
    free(s->apart);
    free(s->waiting);
    *s = (struct sums){0};
}

void sums_begin(struct sums *s)
{
    memset(s->cell, 0, s->cells * sizeof *s->cell);
    memset(s->apart, 0, s->cells * sizeof *s->apart);
    memset(s->waiting, 0, (LANES < GROUP ? s->cells : 1) * sizeof *s->waiting);
}

/** Adds (g0 + g1) + (g2 + g3) of both sums, side by side; so do the upper halves of eight. */
static inline void close_group(struct sums_cell *cell, const struct sums_group *g)
{
#ifdef CHOKEPOINT_SINGLE
    const wide even = __builtin_shufflevector(g->sum, g->square, 0, 8, 2, 10, 4, 12, 6, 14);
    const wide odd = __builtin_shufflevector(g->sum, g->square, 1, 9, 3, 11, 5, 13, 7, 15);
    const wide pairs = even + odd;

    cell->sum += (pairs[0] + pairs[2]) + (pairs[4] + pairs[6]);
    cell->square += (pairs[1] + pairs[3]) + (pairs[5] + pairs[7]);
#else
    const wide even = __builtin_shufflevector(g->sum, g->square, 0, 4, 2, 6);
    const wide odd = __builtin_shufflevector(g->sum, g->square, 1, 5, 3, 7);
    const wide pairs = even + odd;

    cell->sum += pairs[0] + pairs[2];
    cell->square += pairs[1] + pairs[3];
#endif
}

/** Adds the deviations of a block's part.  @param place of its first replication */
static inline void add_part(struct sums_group *g, uint64_t place, real about, const real *x)
{
    for (int i = 0; i < PART && LANES < WIDE; i++) {
        const real d = x[i] - about;
        g->sum[(place + (uint64_t)i) % WIDE] += d;
        g->square[(place + (uint64_t)i) % WIDE] += d * d;
    }
    for (int i = 0; i < PART && LANES >= WIDE; i += WIDE) { // begins at 0 of the width
        const wide d = *(const wide *)(x + i) - about;
        g->sum += d;
        g->square += d * d;
    }
}

// inlined, so that it is compiled once for each processor
static inline __attribute__((always_inline)) void
add_column(struct sums_cell *cell, struct sums_group *waiting, uint64_t place, const real x[LANES])
{
    if (LANES >= GROUP && cell->about == 0 && !lanes_any(x))
        return;
    for (int i = 0; i < LANES; i += PART) {
        struct sums_group here = {0}, *group = LANES < GROUP ? waiting : &here;
        add_part(group, place, (real)cell->about, x + i);
        if (LANES < GROUP && (place + PART) % GROUP != 0)
            continue;
        close_group(cell, group);
        *group = (struct sums_group){0};
    }
}

/** The first lane that counts, or LANES. */
static int first_used(const struct ensemble_block *block)
{
    int lane = 0;

    while (lane < LANES && !block->used[lane])
        lane++;
    return lane;
}

CLONES void sums_add(struct sums *s, const struct ensemble_block *block, int32_t t, bool first,
                     const real *const value[], const uint8_t *const mark[])
{
    const size_t row = (size_t)(t + 1) * s->columns;
    const int lane = first_used(block);
    const bool all = ensemble_all(block);

    if (lane == LANES && first)
        return;
    for (size_t c = 0; c < s->columns; c++) {
        if (LANES >= GROUP && !(*mark[c] | s->apart[row + c])) // most of ledger and flows
            continue;
        struct sums_cell *cell = &s->cell[row + c];
        const real *x = value[c];
        lanes counting;
        if (first) {
            cell->about = x[lane];
            s->apart[row + c] = cell->about != 0;
        }
        for (int i = 0; i < LANES && !all; i++)
            counting[i] = block->used[i] ? x[i] : cell->about;
        add_column(cell, &s->waiting[LANES < GROUP ? row + c : 0], block->place,
                   all ? x : counting);
    }
}

CLONES void sums_commit(const struct sums *s, double n, struct moments total[])
{
    for (size_t i = 0; i < s->cells; i++) {
        struct sums_cell cell = s->cell[i];
        if (LANES < GROUP)
            close_group(&cell, &s->waiting[i]);
        moments_add(&total[i], n, cell.about, cell.sum, cell.square);
    }
}

double sums_bytes(size_t columns, size_t records)
{
    return (double)(columns * records) *
           (sizeof(struct sums_cell) + 1 + (LANES < GROUP ? sizeof(struct sums_group) : 0));
}
