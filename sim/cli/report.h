/** What a run says on the terminal: capacity by actor, and which key was shut. */
#ifndef CHOKEPOINT_CLI_REPORT_H
#define CHOKEPOINT_CLI_REPORT_H

#include "analysis/convergence.h"
#include "ensemble/collector.h"

#include <stdio.h>

/** The table of one policy, and how certain its figures are. False if memory is short. */
bool report_policy(FILE *out, const char *policy, const struct collector *collector,
                   const struct convergence *convergence);

/** Each actor's capacity as a picture, for a terminal that shows it. False if memory is short. */
bool report_pictures(FILE *out, const struct collector *collector);

/** A category of the need ledger as words: "cn: hold (cn_approval_giants), not ordered".
 *  In fresh memory, NULL if there is none.  @param key as of OBSERVE_LEDGER */
char *report_category(const char *const key[OBSERVE_KEYS]);

#endif
