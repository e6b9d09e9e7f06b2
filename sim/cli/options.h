/** What options that several commands share mean, and what they are preset to. */
#ifndef CHOKEPOINT_CLI_OPTIONS_H
#define CHOKEPOINT_CLI_OPTIONS_H

#include "cli/arguments.h"
#include "cli/progress.h"

#include <stdbool.h>

/** results/ and the file's name without its folder and ending. In fresh memory, NULL if there is
 * none. */
char *options_folder(const char *file);

/** Cores this program may use. */
unsigned options_cores(void);

/** How progress is shown, from --progress and --quiet. False, with a message, if it is no form. */
bool options_progress(const struct arguments *arguments, enum progress_form *form);

#endif
