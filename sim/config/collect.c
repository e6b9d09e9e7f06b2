#include "config/collect.h"

#include "base/text.h"
#include "instrument/instruments.h"
#include "model/instrument_kind.h"
#include "model/policy.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// instruments have the rows of their type after those of the kind; an unknown type is reported when
// it is read
static void add_rows(struct reading *r, struct entity *e, const struct tree_node *node)
{
    const struct tree_node *type = tree_child(node, "type");

    if (e->kind == &kind_instrument && type && type->type == TREE_TEXT) {
        const struct instrument_type *found = instruments_find(type->text);
        e->more = found ? found->fields : NULL;
    }
    e->values =
        reading_allocate(r, field_count(e->kind->fields) + field_count(e->more), sizeof *e->values);
    if (e->values)
        e->n_fields = field_count(e->kind->fields) + field_count(e->more);
}

static void add_entity(struct reading *r, const struct kind *kind, size_t parent, const char *name,
                       const struct tree_node *node)
{
    struct scenario *sc = r->sc;
    const size_t last = sc->n_entities;
    const bool first = last == 0 || sc->entities[last - 1].kind != kind;
    size_t room = r->entities_room;
    struct entity *grown = reading_grow(r, sc->entities, last, &room, sizeof *grown), *e;
    const struct tree_node **nodes;

    if (!grown)
        return;
    sc->entities = grown;
    nodes = reading_grow(r, r->nodes, last, &r->entities_room, sizeof *nodes);
    if (!nodes)
        return;
    r->nodes = nodes;
    r->nodes[last] = node;
    e = &sc->entities[last];
    *e = (struct entity){.kind = kind, .name = text_copy(name), .parent = parent};
    assert(!first || sc->n_spans < SCENARIO_KINDS);
    if (first)
        sc->spans[sc->n_spans++] = (struct scenario_span){.kind = kind, .first = last};
    e->index = sc->spans[sc->n_spans - 1].n++;
    e->place = node ? node->place : (struct diag_place){sc->files[0], 0};
    r->failed |= !e->name;
    sc->n_entities++;
    add_rows(r, e, node);
}

// a change's path that leads through an entity which nobody declared is a slip of the pen
static bool is_declared(struct reading *r, const struct kind *kind, const struct tree_node *node,
                        const struct tree_node *group, const char *path)
{
    const char *known[128];
    char what[128];
    size_t n = 0;

    if (!node->implied || kind == &kind_transition)
        return true;
    for (const struct tree_node *other = group->first; other && n < 128; other = other->next)
        if (!other->implied)
            known[n++] = other->name;
    snprintf(what, sizeof what, "no such %s", kind->name);
    reading_unknown(r, node->place, path, what, node->name, known, n);
    return false;
}

static bool is_entity(struct reading *r, const struct kind *kind, const struct tree_node *node,
                      const struct tree_node *group, const char *path)
{
    if (node->type != TREE_GROUP)
        reading_mistake(r, node->place, path, "expected a group (%s: %s), got %s", kind->name,
                        kind->doc, tree_type_name(node->type));
    else if (!text_is_name(node->name))
        reading_mistake(
            r, node->place, path,
            "no good name; expected a letter, then letters, digits, '_' or '-', at most 63");
    else if (strcmp(node->name, "all") == 0 || strcmp(node->name, "none") == 0)
        reading_mistake(r, node->place, path, "'%s' is a word of its own and cannot be a name",
                        node->name);
    else
        return is_declared(r, kind, node, group, path);
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct tree_node *const *)a)->name,
                  (*(const struct tree_node *const *)b)->name);
}

static void collect_group(struct reading *r, const struct kind *kind, size_t parent,
                          const struct tree_node *group, const char *path)
{
    const struct tree_node **found;
    char member[READING_PATH];
    size_t n = 0;

    if (!group)
        return;
    if (group->type != TREE_GROUP) {
        reading_mistake(r, group->place, path, "expected a group of %s, got %s", kind->plural,
                        tree_type_name(group->type));
        return;
    }
    found = reading_allocate(r, tree_length(group), sizeof *found);
    for (const struct tree_node *node = group->first; found && node; node = node->next)
        if (is_entity(r, kind, node, group, reading_join(member, path, node->name)))
            found[n++] = node;
    if (n > 1)
        qsort(found, n, sizeof *found, by_name);
    for (size_t i = 0; i < n && !r->failed; i++)
        add_entity(r, kind, parent, found[i]->name, found[i]);
    free(found);
}

static void collect_kind(struct reading *r, const struct kind *kind)
{
    const struct kind *parent = kind->parent ? kinds_find(kind->parent) : NULL;
    const struct tree_node *group = tree_child(r->root, kind->plural);
    char path[READING_PATH], plural[READING_PATH];

    if (!parent && !kind->single) {
        collect_group(r, kind, SIZE_MAX, group, kind->plural);
    } else if (!parent) {
        if (group && group->type != TREE_GROUP)
            reading_mistake(r, group->place, kind->plural, "expected a group (%s), got %s",
                            kind->doc, tree_type_name(group->type));
        add_entity(r, kind, SIZE_MAX, "", group && group->type == TREE_GROUP ? group : NULL);
    }
    for (size_t i = 0; parent && i < r->sc->n_entities && !r->failed; i++) {
        const struct entity *e = &r->sc->entities[i];
        if (e->kind != parent)
            continue;
        reading_entity_path(r, e, path);
        collect_group(r, kind, e->index, tree_child(r->nodes[i], kind->plural),
                      reading_join(plural, path, kind->plural));
    }
}

static void check_number(struct reading *r, const struct kind *kind)
{
    size_t n;
    const struct entity *all = scenario_all(r->sc, kind, &n);

    if (n > kind->most)
        reading_mistake(r, all[kind->most].place, kind->plural, "%zu %s; at most %zu are allowed",
                        n, kind->plural, kind->most);
}

void collect_entities(struct reading *r)
{
    for (size_t i = 0; r->kinds[i] && !r->failed; i++) {
        collect_kind(r, r->kinds[i]);
        check_number(r, r->kinds[i]);
    }
}
