/**
 * A kind of entity and its table of parameters; kinds.c lists all of them.
 *
 * `chips : { h200 : { price_usd = 27000.0; }; }` declares the entity h200 of the kind `chip`; its
 * path is chips.h200. Kinds with a parent stand inside an entity: jurisdictions.us.regimes.open.
 */
#ifndef CHOKEPOINT_MODEL_KIND_H
#define CHOKEPOINT_MODEL_KIND_H

#include "base/field.h"

#include <stdbool.h>

struct kind {
    const char *name;   // singular: what `of` refers to
    const char *plural; // the key of the group that holds its entities
    const char *parent; // kind whose entities hold them, or NULL at the top
    bool single;        // one unnamed group at the top: `behaviour : { ... }`
    size_t size;        // of its struct
    size_t most;        // entities allowed in one file
    const char *doc;
    const struct field *fields;
};

/** All kinds, NULL-terminated, parents first, in the order of the manual and of `freeze`. */
extern const struct kind *const kinds[];

/** The one of that singular name, or NULL. */
const struct kind *kinds_find(const char *name);

#endif
