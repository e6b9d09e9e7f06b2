/** What tests of many floors begin with: a scenario read from a file. */
#ifndef CHOKEPOINT_TESTS_READ_SCENARIO_H
#define CHOKEPOINT_TESTS_READ_SCENARIO_H

#include "config/config.h"

/** Reads a file for one policy.
 *  @param sc overwritten; without entities where the file could not be parsed
 *  @return false only if memory or the file system failed; mistakes go to diag */
static inline bool read_scenario(const char *name, const char *policy, const char *const set[],
                                 size_t n_set, struct scenario *sc, struct diag *diag)
{
    struct config_file file;
    bool fine = config_open(&file, name, diag);

    *sc = (struct scenario){0};
    if (fine && file.tree.root)
        fine = config_make(&file, policy, set, n_set, sc, diag);
    config_close(&file);
    return fine;
}

#endif
