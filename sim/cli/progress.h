/** How far a run is, for people and programs that wait, and whether they still want it. */
#ifndef CHOKEPOINT_CLI_PROGRESS_H
#define CHOKEPOINT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum progress_form {
    PROGRESS_NONE,
    PROGRESS_LINE, // one line that is written over, for a terminal
    PROGRESS_JSON, // an object a line, on stderr
};

struct progress {
    enum progress_form form;
    const char *what;           // a policy, or
    const char *subject, *unit; // of what else and what is counted; NULL: "policy", "futures"
    uint64_t done;
    uint64_t total;     // may change on the way
    double began, last; // [s]
};

/** Seconds of a clock that only goes forward. */
double progress_clock(void);

/** Begins a count to `total`. */
void progress_begin(struct progress *progress, const char *what, uint64_t total);

/** Shows what is done, its rate and the time left, at most ten times a second. */
void progress_show(struct progress *progress, uint64_t done);

/** Clears the line, or says that this was the last.  @param how "whole", "enough", "interrupted" */
void progress_end(struct progress *progress, const char *how);

/** From here on SIGINT, SIGTERM and SIGHUP wait to be asked for by progress_interrupted. */
void progress_catch(void);

/** Did one come? */
bool progress_interrupted(void);

/** Takes note of the one that came: the next one is asked for anew. */
void progress_take(void);

/** From here on a signal ends the program at once where this thread can take it. */
void progress_release(void);

#endif
