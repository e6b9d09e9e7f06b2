/** The files of a calibration: the posterior as rows and as changes to a configuration, how it was
 * found, and how it fits. */
#ifndef CHOKEPOINT_OUTPUT_CALIBRATION_TABLES_H
#define CHOKEPOINT_OUTPUT_CALIBRATION_TABLES_H

#include "analysis/abc.h"
#include "analysis/fit.h"
#include "design/study.h"
#include "output/folder.h"

#include <stdbool.h>

/** History matching: a few futures at each point of a Latin hypercube over the prior. */
struct calibration_wave {
    size_t n;
    double *rank, *value;    // (n, parameters)
    double *mean, *variance; // (n, rows) over its futures
    double *implausibility;  // (n) the largest of all rows
    size_t *worst;           // (n) that row
    size_t left;             // points not ruled out
};

struct calibration_tables_of {
    const struct study *study;
    const struct scenario *scenario; // with the prior
    const struct observations *observations;
    const struct fit *fit;
    const struct abc *abc;
    const struct calibration_wave *wave;
    const char *identity, *version;
};

/** Where the numbers of a particle stand. */
static inline size_t calibration_value_column(const struct abc *abc, size_t k)
{
    return abc->of.parameters + k;
}
static inline size_t calibration_seen_column(const struct abc *abc, size_t row)
{
    return 2 * abc->of.parameters + row;
}

/** @return false with the folder's `error` set */
bool calibration_tables_write(struct folder *folder, const struct calibration_tables_of *of);

/** The manifest, which makes the folder whole. */
bool calibration_tables_finish(struct folder *folder, const struct calibration_tables_of *of);

#endif
