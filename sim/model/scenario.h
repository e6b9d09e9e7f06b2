/**
 * A scenario as the user declared it: entities by kind and name, each with one value for every row
 * of its tables.
 *
 * Constant once read, shared by all threads. Entities of one kind stand together, sorted by parent
 * and then by name (bytes), so that the order of declaration can never matter; an entity's index is
 * its place among its kind. The engine does not compute on this: engine/plan.h compiles it.
 */
#ifndef CHOKEPOINT_MODEL_SCENARIO_H
#define CHOKEPOINT_MODEL_SCENARIO_H

#include "base/diag.h"
#include "base/distributions.h"
#include "base/field.h"
#include "model/kind.h"

#include <stdbool.h>
#include <stdint.h>

/** One real number of the model: what it is, what it may be, and how we know. */
struct parameter {
    char *path;                // chips.h200.price_usd
    const struct field *field; // unit, range, doc
    double value;              // used in deterministic mode and where distribution is NULL
    const struct distribution *distribution;
    struct distribution_parameters *shape; // NULL without a distribution
    char *source, *note;                   // NULL if not given
    uint32_t tag;                          // of path: its draws
    uint32_t coordinate;                   // of Sobol' points; UINT32_MAX: none
    uint32_t design_column;                // 1 + the column of a design that gives it; 0: none
    bool design_rank;                      // which gives its rank in (0, 1), not its value
    bool given;                            // by the user; else the preset
    struct diag_place place;
};

/** May it differ between futures? */
static inline bool scenario_varies(const struct parameter *parameter)
{
    return parameter->distribution || parameter->design_column;
}

/** One item of a MAP, AGES or SCHEDULE. */
struct value_item {
    char *key;        // as written
    int32_t at;       // index of the entity, or month of the run
    size_t parameter; // of MAP and SCHEDULE
    int32_t integer;  // of AGES
};

struct value {
    bool given;
    struct diag_place place;
    size_t parameter;               // REAL, FLAG: index into parameters (always there)
    int32_t integer;                // INTEGER, BOOLEAN, CHOICE, LABEL, NAME, DATE
    uint64_t set;                   // NAMES
    char *text;                     // TEXT, LABEL, NAME and DATE as written; NULL if absent
    char **texts;                   // TEXTS, NAMES as written; VALUES as a change takes them
    struct diag_place *text_places; // (n_texts) for TEXTS
    size_t n_texts;
    struct value_item *items; // MAP, AGES, SCHEDULE: only what the user gave, sorted by `at`
    size_t n_items;
};

/** What a regime overrides of an instrument: only the rows with `given`, in the instrument's order.
 */
struct override {
    int32_t regime; // index among regimes
    struct value *values;
    struct diag_place place;
};

struct entity {
    const struct kind *kind;
    char *name;    // "" for single kinds
    size_t index;  // among its kind
    size_t parent; // index among the parent kind, or SIZE_MAX
    const struct field
        *more;            // instruments: the rows of their type, after those of the kind; else NULL
    size_t n_fields;      // rows of both tables
    struct value *values; // (n_fields)
    struct override *overrides; // instruments
    size_t n_overrides;
    struct diag_place place;
};

/** Where the entities of a kind stand. */
struct scenario_span {
    const struct kind *kind;
    size_t first, n;
};

#define SCENARIO_KINDS 32 // most kinds there may be

struct scenario {
    char *file;   // as given by the user
    char *policy; // overlay applied, or NULL
    uint64_t seed;
    struct entity *entities; // in the order of kinds[], then as said above
    size_t n_entities;
    struct scenario_span spans[SCENARIO_KINDS]; // of kinds with entities
    size_t n_spans;
    struct parameter *parameters;
    size_t n_parameters;
    char **labels; // texts of LABEL values
    size_t n_labels;
    char **files; // every file read, for places and the manifest
    size_t n_files;
};

/** Row i of both tables. */
const struct field *scenario_field(const struct entity *entity, size_t i);

/** The row of that key, or SIZE_MAX. */
size_t scenario_row(const struct entity *entity, const char *key);

/** First entity of a kind, and how many there are.  @param n overwritten  @return NULL if none */
const struct entity *scenario_all(const struct scenario *sc, const struct kind *kind, size_t *n);

/** The entity of that kind and index. */
const struct entity *scenario_at(const struct scenario *sc, const struct kind *kind, size_t index);

/** The entity of that kind, name and parent (SIZE_MAX: any), or NULL. */
const struct entity *scenario_find(const struct scenario *sc, const struct kind *kind,
                                   size_t parent, const char *name);

/** The value of a row by its key; the key must exist. */
const struct value *scenario_value(const struct entity *entity, const char *key);

/** The parameter behind a REAL or FLAG row by its key. */
const struct parameter *scenario_parameter(const struct scenario *sc, const struct entity *entity,
                                           const char *key);

/** The number of the parameter of that path, or SIZE_MAX. */
size_t scenario_find_parameter(const struct scenario *sc, const char *path);

/** Its full path: jurisdictions.us.regimes.open. In fresh memory, NULL if there is none. */
char *scenario_path(const struct scenario *sc, const struct entity *entity);

/** For people: the title, else the name. */
const char *scenario_title(const struct entity *entity);

/** Allowed twice and on a zeroed scenario. */
void scenario_free(struct scenario *sc);

#endif
