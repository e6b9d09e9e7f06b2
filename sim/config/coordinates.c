#include "config/coordinates.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/** Adds a path; takes it over. */
static bool add(struct coordinates *c, char *path)
{
    if (c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 256;
        char **more = realloc(c->path, room * sizeof *more);
        if (!more) {
            free(path);
            return false;
        }
        c->path = more;
        c->room = room;
    }
    c->path[c->n++] = path;
    return true;
}

static bool list_group(struct coordinates *c, const struct tree_node *group, const char *path)
{
    bool ok = true;

    for (const struct tree_node *node = group->first; ok && node; node = node->next) {
        if (node->type != TREE_GROUP)
            continue;
        char *at = text_format("%s%s%s", path, *path ? "." : "", node->name);
        if (at && tree_child(node, "distribution")) {
            ok = add(c, at);
            continue;
        }
        ok = at && list_group(c, node, at);
        free(at);
    }
    return ok;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool coordinates_list(struct coordinates *c, const struct tree_node *root)
{
    const bool ok = list_group(c, root, "");

    if (c->n > 1)
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
