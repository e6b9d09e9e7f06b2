#include "config/reader.h"

#include "base/text.h"
#include "config/collect.h"
#include "config/reading.h"
#include "config/values.h"
#include "instrument/instruments.h"
#include "model/instrument_kind.h"
#include "model/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KNOWN_MOST 256

/** A set of keys that may stand in one group. */
struct known {
    const char *key[KNOWN_MOST];
    size_t n;
};

static void know(struct known *known, const char *key)
{
    if (known->n < KNOWN_MOST)
        known->key[known->n++] = key;
}

static bool is_known(const struct known *known, const char *key)
{
    for (size_t i = 0; i < known->n; i++)
        if (*known->key[i] == *key && strcmp(known->key[i], key) == 0)
            return true;
    return false;
}

static void check_known(struct reading *r, const struct tree_node *group, const char *path,
                        const struct known *known)
{
    char at[READING_PATH];

    for (const struct tree_node *child = group->first; child; child = child->next)
        if (!is_known(known, child->name))
            reading_unknown(r, child->place, reading_join(at, path, child->name), "unknown key",
                            child->name, known->key, known->n);
}

static void check_top(struct reading *r)
{
    struct known known = {.n = 0};

    for (size_t i = 0; r->kinds[i]; i++)
        if (!r->kinds[i]->parent)
            know(&known, r->kinds[i]->plural);
    check_known(r, r->root, "", &known);
}

/** The owner of an instrument as it is being read, or -1. */
static int32_t owner_of(const struct entity *e)
{
    return e->kind == &kind_instrument ? e->values[scenario_row(e, "owner")].integer : -1;
}

/** The regimes of an instrument's owner; none (NULL) of other entities. */
static const struct entity *owners_regimes(const struct reading *r, const struct entity *e,
                                           size_t *n)
{
    const struct entity *all = scenario_all(r->sc, &kind_regime, n);
    const int32_t owner = owner_of(e);
    size_t first = 0, last;

    while (first < *n && (owner < 0 || all[first].parent != (size_t)owner))
        first++;
    for (last = first; last < *n && all[last].parent == (size_t)owner;)
        last++;
    *n = last - first;
    return *n ? &all[first] : NULL;
}

static void check_keys(struct reading *r, const struct entity *e, const struct tree_node *node,
                       const char *path)
{
    struct known known = {.n = 0};
    size_t n = 0;
    const struct entity *regimes = owners_regimes(r, e, &n);

    for (size_t i = 0; i < e->n_fields; i++)
        know(&known, scenario_field(e, i)->key);
    for (size_t i = 0; r->kinds[i]; i++)
        if (r->kinds[i]->parent && strcmp(r->kinds[i]->parent, e->kind->name) == 0)
            know(&known, r->kinds[i]->plural);
    for (size_t i = 0; i < n; i++)
        know(&known, regimes[i].name);
    check_known(r, node, path, &known);
}

static void missing_key(struct reading *r, const struct entity *e, const struct field *f,
                        const char *path)
{
    const bool bare = !*f->unit;

    reading_mistake(r, e->place, path, "missing key '%s'%s%s%s: %s", f->key, bare ? "" : " [",
                    bare ? "" : f->unit, bare ? "" : "]", f->doc);
}

static void read_rows(struct reading *r, struct entity *e, const struct tree_node *node,
                      const char *path)
{
    char at[READING_PATH];

    for (size_t i = 0; i < e->n_fields && !r->failed; i++) {
        const struct field *f = scenario_field(e, i);
        const struct reading_cell cell = {.r = r,
                                          .entity = e,
                                          .values = e->values,
                                          .field = f,
                                          .node = tree_child(node, f->key),
                                          .path = reading_join(at, path, f->key)};
        if (!cell.node && f->flags & FIELD_REQUIRED)
            missing_key(r, e, f, path);
        values_read(&cell, &e->values[i]);
    }
}

static void read_override_row(struct reading *r, const struct entity *e, struct override *o,
                              size_t row, const struct tree_node *node, const char *path)
{
    const struct field *f = scenario_field(e, row);
    const struct reading_cell cell = {
        .r = r, .entity = e, .values = o->values, .field = f, .node = node, .path = path};

    if (f->flags & FIELD_STRUCTURAL || strcmp(f->key, "title") == 0)
        reading_mistake(r, node->place, path,
                        "is fixed for the whole run; a regime cannot override it");
    else
        values_read(&cell, &o->values[row]);
}

static void read_override(struct reading *r, struct entity *e, const struct entity *regime,
                          const struct tree_node *group, const char *path)
{
    struct override *o = &e->overrides[e->n_overrides];
    struct known known = {.n = 0};
    char at[READING_PATH];

    if (group->type != TREE_GROUP) {
        reading_mistake(r, group->place, path,
                        "expected a group of what the regime '%s' overrides, got %s", regime->name,
                        tree_type_name(group->type));
        return;
    }
    o->regime = (int32_t)regime->index;
    o->place = group->place;
    o->values = reading_allocate(r, e->n_fields, sizeof *o->values);
    if (!o->values)
        return;
    e->n_overrides++;
    for (size_t i = 0; i < e->n_fields; i++) {
        const struct tree_node *node = tree_child(group, scenario_field(e, i)->key);
        know(&known, scenario_field(e, i)->key);
        if (node && !r->failed)
            read_override_row(r, e, o, i, node, reading_join(at, path, node->name));
    }
    check_known(r, group, path, &known);
}

static void read_overrides(struct reading *r, struct entity *e, const struct tree_node *node,
                           const char *path)
{
    char at[READING_PATH];
    size_t n;
    const struct entity *regimes = owners_regimes(r, e, &n);

    e->overrides = reading_allocate(r, n, sizeof *e->overrides);
    for (size_t i = 0; e->overrides && i < n; i++) {
        const struct tree_node *group = tree_child(node, regimes[i].name);
        reading_join(at, path, regimes[i].name);
        if (scenario_row(e, regimes[i].name) != SIZE_MAX)
            reading_mistake(
                r, e->place, at,
                "is both a key of this instrument and a regime of its owner; rename the regime");
        else if (group)
            read_override(r, e, &regimes[i], group, at);
    }
}

// without its type nobody knows which keys an instrument has
static bool has_type(struct reading *r, const struct entity *e, const struct tree_node *node,
                     const char *path)
{
    const struct tree_node *type = tree_child(node, "type");
    const char *known[INSTRUMENT_TYPES];
    char at[READING_PATH], what[128];

    if (e->more || e->kind != &kind_instrument)
        return true;
    for (size_t i = 0; i < INSTRUMENT_TYPES; i++)
        known[i] = instruments[i]->name;
    reading_join(at, path, "type");
    if (type && type->type == TREE_TEXT && reading_is_clean(r, type, at)) {
        snprintf(what, sizeof what, "no such type of instrument '%.60s'", type->text);
        reading_unknown(r, type->place, at, what, type->text, known, INSTRUMENT_TYPES);
    }
    return false;
}

static void read_entity(struct reading *r, struct entity *e, const struct tree_node *node)
{
    char path[READING_PATH];
    bool typed;

    reading_entity_path(r, e, path);
    typed = has_type(r, e, node, path);
    read_rows(r, e, node, path);
    if (r->failed || !typed)
        return;
    if (node && (e->kind != &kind_instrument || owner_of(e) >= 0))
        check_keys(r, e, node, path);
    if (e->kind == &kind_instrument)
        read_overrides(r, e, node, path);
}

static int by_text(const void *a, const void *b)
{
    return strcmp((*(struct value *const *)a)->text, (*(struct value *const *)b)->text);
}

// labels are numbered in the order of their bytes, whoever mentions them first
static void number_labels(struct reading *r)
{
    struct scenario *sc = r->sc;
    struct value **labelled = NULL;
    size_t n = 0, room = 0;

    for (size_t i = 0; i < sc->n_entities && !r->failed; i++)
        for (size_t j = 0; j < sc->entities[i].n_fields && !r->failed; j++) {
            struct value *v = &sc->entities[i].values[j], **grown;
            if (scenario_field(&sc->entities[i], j)->type != FIELD_LABEL || !v->text)
                continue;
            grown = reading_grow(r, labelled, n, &room, sizeof *labelled);
            labelled = grown ? grown : labelled;
            if (grown)
                labelled[n++] = v;
        }
    if (n > 0)
        qsort(labelled, n, sizeof *labelled, by_text);
    sc->labels = reading_allocate(r, n, sizeof *sc->labels);
    for (size_t i = 0; i < n && !r->failed; i++) {
        if (i == 0 || strcmp(labelled[i]->text, labelled[i - 1]->text) != 0) {
            sc->labels[sc->n_labels] = text_copy(labelled[i]->text);
            r->failed |= !sc->labels[sc->n_labels];
            sc->n_labels += !r->failed;
        }
        labelled[i]->integer = (int32_t)sc->n_labels - 1;
    }
    free(labelled);
}

bool reader_read(const struct tree_node *root, const struct kind *const of[], struct scenario *sc,
                 struct diag *diag)
{
    struct reading r = {.kinds = of, .sc = sc, .diag = diag, .root = root};

    check_top(&r);
    collect_entities(&r);
    for (size_t i = 0; i < sc->n_entities && !r.failed; i++)
        read_entity(&r, &sc->entities[i], r.nodes[i]);
    if (!r.failed)
        number_labels(&r);
    free(r.nodes);
    return !r.failed;
}
