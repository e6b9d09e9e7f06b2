/** From the command line to a scenario: the configuration, its policy and the user's changes. */
#ifndef CHOKEPOINT_CLI_LOAD_H
#define CHOKEPOINT_CLI_LOAD_H

#include "cli/arguments.h"
#include "model/scenario.h"

#define LOAD_BASELINE                                                                              \
    "baseline" // the configuration as it stands, unless a policy of that name is declared

/** Reads argument 0 with a policy (NULL: none) and all --set, --months, --replications, --seed.
 * Prints mistakes.
 *  @param sc overwritten; scenario_free in any case  @return an exit code */
int load_scenario(const struct arguments *arguments, const char *policy, struct scenario *sc);

/** The same under the one --policy; the baseline is the configuration as it stands unless it is
 * declared. */
int load_policy(const struct arguments *arguments, struct scenario *sc);

/** Is a policy of this name declared? */
bool load_has_policy(const struct scenario *sc, const char *policy);

/** A command line that replays one replication of this run, for sh; in fresh memory, NULL if there
 * is none. */
char *load_replay_line(const struct arguments *arguments, const char *policy, uint64_t replication);

#endif
