/**
 * Reading a configuration: text to scenario, all mistakes in one go.
 *
 * The file is parsed (tree.h), a policy's and the user's changes are laid over it (overlay.h), what
 * results is looked up in the tables (reader.h), and what only shows when all is known is checked
 * (checks.h).
 */
#ifndef CHOKEPOINT_CONFIG_CONFIG_H
#define CHOKEPOINT_CONFIG_CONFIG_H

#include "base/diag.h"
#include "config/source.h"
#include "config/tree.h"
#include "model/scenario.h"

#include <stdbool.h>

/** A file as written, from which the scenarios of all its policies are made. */
struct config_file {
    char *name;
    struct tree tree; // its root NULL after a mistake
    struct source_files files;
};

/** Reads and parses a file. Mistakes go to diag; config_close is allowed whatever comes of it, and
 * twice.
 *  @return false only if memory or the file system failed; diag then has one message more */
bool config_open(struct config_file *file, const char *name, struct diag *diag);
void config_close(struct config_file *file);

/** Applies the overlay named `policy` (NULL: none), then the changes "path = value"
 * in order, checks everything, and fills the scenario, which scenario_free frees whatever comes of
 * it. Mistakes go to diag. The scenario is valid if and only if this returns true and diag->count
 * == 0.
 *  @param file not after a mistake  @param sc overwritten  @param set (n_set)
 *  @return false only if memory failed; diag then has one message more */
bool config_make(const struct config_file *file, const char *policy, const char *const set[],
                 size_t n_set, struct scenario *sc, struct diag *diag);

/** The same with changes that stand somewhere.
 *  @param place (n_set) of each, whose files' names outlive the scenario; NULL: the command line */
bool config_make_at(const struct config_file *file, const char *policy, const char *const set[],
                    const struct diag_place place[], size_t n_set, struct scenario *sc,
                    struct diag *diag);

#endif
