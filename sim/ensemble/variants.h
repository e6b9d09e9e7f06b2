/**
 * One program for every machine: the engine compiled for several instruction sets, the best chosen
 * at start.
 *
 * All variants give the same bytes: nothing is contracted or reassociated, whatever the vector
 * width.
 */
#ifndef CHOKEPOINT_ENSEMBLE_VARIANTS_H
#define CHOKEPOINT_ENSEMBLE_VARIANTS_H

#include "engine/engine.h"

/** As engine_run. */
typedef void variants_engine(const struct plan *plan, struct state *state,
                             struct engine_futures futures, draws_watcher *watcher,
                             void *watcher_context, const struct engine_observer *observer);

struct variant {
    const char *name; // of the instruction set
    variants_engine *run;
};

/** The best variant this machine can run; the environment's CHOKEPOINT_VARIANT may name a lesser
 * one. */
struct variant variants_best(void);

#endif
