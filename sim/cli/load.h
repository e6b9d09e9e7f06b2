/** From the command line to a scenario: the configuration, its policy and the user's changes. */
#ifndef CHOKEPOINT_CLI_LOAD_H
#define CHOKEPOINT_CLI_LOAD_H

#include "cli/arguments.h"
#include "config/config.h"
#include "model/scenario.h"

#define LOAD_BASELINE                                                                              \
    "baseline" // the configuration as it stands, unless a policy of that name is declared

/** Reads argument 0. Prints mistakes.  @param file config_close in any case  @return an exit code
 */
int load_file(const struct arguments *arguments, struct config_file *file);

/** Makes the scenario of a policy (NULL: none) with all --set, --months, --replications, --seed.
 * Prints mistakes.
 *  @param sc overwritten; scenario_free in any case  @return an exit code */
int load_scenario(const struct arguments *arguments, const struct config_file *file,
                  const char *policy, struct scenario *sc);

/** Both under one policy (NULL: none); the baseline is the configuration as it stands unless it is
 * declared. */
int load_policy(const struct arguments *arguments, const char *policy, struct scenario *sc);

/** Is a policy of this name declared? */
bool load_has_policy(const struct scenario *sc, const char *policy);

/** Is the part of the program that is compiled for a scenario's precision another one? The single
 * one takes all, so that every policy of a run has the same. */
bool load_is_elsewhere(const struct scenario *sc);

/** A command line that replays one replication of this run, for sh; in fresh memory, NULL if there
 * is none. */
char *load_replay_line(const struct arguments *arguments, const char *policy, uint64_t replication);

/** This command line for sh, with one option more unless it is there; in fresh memory, NULL if
 * there is none. */
char *load_command_line(const struct arguments *arguments, const char *more);

/** A command line that replays one replication of a run of a study. */
char *load_replay_run_line(const struct arguments *arguments, uint64_t run, uint64_t replication);

#endif
