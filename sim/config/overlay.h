/**
 * Changes to a configuration: `path = value`, from a policy or from the command line.
 *
 * A change replaces what stands at its path, so a number set onto an uncertain parameter makes it
 * certain. Groups the path leads through are made if missing; whether they make sense is for the
 * reader to say, at the change's place.
 */
#ifndef CHOKEPOINT_CONFIG_OVERLAY_H
#define CHOKEPOINT_CONFIG_OVERLAY_H

#include "config/tree.h"

/** Applies one change; mistakes of its form go to diag.  @return false if memory failed */
bool overlay_apply(struct tree *tree, const char *change, struct diag_place place,
                   struct diag *diag);

/** Applies the changes of policies.NAME in their order.  @return false if memory failed */
bool overlay_policy(struct tree *tree, const char *name, struct diag *diag);

/** Reads a file of changes as they stand between the brackets of a policy's `set`.
 *  @param set (n) in fresh memory, each too  @return false after mistakes, which diag then has */
bool overlay_read(const char *file, char ***set, size_t *n, struct diag *diag);

#endif
