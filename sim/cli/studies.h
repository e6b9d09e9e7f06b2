/** What check and explain do where their argument is a study instead of a configuration. */
#ifndef CHOKEPOINT_CLI_STUDIES_H
#define CHOKEPOINT_CLI_STUDIES_H

#include "cli/arguments.h"

/** Reports the mistakes of a study and of the scenarios it makes.  @return an exit code */
int studies_check(const struct arguments *arguments);

/** Tells what varies, what is decided and what is looked at.  @return an exit code */
int studies_explain(const struct arguments *arguments);

#endif
