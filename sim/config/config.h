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
#include "model/scenario.h"

#include <stdbool.h>

/** Reads a file, applies the overlay named `policy` (NULL: none), then the changes "path = value"
 * in order, checks everything, and fills the scenario, which scenario_free frees whatever comes of
 * it. Mistakes go to diag. The scenario is valid if and only if this returns true and diag->count
 * == 0.
 *  @param sc overwritten; zeroed where the file could not be parsed  @param set (n_set)
 *  @return false only if memory or the file system failed; diag then has one message more */
bool config_read(const char *file, const char *policy, const char *const set[], size_t n_set,
                 struct scenario *sc, struct diag *diag);

#endif
