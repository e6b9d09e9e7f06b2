/**
 * What an ensemble keeps of the metrics: every value while they are moderately many, else their
 * moments and histograms, in memory that does not grow with the number of replications.
 *
 * A worker gathers the values of its chunk; once the chunk is whole it sums them up (samples_sum),
 * is added in the order of chunks (samples_commit), and counts the values in histograms all workers
 * share (samples_settle): counts are integers, so their order does not matter.
 */
#ifndef CHOKEPOINT_ENSEMBLE_SAMPLES_H
#define CHOKEPOINT_ENSEMBLE_SAMPLES_H

#include "engine/observe.h"
#include "ensemble/ensemble.h"
#include "ensemble/histogram.h"
#include "ensemble/moments.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLES_EXACT       2000 // replications up to which every value is kept
#define SAMPLES_EXACT_BYTES 1e9  // and the memory for that
#define SAMPLES_BITS        6    // 64 bins an octave: relative error at most 1/128
#define SAMPLES_BITS_HEAD   9    // 512 for headline metrics at their dates: at most 1/1024
#define SAMPLES_BITS_APART  4    // 16 for differences, which reach over many octaves: at most 1/32

/** One worker's chunk. */
struct samples_part {
    real *value;             // (months + 1, columns, width), NAN where it does not count
    struct moments *moments; // (months + 1, columns)
};

struct samples {
    size_t columns, records; // metrics, months + 1
    uint64_t replications;   // N, the most there may be
    bool exact;
    bool failed;                 // memory ran short; what was counted is incomplete
    size_t width;                // replications of a chunk, the last one's too
    real *value;                 // exact: (chunks, months + 1, columns, width), as a part's
    uint8_t *counts;             // exact: (N) 1 where the replication counts
    struct histogram *histogram; // (months + 1, columns)
    struct moments *moments;     // the same
    pthread_mutex_t *lock;       // (months + 1) of histograms
    size_t n_locks;
    bool *head; // (months + 1, columns): counted in the order of chunks, so that they can be asked
                // meanwhile
};

/** Would a run this large keep every value?  @param exact wanted whatever it takes */
bool samples_exact(size_t records, size_t columns, uint64_t replications, bool exact);

/** Bytes of all, to refuse what would not fit. */
double samples_bytes(size_t records, size_t columns, uint64_t replications, bool exact,
                     unsigned workers);

/** False if memory is short.  samples_free is allowed afterwards, and twice.
 *  @param exact keep every value  @param bits of bins otherwise, headline metrics apart */
bool samples_init(struct samples *samples, const struct observation *observation, int32_t months,
                  uint64_t replications, bool exact, uint32_t bits);
void samples_free(struct samples *samples);
bool samples_part_init(struct samples_part *part, const struct samples *samples);
void samples_part_free(struct samples_part *part);

/** Keeps a block's metrics at the end of month t.  @param value (columns) each one's lanes */
void samples_keep(struct samples *samples, struct samples_part *part,
                  const struct ensemble_block *block, int32_t t, const real *const value[]);

/** A cell's values of a worker's chunk.  @param wide where they go if reals have other bits */
const double *samples_chunk(const struct samples *samples, const struct samples_part *part,
                            size_t cell, double wide[ENSEMBLE_CHUNK]);

/** The three steps of a whole chunk of n replications, failed ones included. */
void samples_sum(const struct samples *samples, struct samples_part *part, size_t n);
void samples_commit(struct samples *samples, const struct samples_part *part, size_t n);
void samples_settle(struct samples *samples, const struct samples_part *part, size_t n);

/** Place of a column at the end of month t among `histogram` and `moments`. */
size_t samples_cell(const struct samples *samples, int32_t t, size_t column);

/** A column's values at the end of month t of the first n replications in their order, NAN where
 * they do not count; of exact samples.  @param x (n), overwritten */
void samples_values(const struct samples *samples, int32_t t, size_t column, uint64_t n,
                    double x[]);

/** One of them. */
double samples_value(const struct samples *samples, int32_t t, size_t column, uint64_t place);

#endif
