#include "config/overlay.h"

#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAMES_MOST 256 // policies offered as a suggestion

// libconfig reads these as values, so a name could not be written back
static bool is_key(const char *name)
{
    return text_is_name(name) && strcasecmp(name, "true") != 0 && strcasecmp(name, "false") != 0;
}

// a number on the way becomes the value of a group, so that `price_usd.source = "..."` can be added
// to it
static bool open_group(struct tree *tree, struct tree_node *node, struct diag_place place)
{
    struct tree_node *value;

    if (node->type == TREE_GROUP)
        return true;
    value = arena_take(&tree->memory, sizeof *value);
    if (!value)
        return false;
    *value = *node;
    value->name = "value";
    value->next = NULL;
    node->type = TREE_GROUP;
    node->first = value;
    node->place = place;
    return true;
}

/** The node at a path, made if missing; NULL if memory failed. `path` is cut up. */
static struct tree_node *walk(struct tree *tree, char *path, struct diag_place place)
{
    struct tree_node *node = tree->root;
    char *rest;

    for (char *name = strtok_r(path, ".", &rest); node && name; name = strtok_r(NULL, ".", &rest)) {
        struct tree_node *child;
        if (!open_group(tree, node, place))
            return NULL;
        child = tree_child(node, name);
        if (!child) {
            child = tree_add_group(tree, node, name, place);
            if (child)
                child->implied = true;
        }
        node = child;
    }
    return node;
}

static bool is_path(const char *path)
{
    char name[80];
    int depth = 0;

    for (const char *end; *path; path = end + (*end == '.')) {
        size_t n;
        end = strchr(path, '.');
        end = end ? end : path + strlen(path);
        n = (size_t)(end - path);
        if (n >= sizeof name || ++depth > SOURCE_NESTING || (*end == '.' && !end[1]))
            return false;
        memcpy(name, path, n);
        name[n] = 0;
        if (!is_key(name))
            return false;
        if (!*end)
            return true;
    }
    return false;
}

bool overlay_apply(struct tree *tree, const char *change, struct diag_place place,
                   struct diag *diag)
{
    const char *equals = strchr(change, '='), *end = equals;
    char *path = NULL, *shown = NULL;
    struct tree_node *value = NULL, *node;
    bool ok = false;

    while (isspace((unsigned char)*change))
        change++;
    while (end && end > change && isspace((unsigned char)end[-1]))
        end--;
    path = text_format("%.*s", end ? (int)(end - change) : 0, change);
    shown = path ? text_format("%s%s", place.file ? "" : "--set ", path) : NULL;
    if (!shown)
        goto out;
    ok = true;
    if (!is_path(path)) {
        diag_add(diag, place, place.file ? NULL : "--set",
                 "cannot read the change '%.60s'; expected \"path = value\"", change);
        goto out;
    }
    ok = tree_read_value(tree, equals + 1, place, shown, diag, &value);
    if (!value)
        goto out;
    node = walk(tree, path, place);
    ok = node;
    if (ok)
        tree_replace(node, value);
out:
    free(shown);
    free(path);
    return ok;
}

static void no_such_policy(const struct tree_node *policies, const char *name,
                           struct diag_place place, struct diag *diag)
{
    const char *names[NAMES_MOST], *near;
    size_t n = 0;

    for (const struct tree_node *p = policies ? policies->first : NULL; p && n < NAMES_MOST;
         p = p->next)
        if (p->name)
            names[n++] = p->name;
    near = text_nearest(name, names, n);
    if (near)
        diag_add(diag, place, "policies", "no such policy '%.60s'; did you mean '%s'?", name, near);
    else
        diag_add(diag, place, "policies", "no such policy '%.60s'", name);
}

bool overlay_policy(struct tree *tree, const char *name, struct diag *diag)
{
    const struct tree_node *policies = tree_child(tree->root, "policies");
    const struct tree_node *policy = tree_child(policies, name), *set = tree_child(policy, "set");
    bool ok = true;

    if (!policy)
        no_such_policy(policies, name, (policies ? policies : tree->root)->place, diag);
    if (!set || (set->type != TREE_LIST && set->type != TREE_ARRAY))
        return true; // the reader reports the wrong type
    for (const struct tree_node *change = set->first; ok && change; change = change->next) {
        if (change->type != TREE_TEXT)
            continue;
        if (strncmp(change->text + strspn(change->text, " \t\n\r\f\v"), "policies", 8) == 0)
            diag_add(diag, change->place, NULL, "a policy cannot change policies");
        else
            ok = overlay_apply(tree, change->text, change->place, diag);
    }
    return ok;
}

/** A whole file between brackets, in fresh memory; NULL, with errno, if it cannot be read. */
static char *bracketed(const char *file)
{
    FILE *in = fopen(file, "r");
    char *text = NULL, *list = NULL;
    size_t room = 0;

    if (in && getdelim(&text, &room, '\0', in) > 0)
        list = text_format("(%s\n)", text);
    if (in)
        fclose(in);
    free(text);
    return list;
}

/** Copies the texts of a list; false if memory is short. */
static bool copy_texts(const struct tree_node *list, struct diag_place place, char ***set,
                       size_t *n, struct diag *diag)
{
    *set = calloc(tree_length(list) + 1, sizeof **set);
    for (const struct tree_node *node = list->first; *set && node; node = node->next) {
        if (node->type != TREE_TEXT) {
            diag_add(diag, place, NULL,
                     "holds %s; expected texts \"path = value\" with commas "
                     "between",
                     tree_type_name(node->type));
            return true;
        }
        (*set)[*n] = text_copy(node->text);
        if (!(*set)[(*n)++])
            return false;
    }
    return *set;
}

bool overlay_read(const char *file, char ***set, size_t *n, struct diag *diag)
{
    const size_t before = diag->count;
    const struct diag_place place = {file, 0};
    struct tree tree = {0};
    struct tree_node *list = NULL;

    *set = NULL;
    *n = 0;
    errno = 0;
    char *text = bracketed(file);
    if (!text)
        diag_add(diag, place, NULL, "cannot be read: %s", errno ? strerror(errno) : "it is empty");
    else if (!tree_read_value(&tree, text, place, NULL, diag, &list) ||
             (list && !copy_texts(list, place, set, n, diag)))
        diag_add(diag, place, NULL, "out of memory");
    free(text);
    tree_free(&tree);
    return diag->count == before;
}
