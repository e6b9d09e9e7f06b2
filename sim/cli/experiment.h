/** A study made ready to run: read, laid out, cut into chunks, with the hash of all its numbers
 * depend on. */
#ifndef CHOKEPOINT_CLI_EXPERIMENT_H
#define CHOKEPOINT_CLI_EXPERIMENT_H

#include "base/xxhash.h"
#include "cli/arguments.h"
#include "design/sweep.h"
#include "output/chunk.h"

#include <stdbool.h>
#include <stddef.h>

#define EXPERIMENT_STUDY    "study.cfg"    // in a folder of results
#define EXPERIMENT_IDENTITY "identity.txt" // beside it

struct experiment {
    struct study study;
    struct design_plan design;
    struct plans plans;
    struct chunk_kind kind; // its folder is the caller's
    char *identity; // the program's version, checksums of the files read, the resolved study
    char hash[XXHASH_TEXT]; // of the identity
};

/** Reads a study with all --set. Prints mistakes.  @param e experiment_close in any case
 *  @return an exit code */
int experiment_open(struct experiment *e, const char *file, const struct arguments *arguments);
void experiment_close(struct experiment *e);

/** Compiles what policies need, as far as plans are kept, so that mistakes show at once. Prints
 * them.  @return an exit code */
int experiment_compile(struct experiment *e, const char *file);

/** Says what a failed computation means: memory, or mistakes of the study.  @return an exit code */
int experiment_failed(struct experiment *e, const char *file);

/** Lets chunks keep the series of each outcome, over the months of the first policy's runs. Prints
 * mistakes.  @return an exit code */
int experiment_keep_series(struct experiment *e);

/** Says the manifest in a folder that its chunks keep them? */
bool experiment_has_series(const char *folder);

/** The text of a file in fresh memory; NULL if it cannot be read (errno) or there is none. */
char *experiment_text(const char *folder, const char *name);

/** Does a folder hold what a sweep wrote, whole or in parts? Else says so. */
bool experiment_is_in(const char *folder);

/** Does a folder belong to this experiment? Else prints what differs. */
bool experiment_is_of(const struct experiment *e, const char *folder);

/** Says that a run failed, and how to see it again. */
void experiment_tell_failure(const struct arguments *arguments, const struct runs_failure *failure);

/** The study as it stands in a folder of results, in fresh memory; NULL if there is none. */
char *experiment_resolved(const struct experiment *e);

#endif
