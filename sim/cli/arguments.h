/** The command line, parsed by a command's option table. */
#ifndef CHOKEPOINT_CLI_ARGUMENTS_H
#define CHOKEPOINT_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct option {
    const char *name;  // "--policy"
    const char *value; // what it takes: "NAME"; NULL if nothing
    const char *doc;
    bool repeatable;
};

// Options several commands share.
// clang-format off
#define OPTION_POLICY {"--policy", "NAME", "lay this policy over the configuration"}
#define OPTION_SET {"--set", "PATH=VALUE", "change one value of the configuration, after the policy; @FILE: all changes of a file, such as the posterior.cfg of calibrate", true}
#define OPTION_DETERMINISTIC {"--deterministic", NULL, "no chance: every uncertain number at its value, no random move"}
// clang-format on

#define ARGUMENTS_MOST 4096

struct arguments {
    int argc; // the whole command line
    char *const *argv;
    const char *positional[ARGUMENTS_MOST];
    size_t n_positional;
    const struct option *option[ARGUMENTS_MOST]; // given, in order
    const char *value[ARGUMENTS_MOST];           // "" where it takes none
    size_t n_options;
    char **text; // (n_text) values that were read from files
    size_t n_text;
    bool help; // --help was asked for
};

/** Parses argv from `from` on. Writes what is wrong to stderr. An option may stand anywhere; after
 * `--` none is looked for.
 *  @param name of the command, for messages */
bool arguments_parse(struct arguments *arguments, const char *name, const struct option options[],
                     int from, int argc, char *const argv[]);

/** Allowed twice. */
void arguments_free(struct arguments *arguments);

/** The value of the last option of that name ("" where it takes none), or NULL. */
const char *arguments_value(const struct arguments *arguments, const char *name);

/** All values of a repeatable option.  @param values (ARGUMENTS_MOST), overwritten  @return how
 * many */
size_t arguments_values(const struct arguments *arguments, const char *name,
                        const char *values[ARGUMENTS_MOST]);

/** An unsigned integer; leaves *value alone if the option is absent. False, with a message, if it
 * is none or outside low ... high. */
bool arguments_integer(const struct arguments *arguments, const char *name, uint64_t low,
                       uint64_t high, uint64_t *value);

#endif
