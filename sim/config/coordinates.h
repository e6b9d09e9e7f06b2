/**
 * Which coordinate of Sobol' points an uncertain parameter takes: its rank by path among those of
 * the file as written.
 *
 * What a policy or the command line makes certain keeps its coordinate, unused, and what they make
 * uncertain comes after all others, so every other parameter keeps its luck.
 */
#ifndef CHOKEPOINT_CONFIG_COORDINATES_H
#define CHOKEPOINT_CONFIG_COORDINATES_H

#include "config/tree.h"
#include "model/scenario.h"

/** Paths of the uncertain parameters of a file; zeroed at first. */
struct coordinates {
    char **path; // (n) in their order
    size_t n, room;
};

/** Lists them before anything is laid over the file.  @return false if memory failed */
bool coordinates_list(struct coordinates *coordinates, const struct tree_node *root);

/** Sets `coordinate` of all parameters. */
void coordinates_give(const struct coordinates *coordinates, struct scenario *sc);

/** Allowed twice. */
void coordinates_free(struct coordinates *coordinates);

#endif
