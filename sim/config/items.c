#include "config/items.h"

#include "base/calendar.h"
#include "base/text.h"
#include "config/names.h"
#include "config/uncertain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/** An item before its number is read, so that the order of declaration numbers no parameter. */
struct found {
    int32_t at; // entity or month
    const struct tree_node *node;
};

static int by_at(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    return x->at != y->at ? (x->at > y->at) - (x->at < y->at)
                          : strcmp(x->node->name, y->node->name);
}

static void read_age(const struct reading_cell *cell, struct value_item *item)
{
    const struct field *f = cell->field;
    const struct tree_node *node = cell->node;
    char low[32], high[32];

    if (node->type != TREE_INTEGER)
        reading_wrong_type(cell, "an integer");
    else if (node->integer < f->low || node->integer > f->high)
        reading_mistake(cell->r, node->place, cell->path, "%" PRId64 " [%s] is outside %s to %s",
                        node->integer, f->unit, text_number(f->low, low),
                        text_number(f->high, high));
    else
        item->integer = (int32_t)node->integer;
}

/** Room for what the group may hold; NULL if it is not given, no group, empty, or memory failed. */
static struct found *open_items(const struct reading_cell *cell, const char *expected)
{
    if (!cell->node)
        return NULL;
    if (cell->node->type == TREE_GROUP)
        return reading_allocate(cell->r, tree_length(cell->node), sizeof(struct found));
    reading_wrong_type(cell, expected);
    return NULL;
}

// each number has a path of its own, so that a change and a draw can name it
static void read_items(const struct reading_cell *cell, struct found found[], size_t n,
                       struct value *value)
{
    char path[READING_PATH];
    struct reading_cell item = *cell;

    if (n > 1)
        qsort(found, n, sizeof *found, by_at);
    value->items = reading_allocate(cell->r, n, sizeof *value->items);
    for (size_t i = 0; value->items && i < n; i++) {
        struct value_item *at = &value->items[value->n_items];
        item.node = found[i].node;
        item.path = reading_join(path, cell->path, item.node->name);
        if (i > 0 && found[i].at == found[i - 1].at) {
            reading_mistake(cell->r, item.node->place, path, "this month stands twice");
            continue;
        }
        *at = (struct value_item){.key = text_copy(item.node->name), .at = found[i].at};
        cell->r->failed |= !at->key;
        value->n_items++;
        if (cell->field->type == FIELD_AGES)
            read_age(&item, at);
        else
            at->parameter = uncertain_read(&item);
    }
}

void items_read_map(const struct reading_cell *cell, struct value *value)
{
    struct found *found = open_items(cell, "a group of NAME = number");
    const struct kind *kind;
    size_t parent, n = 0;
    char path[READING_PATH];

    if (found && names_scope(cell, &kind, &parent)) {
        for (const struct tree_node *node = cell->node->first; node; node = node->next) {
            reading_join(path, cell->path, node->name);
            found[n].node = node;
            found[n].at = names_find(cell, node->place, path, node->name, kind, parent);
            n += found[n].at >= 0;
        }
        read_items(cell, found, n, value);
    }
    free(found);
}

void items_read_schedule(const struct reading_cell *cell, struct value *value)
{
    const struct entity *run = &cell->r->sc->entities[0];
    const int32_t start = run->values[scenario_row(run, "start")].integer;
    struct found *found =
        open_items(cell, "a group of dated steps such as { m0 = 100.0; y2026m07 = 200.0; }");
    char path[READING_PATH];
    size_t n = 0;

    for (const struct tree_node *node = found ? cell->node->first : NULL; node; node = node->next) {
        found[n].node = node;
        if (calendar_schedule_key(node->name, start, &found[n].at))
            n++;
        else
            reading_mistake(cell->r, node->place, reading_join(path, cell->path, node->name),
                            "no month; expected one such as m6 (counted from 0) or y2026m07");
    }
    if (found)
        read_items(cell, found, n, value);
    free(found);
}
