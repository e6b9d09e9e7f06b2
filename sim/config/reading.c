#include "config/reading.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reading_mistake(struct reading *r, struct diag_place place, const char *path,
                     const char *format, ...)
{
    char message[1024], shown[READING_PATH + 8];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (!place.file && path) {
        snprintf(shown, sizeof shown, "--set %s", path);
        path = shown;
    }
    diag_add(r->diag, place, path, "%s", message);
}

void reading_wrong_type(const struct reading_cell *cell, const char *expected)
{
    const char *unit = cell->field->unit;
    const bool bracket =
        *unit && (strncmp(expected, "a number", 8) == 0 || strcmp(expected, "an integer") == 0);

    reading_mistake(cell->r, cell->node->place, cell->path, "expected %s%s%s%s, got %s", expected,
                    bracket ? " [" : "", bracket ? unit : "", bracket ? "]" : "",
                    tree_type_name(cell->node->type));
}

void reading_unknown(struct reading *r, struct diag_place place, const char *path, const char *what,
                     const char *name, const char *const known[], size_t n)
{
    const char *near = text_nearest(name, known, n);

    if (near)
        reading_mistake(r, place, path, "%s; did you mean '%s'?", what, near);
    else
        reading_mistake(r, place, path, "%s", what);
}

char *reading_join(char path[READING_PATH], const char *parent, const char *key)
{
    const size_t n = strnlen(parent, 350), more = strnlen(key, 150);
    char *end = path + n;

    memcpy(path, parent, n);
    if (n > 0)
        *end++ = '.';
    memcpy(end, key, more);
    end[more] = 0;
    return path;
}

char *reading_entity_path(const struct reading *r, const struct entity *entity,
                          char path[READING_PATH])
{
    char up[READING_PATH] = "", plural[READING_PATH];

    if (entity->parent != SIZE_MAX)
        reading_entity_path(r, scenario_at(r->sc, kinds_find(entity->kind->parent), entity->parent),
                            up);
    reading_join(plural, up, entity->kind->plural);
    if (entity->kind->single)
        return strcpy(path, plural);
    return reading_join(path, plural, entity->name);
}

// bytes of the UTF-8 sequence at p, 0 if it is none (RFC 3629: no overlong forms, surrogates,
// beyond U+10FFFF)
static size_t utf8_bytes(const unsigned char *p)
{
    const size_t n = p[0] < 0x80   ? 1
                     : p[0] < 0xc2 ? 0
                     : p[0] < 0xe0 ? 2
                     : p[0] < 0xf0 ? 3
                     : p[0] < 0xf5 ? 4
                                   : 0;

    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return n;
}

bool reading_is_clean(struct reading *r, const struct tree_node *node, const char *path)
{
    const unsigned char *p = (const unsigned char *)node->text;

    for (size_t n; *p; p += n) {
        n = 1;
        if (*p >= 32 && *p < 127)
            continue;
        n = utf8_bytes(p);
        if (n == 0) {
            reading_mistake(r, node->place, path, "is not valid UTF-8");
            return false;
        }
        if ((*p < 32 && *p != '\t' && *p != '\n') || *p == 127) {
            reading_mistake(r, node->place, path, "contains the control character 0x%02x", *p);
            return false;
        }
    }
    return true;
}

char *reading_text(struct reading *r, const struct tree_node *node, const char *path)
{
    char *copy;

    if (node->type != TREE_TEXT) {
        reading_mistake(r, node->place, path, "expected a string, got %s",
                        tree_type_name(node->type));
        return NULL;
    }
    if (!reading_is_clean(r, node, path))
        return NULL;
    copy = text_copy(node->text);
    r->failed |= !copy;
    return copy;
}

void *reading_allocate(struct reading *r, size_t n, size_t size)
{
    void *memory = n ? calloc(n, size) : NULL;

    r->failed |= n && !memory;
    return memory;
}

void *reading_grow(struct reading *r, void *array, size_t n, size_t *room, size_t size)
{
    const size_t more = *room ? 2 * *room : 64;
    void *grown;

    if (n < *room)
        return array;
    grown = realloc(array, more * size);
    if (!grown) {
        r->failed = true;
        return NULL;
    }
    *room = more;
    return grown;
}
