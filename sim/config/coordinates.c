#include "config/coordinates.h"

#include "base/text.h"
#include "config/reading.h"

#include <stdlib.h>
#include <string.h>

static bool add(struct coordinates *c, const char *path)
{
    if (c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 256;
        char **more = realloc(c->path, room * sizeof *more);
        if (!more)
            return false;
        c->path = more;
        c->room = room;
    }
    c->path[c->n] = text_copy(path);
    return c->path[c->n++];
}

/** @param path of the group, n bytes long; what comes after it is overwritten */
static bool list_group(struct coordinates *c, const struct tree_node *group,
                       char path[READING_PATH], size_t n)
{
    bool ok = true;

    for (const struct tree_node *node = group->first; ok && node; node = node->next) {
        const size_t size = node->type == TREE_GROUP ? strlen(node->name) : READING_PATH;
        if (n + size + 2 > READING_PATH) // no group, or a path nobody can name
            continue;
        memcpy(path + n, node->name, size + 1);
        if (tree_child(node, "distribution")) {
            ok = add(c, path);
        } else {
            path[n + size] = '.';
            ok = list_group(c, node, path, n + size + 1);
        }
    }
    return ok;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool coordinates_list(struct coordinates *c, const struct tree_node *root)
{
    char path[READING_PATH];
    const bool ok = list_group(c, root, path, 0);

    if (ok && c->n > 1)
        qsort(c->path, c->n, sizeof *c->path, by_path);
    return ok;
}

void coordinates_give(const struct coordinates *c, struct scenario *sc)
{
    uint32_t next = (uint32_t)c->n;

    for (size_t i = 0; i < sc->n_parameters; i++) {
        struct parameter *p = &sc->parameters[i];
        char **found = c->n ? bsearch(&p->path, c->path, c->n, sizeof *c->path, by_path) : NULL;
        p->coordinate = found ? (uint32_t)(found - c->path) : p->distribution ? next++ : UINT32_MAX;
    }
}

void coordinates_free(struct coordinates *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->path[i]);
    free(c->path);
    *c = (struct coordinates){0};
}
