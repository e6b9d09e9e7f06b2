#include "cli/rows.h"

#include "base/text.h"
#include "model/policy.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *value_of(const struct parameter *p)
{
    char text[32];

    if (p->field->type == FIELD_FLAG)
        return text_copy(p->value > 0 ? "true" : "false");
    if (isnan(p->value))
        return text_copy(""); // derived by the engine
    return text_copy(text_number(p->value, text));
}

/** Adds one row; takes path and value over. */
static bool add(struct rows *rows, char *path, char *value, const struct field *f,
                const struct parameter *p)
{
    if (path && value && rows->n == rows->room) {
        const size_t room = rows->room ? 2 * rows->room : 256;
        struct row *more = realloc(rows->row, room * sizeof *more);
        if (more) {
            rows->row = more;
            rows->room = room;
        }
    }
    if (!path || !value || rows->n == rows->room) {
        free(path);
        free(value);
        return false;
    }
    rows->row[rows->n++] = (struct row){path, value, f, p};
    return true;
}

/** "a b c", or "all" where a set was not given. */
static char *list_of(const struct field *f, const struct value *v)
{
    char *text = NULL;
    size_t size = 0;

    if (!v->given && f->type == FIELD_NAMES)
        return text_copy("all");
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (size_t i = 0; i < v->n_texts; i++)
        fprintf(out, "%s%s", i ? f->type == FIELD_TEXTS ? "; " : " " : "", v->texts[i]);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static char *plain_of(const struct field *f, const struct value *v)
{
    switch (f->type) {
    case FIELD_INTEGER:
        return text_format("%" PRId32, v->integer);
    case FIELD_BOOLEAN:
        return text_copy(v->integer ? "true" : "false");
    case FIELD_CHOICE:
        return text_copy(f->choices[v->integer]);
    case FIELD_NAMES:
    case FIELD_TEXTS:
        return list_of(f, v);
    default:
        return text_copy(v->text ? v->text : "");
    }
}

static bool add_items(struct rows *rows, const struct scenario *sc, const char *path,
                      const struct field *f, const struct value *v)
{
    char text[32];
    bool fine = true;

    for (size_t i = 0; i < v->n_items && fine; i++) {
        const struct value_item *item = &v->items[i];
        const struct parameter *p = f->type == FIELD_AGES ? NULL : &sc->parameters[item->parameter];
        fine = add(rows, text_format("%s.%s.%s", path, f->key, item->key),
                   p ? value_of(p) : text_format("%" PRId32, item->integer), f, p);
    }
    if (v->n_items == 0)
        fine = add(rows, text_format("%s.%s", path, f->key),
                   f->type == FIELD_AGES ? text_copy("") : text_copy(text_number(f->preset, text)),
                   f, NULL);
    return fine;
}

static bool add_row(struct rows *rows, const struct scenario *sc, const char *path,
                    const struct field *f, const struct value *v)
{
    if (f->type == FIELD_REAL || f->type == FIELD_FLAG) {
        const struct parameter *p = &sc->parameters[v->parameter];
        return add(rows, text_format("%s.%s", path, f->key), value_of(p), f, p);
    }
    if (f->type == FIELD_MAP || f->type == FIELD_AGES || f->type == FIELD_SCHEDULE)
        return add_items(rows, sc, path, f, v);
    return add(rows, text_format("%s.%s", path, f->key), plain_of(f, v), f, NULL);
}

static bool add_entity(struct rows *rows, const struct scenario *sc, const struct entity *e)
{
    char *path = scenario_path(sc, e);
    bool fine = path != NULL;

    for (size_t i = 0; i < e->n_fields && fine; i++)
        fine = add_row(rows, sc, path, scenario_field(e, i), &e->values[i]);
    for (size_t o = 0; o < e->n_overrides && fine; o++) {
        const struct override *over = &e->overrides[o];
        char *inside =
            text_format("%s.%s", path, scenario_at(sc, &kind_regime, (size_t)over->regime)->name);
        fine = inside != NULL;
        for (size_t i = 0; i < e->n_fields && fine; i++)
            if (over->values[i].given)
                fine = add_row(rows, sc, inside, scenario_field(e, i), &over->values[i]);
        free(inside);
    }
    free(path);
    return fine;
}

bool rows_init(struct rows *rows, const struct scenario *sc)
{
    bool fine = true;

    *rows = (struct rows){0};
    for (size_t i = 0; i < sc->n_entities && fine; i++)
        fine = add_entity(rows, sc, &sc->entities[i]);
    return fine;
}

void rows_free(struct rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        free(rows->row[i].path);
        free(rows->row[i].value);
    }
    free(rows->row);
    *rows = (struct rows){0};
}

static void put_list(FILE *out, const char *key, const double values[], int n)
{
    char text[32];

    fprintf(out, " %s=", key);
    for (int i = 0; i < n; i++)
        fprintf(out, "%s%s", i ? " " : "[", text_number(values[i], text));
    putc(']', out);
}

char *rows_distribution(const struct parameter *p)
{
    char *text = NULL, number[32];
    size_t size = 0;

    if (!p || !p->distribution)
        return text_copy("");
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs(p->distribution->name, out);
    if (p->distribution->discrete) {
        put_list(out, "values", p->shape->value, p->shape->count);
        put_list(out, "probabilities", p->shape->probability, p->shape->count);
    } else {
        for (size_t i = 0; i < field_count(p->distribution->fields) && i < DISTRIBUTION_KEYS; i++)
            fprintf(out, " %s=%s", p->distribution->fields[i].key,
                    text_number(p->shape->key[i], number));
    }
    if (isfinite(p->shape->low))
        fprintf(out, " low=%s", text_number(p->shape->low, number));
    if (isfinite(p->shape->high))
        fprintf(out, " high=%s", text_number(p->shape->high, number));
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

bool rows_has_range(const struct field *f)
{
    return (f->type == FIELD_REAL || f->type == FIELD_INTEGER || f->type == FIELD_MAP ||
            f->type == FIELD_SCHEDULE || f->type == FIELD_AGES) &&
           f->low < f->high;
}

void rows_put(struct table *t, const struct row *r, const char *distribution)
{
    const struct field *f = r->field;
    const struct parameter *p = r->parameter;

    table_name(t, r->path);
    if (p)
        table_name(t, r->value);
    else
        table_text(t, r->value);
    table_name(t, f->unit);
    table_real(t, rows_has_range(f) ? f->low : NAN);
    table_real(t, rows_has_range(f) ? f->high : NAN);
    table_name(t, distribution);
    table_text(t, p ? p->source : NULL);
    table_text(t, p ? p->note : NULL);
    table_name(t, f->doc);
    table_end(t);
}
