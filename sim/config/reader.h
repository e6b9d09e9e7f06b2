/**
 * From the tree to the scenario: walks what is there and looks it up in the tables, so nothing
 * passes unread.
 *
 * First which entities there are (collect.h), then every key of each by its row (values.h).
 */
#ifndef CHOKEPOINT_CONFIG_READER_H
#define CHOKEPOINT_CONFIG_READER_H

#include "config/tree.h"
#include "model/scenario.h"

/** Fills the scenario with entities of these kinds (NULL-terminated, parents first); its `files`
 * must hold at least the top file; mistakes go to diag.
 *  @return false if memory failed */
bool reader_read(const struct tree_node *root, const struct kind *const of[], struct scenario *sc,
                 struct diag *diag);

#endif
