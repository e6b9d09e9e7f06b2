#include "config/names.h"

#include "model/chip.h"
#include "model/policy.h"
#include "model/supply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define KNOWN_MOST 128

bool names_scope(const struct reading_cell *cell, const struct kind **kind, size_t *parent)
{
    const char *key;
    size_t row;

    *kind = kinds_find(cell->field->of);
    *parent = SIZE_MAX;
    assert(*kind);
    if (*kind == &kind_regime && cell->entity->kind == &kind_jurisdiction) {
        *parent = cell->entity->index;
        return true;
    }
    if (!(*kind)->parent)
        return true;
    key = *kind == &kind_bank ? "supplier" : "jurisdiction";
    row = scenario_row(cell->entity, key);
    assert(row != SIZE_MAX && scenario_field(cell->entity, row)->type == FIELD_NAME);
    if (!cell->values[row].given)
        reading_mistake(cell->r, cell->node->place, cell->path, "needs the key '%s' beside it",
                        key);
    if (!cell->values[row].given || cell->values[row].integer < 0)
        return false;
    *parent = (size_t)cell->values[row].integer;
    return true;
}

int32_t names_find(const struct reading_cell *cell, struct diag_place place, const char *path,
                   const char *name, const struct kind *kind, size_t parent)
{
    const struct entity *found = scenario_find(cell->r->sc, kind, parent, name), *all;
    const char *known[KNOWN_MOST];
    char what[256];
    size_t n, m = 0;

    if (found)
        return (int32_t)found->index;
    all = scenario_all(cell->r->sc, kind, &n);
    for (size_t i = 0; i < n && m < KNOWN_MOST; i++)
        if (parent == SIZE_MAX || all[i].parent == parent)
            known[m++] = all[i].name;
    if (parent == SIZE_MAX)
        snprintf(what, sizeof what, "no such %s '%.64s'", kind->name, name);
    else
        snprintf(what, sizeof what, "%s '%s' has no %s '%.64s'", kind->parent,
                 scenario_at(cell->r->sc, kinds_find(kind->parent), parent)->name, kind->name,
                 name);
    reading_unknown(cell->r, place, path, what, name, known, m);
    return -1;
}

void names_read(const struct reading_cell *cell, struct value *value)
{
    const struct kind *kind;
    size_t parent;
    char expected[96];

    value->integer = -1;
    if (!cell->node)
        return;
    if (cell->node->type != TREE_TEXT) {
        snprintf(expected, sizeof expected, "the name of a %s", cell->field->of);
        reading_wrong_type(cell, expected);
        return;
    }
    value->text = reading_text(cell->r, cell->node, cell->path);
    if (value->text && names_scope(cell, &kind, &parent))
        value->integer = names_find(cell, cell->node->place, cell->path, value->text, kind, parent);
}

static void add_to_set(const struct reading_cell *cell, const struct tree_node *node,
                       struct value *value)
{
    int32_t index;
    char *name = reading_text(cell->r, node, cell->path);

    if (!name)
        return;
    value->text_places[value->n_texts] = node->place;
    value->texts[value->n_texts++] = name;
    index = names_find(cell, node->place, cell->path, name, kinds_find(cell->field->of), SIZE_MAX);
    if (index < 0 || index > 63) // more than 64 of a kind is a mistake of its own
        return;
    if (value->set >> index & 1)
        reading_mistake(cell->r, node->place, cell->path, "'%s' stands twice", name);
    value->set |= UINT64_C(1) << index;
}

void names_read_set(const struct reading_cell *cell, struct value *value)
{
    const struct kind *kind = kinds_find(cell->field->of);
    const struct tree_node *node = cell->node;
    const bool one = node && node->type == TREE_TEXT;
    size_t all, n;

    scenario_all(cell->r->sc, kind, &all);
    value->set = all >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << all) - 1;
    if (!node)
        return;
    if (!one && node->type != TREE_ARRAY && node->type != TREE_LIST) {
        reading_wrong_type(cell, "\"all\" or a list of names");
        return;
    }
    n = one ? 1 : tree_length(node);
    value->texts = reading_allocate(cell->r, n, sizeof *value->texts);
    value->text_places = reading_allocate(cell->r, n, sizeof *value->text_places);
    if (n && (!value->texts || !value->text_places))
        return;
    if (one && strcmp(node->text, "all") == 0) {
        value->text_places[0] = node->place;
        value->texts[0] = reading_text(cell->r, node, cell->path);
        value->n_texts = value->texts[0] != NULL;
        return;
    }
    value->set = 0;
    if (one)
        add_to_set(cell, node, value);
    else
        for (node = node->first; node; node = node->next)
            add_to_set(cell, node, value);
}
