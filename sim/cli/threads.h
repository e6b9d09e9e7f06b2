/** How many threads a command may use. */
#ifndef CHOKEPOINT_CLI_THREADS_H
#define CHOKEPOINT_CLI_THREADS_H

#include "cli/arguments.h"

// clang-format off
#define OPTION_THREADS {"--threads", "T", "threads (preset: all cores); results do not depend on it"}
// clang-format on

/** Cores this process may run on. */
unsigned threads_cores(void);

/** The value of --threads, or all cores. False, with a message, if it is none. */
bool threads_read(const struct arguments *arguments, unsigned *threads);

#endif
