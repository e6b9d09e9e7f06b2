/**
 * What the user can ask for. commands.c lists the commands; each stands in a file of its own.
 *
 * Data goes to stdout, words for people to stderr. Only this floor prints and chooses exit codes.
 */
#ifndef CHOKEPOINT_CLI_COMMANDS_H
#define CHOKEPOINT_CLI_COMMANDS_H

#include "cli/arguments.h"

enum exit_code {
    EXIT_FINE = 0,
    EXIT_RUN = 1, // some replication violated an identity
    EXIT_USAGE = 2,
    EXIT_CONFIGURATION = 3,
    EXIT_WORLD = 4, // disk or memory
    EXIT_INTERRUPTED = 130,
    EXIT_OTHER_PRECISION = -1, // never seen outside: the command begins again in single precision
};

/** Says so.  @return an exit code */
static inline int no_memory(void)
{
    fputs("chokepoint: no memory\n", stderr);
    return EXIT_WORLD;
}

/** So begins what a command says whose results are there already, for `batch`. */
#define NOTHING_TO_DO "nothing to do: "

struct command {
    const char *name;
    const char *arguments;        // "CONFIG [PATH]"
    const char *summary;          // one line
    int least, most;              // arguments that are not options
    const struct option *options; // ends with {0}; NULL if there are none
    const char *details;          // more for its --help, or NULL
    int (*run)(const struct arguments *arguments);
};

// clang-format off
extern const struct command
    command_run,
    command_show,
    command_report,
    command_batch,
    command_marginal,
    command_variance,
    command_additionality,
    command_exceedance,
    command_stages,
    command_when,
    command_check,
    command_explain,
    command_freeze,
    command_compile,
    command_replay,
    command_sweep,
    command_merge,
    command_verify,
    command_compare,
    command_regret,
    command_score,
    command_calibrate,
    command_instruments,
    command_rules,
    command_metrics,
    command_distributions,
    command_designs,
    command_help,
    command_version;
// clang-format on

/** All commands, NULL-terminated, in the order of the manual. */
extern const struct command *const commands[];

/** The command of that name, or NULL. */
const struct command *commands_find(const char *name);

/** Its usage and options, generated from its row. */
void commands_help(const struct command *command, FILE *out);

/** What the program is and all its commands. */
void commands_overview(FILE *out);

/** Runs the command the command line names; the exit code. */
int commands_dispatch(int argc, char *argv[]);

/** The same in single precision: made from the objects compiled with CHOKEPOINT_SINGLE at build
 * time, where CHOKEPOINT_HAS_SINGLE. */
int commands_dispatch_single(int argc, char *argv[]);

#endif
