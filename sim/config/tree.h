/**
 * A configuration as a plain tree: what libconfig read, in a form that can be changed and told
 * where it stands.
 *
 * Only tree.c knows libconfig.
 */
#ifndef CHOKEPOINT_CONFIG_TREE_H
#define CHOKEPOINT_CONFIG_TREE_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tree_type {
    TREE_GROUP,
    TREE_INTEGER,
    TREE_REAL,
    TREE_BOOLEAN,
    TREE_TEXT,
    TREE_ARRAY,
    TREE_LIST
};

struct tree_node {
    const char *name; // NULL for the root and for elements of arrays and lists
    enum tree_type type;
    int64_t integer;                // TREE_INTEGER; TREE_BOOLEAN 0 or 1
    double real;                    // TREE_REAL
    const char *text;               // TREE_TEXT
    struct tree_node *first, *next; // children of groups, arrays and lists, in the order written
    struct diag_place place;        // file NULL: from the command line
    bool implied;                   // a group made only because a change's path leads through it
};

struct tree {
    struct tree_node *root;
    struct arena memory; // of all nodes, names and texts
};

/** Scans and parses a file.  @param tree overwritten; root NULL after a mistake, which diag then
 * has
 *  @return false if memory or the file system failed */
bool tree_read(struct tree *tree, const char *file, struct source_files *files, struct diag *diag);

/** Parses the value of a change, such as `25.0` or `{ value = 0.1; }`, which is to stand in a tree.
 *  @param value NULL after a mistake
 *  @return false if memory failed */
bool tree_read_value(struct tree *tree, const char *text, struct diag_place place, const char *path,
                     struct diag *diag, struct tree_node **value);

/** A copy to change; names and texts stay in the tree it is of, which must live longer.
 *  @param copy overwritten  @param from whose names its places have  @param to copies of them, for
 * the places of the copy
 *  @return false if memory failed; tree_free is allowed in any case */
bool tree_copy(struct tree *copy, const struct tree *tree, const struct source_files *from,
               const struct source_files *to);

/** The child of that name, or NULL; `node` may be NULL or no group. */
struct tree_node *tree_child(const struct tree_node *node, const char *name);

/** Appends a fresh group; NULL if there is no memory. */
struct tree_node *tree_add_group(struct tree *tree, struct tree_node *parent, const char *name,
                                 struct diag_place place);

/** Puts what `from` holds into `to`, whose name and neighbours stay. */
void tree_replace(struct tree_node *to, const struct tree_node *from);

size_t tree_length(const struct tree_node *node);

/** For messages: "a group", "a real number", ... */
const char *tree_type_name(enum tree_type type);

/** Allowed twice. */
void tree_free(struct tree *tree);

#endif
