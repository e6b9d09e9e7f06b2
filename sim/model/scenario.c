#include "model/scenario.h"

#include "base/rng.h"
#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const struct field *scenario_field(const struct entity *entity, size_t i)
{
    const size_t own = entity->more ? field_count(entity->kind->fields) : entity->n_fields;

    assert(i < entity->n_fields);
    return i < own ? &entity->kind->fields[i] : &entity->more[i - own];
}

size_t scenario_row(const struct entity *entity, const char *key)
{
    const struct field *const tables[] = {entity->kind->fields, entity->more};
    size_t row = 0;

    for (size_t i = 0; i < 2; i++)
        for (const struct field *f = tables[i]; f && f->key; f++, row++)
            if (*f->key == *key && strcmp(f->key, key) == 0)
                return row;
    return SIZE_MAX;
}

const struct entity *scenario_all(const struct scenario *sc, const struct kind *kind, size_t *n)
{
    for (size_t i = 0; i < sc->n_spans; i++)
        if (sc->spans[i].kind == kind) {
            *n = sc->spans[i].n;
            return &sc->entities[sc->spans[i].first];
        }
    *n = 0;
    return NULL;
}

const struct entity *scenario_at(const struct scenario *sc, const struct kind *kind, size_t index)
{
    size_t n;
    const struct entity *all = scenario_all(sc, kind, &n);

    assert(index < n);
    return &all[index];
}

const struct entity *scenario_find(const struct scenario *sc, const struct kind *kind,
                                   size_t parent, const char *name)
{
    size_t n;
    const struct entity *all = scenario_all(sc, kind, &n);

    for (size_t i = 0; i < n; i++)
        if ((parent == SIZE_MAX || all[i].parent == parent) && strcmp(all[i].name, name) == 0)
            return &all[i];
    return NULL;
}

const struct value *scenario_value(const struct entity *entity, const char *key)
{
    const size_t row = scenario_row(entity, key);

    assert(row != SIZE_MAX);
    return &entity->values[row];
}

const struct parameter *scenario_parameter(const struct scenario *sc, const struct entity *entity,
                                           const char *key)
{
    return &sc->parameters[scenario_value(entity, key)->parameter];
}

size_t scenario_find_parameter(const struct scenario *sc, const char *path)
{
    const uint32_t tag = rng_tag(path);

    for (size_t i = 0; i < sc->n_parameters; i++)
        if (sc->parameters[i].tag == tag && strcmp(sc->parameters[i].path, path) == 0)
            return i;
    return SIZE_MAX;
}

char *scenario_path(const struct scenario *sc, const struct entity *entity)
{
    const struct kind *kind = entity->kind;
    char *up, *path;

    if (kind->single)
        return text_copy(kind->plural);
    if (entity->parent == SIZE_MAX)
        return text_format("%s.%s", kind->plural, entity->name);
    up = scenario_path(sc, scenario_at(sc, kinds_find(kind->parent), entity->parent));
    if (!up)
        return NULL;
    path = text_format("%s.%s.%s", up, kind->plural, entity->name);
    free(up);
    return path;
}

const char *scenario_title(const struct entity *entity)
{
    const size_t row = scenario_row(entity, "title");

    if (row != SIZE_MAX && entity->values[row].text)
        return entity->values[row].text;
    return entity->name;
}

static void free_values(struct value *values, size_t n)
{
    for (size_t i = 0; values && i < n; i++) {
        struct value *v = &values[i];
        for (size_t j = 0; j < v->n_texts; j++)
            free(v->texts[j]);
        for (size_t j = 0; j < v->n_items; j++)
            free(v->items[j].key);
        free(v->texts);
        free(v->text_places);
        free(v->items);
        free(v->text);
    }
    free(values);
}

static void free_strings(char **strings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(strings[i]);
    free(strings);
}

void scenario_free(struct scenario *sc)
{
    for (size_t i = 0; i < sc->n_entities; i++) {
        struct entity *e = &sc->entities[i];
        for (size_t j = 0; j < e->n_overrides; j++)
            free_values(e->overrides[j].values, e->n_fields);
        free(e->overrides);
        free_values(e->values, e->n_fields);
        free(e->name);
    }
    for (size_t i = 0; i < sc->n_parameters; i++) {
        free(sc->parameters[i].path);
        free(sc->parameters[i].shape);
        free(sc->parameters[i].source);
        free(sc->parameters[i].note);
    }
    free(sc->entities);
    free(sc->parameters);
    free_strings(sc->labels, sc->n_labels);
    free_strings(sc->files, sc->n_files);
    free(sc->file);
    free(sc->policy);
    *sc = (struct scenario){0};
}
