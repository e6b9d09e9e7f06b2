/**
 * What the parts of the reader share: the scenario that grows, the tables and the tree it comes
 * from, and how mistakes are said.
 */
#ifndef CHOKEPOINT_CONFIG_READING_H
#define CHOKEPOINT_CONFIG_READING_H

#include "config/tree.h"
#include "model/scenario.h"

#define READING_PATH 512 // longest path of a key; names are at most 63 long

struct reading {
    const struct kind *const *kinds; // NULL-terminated: what may stand in the file
    struct scenario *sc;
    struct diag *diag;
    const struct tree_node *root;
    const struct tree_node **nodes; // (n_entities) group each entity was read from, or NULL
    size_t entities_room, parameters_room;
    bool failed; // memory
};

/** Where a key is read: whose values, and what came before it. */
struct reading_cell {
    struct reading *r;
    const struct entity *entity;
    const struct value *values; // of the entity, or of a regime's override
    const struct field *field;
    const struct tree_node *node; // NULL: not given
    const char *path;             // of the key
};

/** A mistake at a place; a path from the command line is shown as `--set path`. */
void reading_mistake(struct reading *r, struct diag_place place, const char *path,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/** "expected WHAT [unit], got a string". */
void reading_wrong_type(const struct reading_cell *cell, const char *expected);

/** "WHAT 'name'; did you mean 'near'?"  @param known (n) */
void reading_unknown(struct reading *r, struct diag_place place, const char *path, const char *what,
                     const char *name, const char *const known[], size_t n);

/** path = parent.key  @return path */
char *reading_join(char path[READING_PATH], const char *parent, const char *key);

/** A path of an entity, without memory of its own.  @return path */
char *reading_entity_path(const struct reading *r, const struct entity *entity,
                          char path[READING_PATH]);

/** A copy of a text that people will read; NULL after a mistake or failure. */
char *reading_text(struct reading *r, const struct tree_node *node, const char *path);

/** A text value in the same way, for keys of other types.  @return true if it is free of control
 * characters */
bool reading_is_clean(struct reading *r, const struct tree_node *node, const char *path);

/** Fresh memory of n elements, zeroed; NULL sets `failed` (n = 0 gives NULL without failing). */
void *reading_allocate(struct reading *r, size_t n, size_t size);

/** Room for one more element in a growing array.  @return the array, or NULL and `failed` */
void *reading_grow(struct reading *r, void *array, size_t n, size_t *room, size_t size);

#endif
