#include "config/values.h"

#include "base/calendar.h"
#include "base/text.h"
#include "config/items.h"
#include "config/names.h"
#include "config/uncertain.h"
#include "model/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHOICES_MOST 16

static void read_real(const struct reading_cell *cell, struct value *value)
{
    value->parameter = uncertain_read(cell);
}

static void read_integer(const struct reading_cell *cell, struct value *value)
{
    const struct field *f = cell->field;
    char low[32], high[32];

    value->integer = (int32_t)f->preset;
    if (!cell->node)
        return;
    if (cell->node->type == TREE_INTEGER && cell->node->integer >= f->low &&
        cell->node->integer <= f->high)
        value->integer = (int32_t)cell->node->integer;
    else if (cell->node->type == TREE_INTEGER)
        reading_mistake(cell->r, cell->node->place, cell->path,
                        "%" PRId64 " [%s] is outside %s to %s", cell->node->integer, f->unit,
                        text_number(f->low, low), text_number(f->high, high));
    else
        reading_wrong_type(cell, "an integer");
}

static void read_boolean(const struct reading_cell *cell, struct value *value)
{
    const struct tree_node *node = cell->node;

    value->integer = (int32_t)cell->field->preset;
    if (!node)
        return;
    if (node->type == TREE_BOOLEAN ||
        (node->type == TREE_INTEGER && (node->integer == 0 || node->integer == 1)))
        value->integer = (int32_t)node->integer;
    else
        reading_wrong_type(cell, "true or false");
}

static void read_choice(const struct reading_cell *cell, struct value *value)
{
    const struct field *f = cell->field;
    char what[256];
    int n = 0, used;

    value->integer = (int32_t)f->preset;
    if (!cell->node)
        return;
    if (cell->node->type != TREE_TEXT) {
        reading_wrong_type(cell, "a string");
        return;
    }
    if (!reading_is_clean(cell->r, cell->node, cell->path))
        return;
    used = snprintf(what, sizeof what, "'%.40s' is none of", cell->node->text);
    for (; f->choices[n]; n++) {
        if (strcmp(f->choices[n], cell->node->text) == 0) {
            value->integer = n;
            return;
        }
        used += snprintf(what + used, sizeof what - (size_t)used, "%s %.24s", n ? "," : "",
                         f->choices[n]);
    }
    reading_unknown(cell->r, cell->node->place, cell->path, what, cell->node->text, f->choices,
                    (size_t)n);
}

// the seed may be written as a number, which libconfig keeps to 63 bits, or as a text
static void read_seed(const struct reading_cell *cell, struct value *value)
{
    const struct tree_node *node = cell->node;
    char *end = NULL;

    cell->r->sc->seed = 1;
    if (!node)
        return;
    if (node->type == TREE_INTEGER)
        value->text = text_format("%" PRId64, node->integer);
    else if (node->type == TREE_TEXT)
        value->text = reading_text(cell->r, node, cell->path);
    else
        reading_wrong_type(cell, "an integer or a string of digits");
    if (!value->text)
        return;
    errno = 0;
    cell->r->sc->seed = strtoull(value->text, &end, 10);
    if (errno || !*value->text || *end || strspn(value->text, "0123456789") != strlen(value->text))
        reading_mistake(cell->r, node->place, cell->path,
                        "'%.40s' is no integer from 0 to 18446744073709551615", value->text);
}

static void read_text(const struct reading_cell *cell, struct value *value)
{
    int32_t months;

    if (strcmp(cell->field->key, "seed") == 0) {
        read_seed(cell, value);
        return;
    }
    if (!cell->node)
        return;
    value->text = reading_text(cell->r, cell->node, cell->path);
    if (value->text && strcmp(cell->field->key, "as_of") == 0 &&
        !calendar_parse(value->text, &months))
        reading_mistake(cell->r, cell->node->place, cell->path,
                        "'%.40s' is no date; expected one such as \"2026-01-31\"", value->text);
}

static void read_texts(const struct reading_cell *cell, struct value *value)
{
    const struct tree_node *node = cell->node;
    size_t n;

    if (!node)
        return;
    if (node->type != TREE_LIST && node->type != TREE_ARRAY) {
        reading_wrong_type(cell, "a list of strings");
        return;
    }
    n = tree_length(node);
    value->texts = reading_allocate(cell->r, n, sizeof *value->texts);
    value->text_places = reading_allocate(cell->r, n, sizeof *value->text_places);
    if (!value->texts || !value->text_places)
        return;
    for (node = node->first; node; node = node->next) {
        value->text_places[value->n_texts] = node->place;
        value->texts[value->n_texts] = reading_text(cell->r, node, cell->path);
        value->n_texts += value->texts[value->n_texts] != NULL;
    }
}

/** As a change takes it: 0.25, "priority", true; NULL after a mistake or failure. */
static char *value_text(const struct reading_cell *cell)
{
    const struct tree_node *node = cell->node;
    char number[32], *words, *quoted;

    switch (node->type) {
    case TREE_INTEGER:
        return text_format("%" PRId64, node->integer);
    case TREE_REAL:
        return text_copy(text_real(node->real, number));
    case TREE_BOOLEAN:
        return text_copy(node->integer ? "true" : "false");
    case TREE_TEXT:
        words = reading_text(cell->r, node, cell->path);
        quoted = words ? text_quoted(words) : NULL;
        free(words);
        return quoted;
    default:
        reading_wrong_type(cell, "a number, a string, true or false");
        return NULL;
    }
}

static void read_values(const struct reading_cell *cell, struct value *value)
{
    struct reading_cell item = *cell;

    if (!cell->node)
        return;
    if (cell->node->type != TREE_LIST && cell->node->type != TREE_ARRAY) {
        reading_wrong_type(cell, "a list of values");
        return;
    }
    value->texts = reading_allocate(cell->r, tree_length(cell->node), sizeof *value->texts);
    for (item.node = cell->node->first; value->texts && item.node; item.node = item.node->next) {
        const size_t before = cell->r->diag->count;
        value->texts[value->n_texts] = value_text(&item);
        cell->r->failed |= !value->texts[value->n_texts] && cell->r->diag->count == before;
        value->n_texts += value->texts[value->n_texts] != NULL;
    }
}

static void read_label(const struct reading_cell *cell, struct value *value)
{
    value->integer = -1; // numbered when all are known
    if (cell->node)
        value->text = reading_text(cell->r, cell->node, cell->path);
    if (value->text && !*value->text)
        reading_mistake(cell->r, cell->node->place, cell->path, "is empty; expected a word");
}

static void read_date(const struct reading_cell *cell, struct value *value)
{
    const struct tree_node *node = cell->node;
    const struct entity *run = &cell->r->sc->entities[0];
    const bool is_start = cell->entity->kind == &kind_run;
    const bool has_start = !is_start && run->kind == &kind_run; // a study's dates are all since 0
    const int32_t start = has_start ? run->values[scenario_row(run, "start")].integer : 0;
    int32_t months;

    if (!node)
        return;
    if (node->type == TREE_INTEGER && !is_start && node->integer >= 0 &&
        node->integer <= INT16_MAX) {
        value->integer = (int32_t)node->integer;
        value->text = text_format("%" PRId64, node->integer);
        cell->r->failed |= !value->text;
        return;
    }
    if (node->type == TREE_INTEGER && !is_start) {
        reading_mistake(cell->r, node->place, cell->path, "month %" PRId64 " is not within the run",
                        node->integer);
        return;
    }
    if (node->type != TREE_TEXT) {
        reading_wrong_type(cell, is_start ? "a date such as \"2026-02\""
                                          : "a date such as \"2026-08\" or a month counted from 0");
        return;
    }
    value->text = reading_text(cell->r, node, cell->path);
    if (!value->text)
        return;
    if (!calendar_parse(value->text, &months))
        reading_mistake(
            cell->r, node->place, cell->path,
            "'%.40s' is no date that exists; expected one such as \"2026-08\" or \"2026-08-15\"",
            value->text);
    else if (months < start)
        reading_mistake(cell->r, node->place, cell->path, "'%s' is before the run starts",
                        value->text);
    else
        value->integer = months - start;
}

void values_read(const struct reading_cell *cell, struct value *value)
{
    static void (*const read[])(const struct reading_cell *, struct value *) = {
        [FIELD_REAL] = read_real,
        [FIELD_FLAG] = read_real,
        [FIELD_INTEGER] = read_integer,
        [FIELD_BOOLEAN] = read_boolean,
        [FIELD_CHOICE] = read_choice,
        [FIELD_TEXT] = read_text,
        [FIELD_TEXTS] = read_texts,
        [FIELD_VALUES] = read_values,
        [FIELD_LABEL] = read_label,
        [FIELD_NAME] = names_read,
        [FIELD_NAMES] = names_read_set,
        [FIELD_DATE] = read_date,
        [FIELD_MAP] = items_read_map,
        [FIELD_AGES] = items_read_map,
        [FIELD_SCHEDULE] = items_read_schedule,
    };

    value->given = cell->node;
    value->place = cell->node ? cell->node->place : cell->entity->place;
    read[cell->field->type](cell, value);
}
