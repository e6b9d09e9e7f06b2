/**
 * Futures whose fitted parameters are given by rank, all else drawn, and what they say at a few
 * points: what a calibration simulates.
 *
 * Particle i has the replications first + i R ... first + i R + R - 1, so its luck is its own
 * whatever runs beside it, and the bits are the same for any number of threads.
 */
#ifndef CHOKEPOINT_DESIGN_PARTICLES_H
#define CHOKEPOINT_DESIGN_PARTICLES_H

#include "engine/observe.h"
#include "engine/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** An observed column at the end of a month of the run; -1 is the opening. */
struct particles_point {
    size_t column;
    int32_t month;
};

struct particles_job {
    const struct plan *plan; // column k of its design is the rank of parameter k
    const struct observation *observation;
    const struct particles_point *point;
    size_t points, parameters;
    uint64_t particles, replications, first;
    const double *rank; // (particles, parameters) in (0, 1)
    double *value;      // (particles, parameters) the numbers they stand for
    double *seen;       // (particles, replications, points) NAN where an identity was violated
    unsigned threads;
    bool (*stop)(void *context);                    // asked between blocks by all threads
    void (*progress)(void *context, uint64_t done); // futures; called by one thread at a time
    void *context;
};

enum particles_end { PARTICLES_WHOLE, PARTICLES_STOPPED, PARTICLES_NO_MEMORY };

enum particles_end particles_run(const struct particles_job *job);

#endif
