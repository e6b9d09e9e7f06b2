/**
 * Moments of the columns that keep no values: one worker's sums over a chunk, block after block.
 *
 * Deviations are taken about the chunk's first replication and added in groups of sixteen: first
 * those four places apart, then the four (in single precision thirty-two, eight and eight). So the
 * order is the same whatever LANES is.
 */
#ifndef CHOKEPOINT_ENSEMBLE_SUMS_H
#define CHOKEPOINT_ENSEMBLE_SUMS_H

#include "ensemble/ensemble.h"
#include "ensemble/moments.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Of one column and month. */
struct sums_cell {
    double about, sum, square;
};

struct sums_group; // of replications, not yet added to its cell

struct sums {
    size_t columns, cells;      // cells: (months + 1) columns
    struct sums_cell *cell;     // (months + 1, columns)
    uint8_t *apart;             // (months + 1, columns) 1 where deviations are not from 0
    struct sums_group *waiting; // the same, where LANES is smaller than a group
};

/** False if memory is short.  sums_free is allowed afterwards, and twice. */
bool sums_init(struct sums *sums, size_t columns, size_t records);
void sums_free(struct sums *sums);

/** Forgets all. */
void sums_begin(struct sums *sums);

/** Adds a block at the end of month t.  @param first none of the chunk counted before it
 *  @param value (columns) each one's lanes  @param mark (columns) 0 where all of them are zero */
void sums_add(struct sums *sums, const struct ensemble_block *block, int32_t t, bool first,
              const real *const value[], const uint8_t *const mark[]);

/** Adds a chunk of n replications that count to the total.  @param total (months + 1, columns) */
void sums_commit(const struct sums *sums, double n, struct moments total[]);

/** Bytes it takes. */
double sums_bytes(size_t columns, size_t records);

#endif
