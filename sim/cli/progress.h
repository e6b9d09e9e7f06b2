/** How far a run is, for people who wait, and whether they still want it. */
#ifndef CHOKEPOINT_CLI_PROGRESS_H
#define CHOKEPOINT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown; // stderr is a terminal and --quiet was not given
    const char *what;
    uint64_t total;
    double began, last; // [s]
};

/** Seconds of a clock that only goes forward. */
double progress_clock(void);

/** Begins a count to `total`. */
void progress_begin(struct progress *progress, const char *what, uint64_t total);

/** Shows what is done, its rate and the time left, at most ten times a second.  @param context
 * struct progress */
void progress_show(void *context, uint64_t done);

/** Clears the line. */
void progress_end(struct progress *progress);

/** From here on SIGINT, SIGTERM and SIGHUP wait to be asked for by progress_interrupted. */
void progress_catch(void);

/** Did one come?  @param context unused */
bool progress_interrupted(void *context);

#endif
