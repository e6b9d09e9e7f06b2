#include "config/tree.h"

#include "base/text.h"

#include <ctype.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {"a group",  "an integer", "a real number", "true or false",
                                         "a string", "an array",   "a list"};

const char *tree_type_name(enum tree_type type)
{
    return type_names[type];
}

void tree_free(struct tree *tree)
{
    arena_free(&tree->memory);
    tree->root = NULL;
}

/** A copy being made. */
struct copying {
    struct arena *memory;
    const struct source_files *from, *to;
    size_t file; // of the last node: mostly that of the next one
};

/** The copy of a file's name; NULL from the command line. */
static const char *copied_name(struct copying *c, const char *name)
{
    if (c->file < c->from->n && c->from->name[c->file] == name)
        return c->to->name[c->file];
    for (c->file = 0; c->file < c->from->n; c->file++)
        if (c->from->name[c->file] == name)
            return c->to->name[c->file];
    return NULL;
}

/** A node, its neighbours after it and all below; NULL if there is no memory. */
static struct tree_node *copy_nodes(struct copying *c, const struct tree_node *node)
{
    struct tree_node *first = NULL, **last = &first;

    for (; node; node = node->next, last = &(*last)->next) {
        *last = arena_take(c->memory, sizeof **last);
        if (!*last)
            return NULL;
        **last = *node;
        (*last)->next = NULL;
        (*last)->place.file = copied_name(c, node->place.file);
        (*last)->first = copy_nodes(c, node->first);
        if (node->first && !(*last)->first)
            return NULL;
    }
    return first;
}

bool tree_copy(struct tree *copy, const struct tree *tree, const struct source_files *from,
               const struct source_files *to)
{
    struct copying copying = {.memory = &copy->memory, .from = from, .to = to};

    *copy = (struct tree){0};
    copy->root = copy_nodes(&copying, tree->root);
    return copy->root;
}

struct tree_node *tree_child(const struct tree_node *node, const char *name)
{
    struct tree_node *child = node && node->type == TREE_GROUP ? node->first : NULL;

    while (child && (*child->name != *name || strcmp(child->name, name) != 0))
        child = child->next;
    return child;
}

size_t tree_length(const struct tree_node *node)
{
    size_t n = 0;

    for (const struct tree_node *child = node->first; child; child = child->next)
        n++;
    return n;
}

struct tree_node *tree_add_group(struct tree *tree, struct tree_node *parent, const char *name,
                                 struct diag_place place)
{
    struct tree_node *node = arena_take(&tree->memory, sizeof *node), **last = &parent->first;

    if (!node || !(node->name = arena_text(&tree->memory, name)))
        return NULL;
    node->place = place;
    while (*last)
        last = &(*last)->next;
    *last = node;
    return node;
}

void tree_replace(struct tree_node *to, const struct tree_node *from)
{
    const struct tree_node old = *to;

    *to = *from;
    to->name = old.name;
    to->next = old.next;
}

// what a setting holds besides children; false if memory failed
static bool take_value(struct tree_node *node, const config_setting_t *setting,
                       struct arena *memory)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
        node->type = TREE_INTEGER;
        node->integer = setting->value.ival;
        return true;
    case CONFIG_TYPE_INT64:
        node->type = TREE_INTEGER;
        node->integer = setting->value.llval;
        return true;
    case CONFIG_TYPE_FLOAT:
        node->type = TREE_REAL;
        node->real = setting->value.fval;
        return true;
    case CONFIG_TYPE_BOOL:
        node->type = TREE_BOOLEAN;
        node->integer = setting->value.ival != 0;
        return true;
    case CONFIG_TYPE_STRING:
        node->type = TREE_TEXT;
        node->text = arena_text(memory, setting->value.sval ? setting->value.sval : "");
        return node->text;
    case CONFIG_TYPE_ARRAY:
        node->type = TREE_ARRAY;
        return true;
    case CONFIG_TYPE_LIST:
        node->type = TREE_LIST;
        return true;
    default:
        node->type = TREE_GROUP;
        return true;
    }
}

/** Where settings stand: each at its line of a joined text, or all at one place. */
struct origin {
    const struct joined *joined; // NULL: at `place`
    struct diag_place place;
};

static struct diag_place place_of(const config_setting_t *setting, const struct origin *from)
{
    return from->joined ? joined_place(from->joined, setting->line) : from->place;
}

/** Copies a setting and all below it; NULL if there is no memory. */
static struct tree_node *copy_setting(const config_setting_t *setting, const struct origin *from,
                                      struct arena *memory)
{
    struct tree_node *node = arena_take(memory, sizeof *node), **last;

    if (!node || !take_value(node, setting, memory))
        return NULL;
    node->place = place_of(setting, from);
    if (setting->name && !(node->name = arena_text(memory, setting->name)))
        return NULL;
    last = &node->first;
    for (int i = 0; config_setting_is_aggregate(setting) && i < config_setting_length(setting);
         i++, last = &(*last)->next) {
        *last = copy_setting(config_setting_get_elem(setting, (unsigned)i), from, memory);
        if (!*last)
            return NULL;
    }
    return node;
}

// the first name on a line, when it is the only one before a '=' or ':'; "" otherwise
static void name_on_line(const char *file, unsigned line, char *name, size_t size)
{
    char text[512] = "", format[32];
    FILE *in = fopen(file, "r");
    int names = 0;

    for (unsigned i = 0; in && i < line && fgets(text, sizeof text, in);)
        i += strchr(text, '\n') != NULL || feof(in);
    *name = 0;
    for (const char *p = text; *p && !strchr("#\"", *p); p++)
        names += *p == '=' || *p == ':';
    snprintf(format, sizeof format, " %%%zu[A-Za-z0-9_*-]", size - 1);
    if (names != 1 || sscanf(text, format, name) != 1)
        *name = 0;
}

static void explain(const config_t *config, const struct joined *joined, struct diag *diag)
{
    const char *text = config_error_text(config) ? config_error_text(config) : "cannot be read";
    const struct diag_place place = joined_place(joined, (unsigned)config_error_line(config));
    char name[80];

    name_on_line(place.file, place.line, name, sizeof name);
    if (strstr(text, "duplicate"))
        diag_add(diag, place, *name ? name : NULL,
                 "%s twice; a name may stand only once in its group",
                 *name ? "declared" : "a name on this line is declared");
    else if (strstr(text, "mismatched"))
        diag_add(diag, place, NULL,
                 "the elements of an array [ ] must be of one type; write 1.0 for 1 beside reals, "
                 "or a list ( )");
    else
        diag_add(diag, place, NULL,
                 "%s at or before this line; expected `key = value;` or `name : { ... };`", text);
}

bool tree_read(struct tree *tree, const char *file, struct source_files *files, struct diag *diag)
{
    const size_t before = diag->count;
    struct joined joined = {0};
    config_t config;
    bool ok = source_scan(file, files, &joined, diag);

    *tree = (struct tree){0};
    config_init(&config);
    if (!ok || diag->count > before)
        goto out;
    if (config_read_string(&config, joined.text)) {
        const struct origin from = {.joined = &joined};
        tree->root = copy_setting(config_root_setting(&config), &from, &tree->memory);
        ok = tree->root;
        if (ok)
            tree->root->place = (struct diag_place){joined.line[0].file, 0};
    } else {
        explain(&config, &joined, diag);
    }
out:
    config_destroy(&config);
    joined_free(&joined);
    return ok;
}

bool tree_read_value(struct tree *tree, const char *text, struct diag_place place, const char *path,
                     struct diag *diag, struct tree_node **value)
{
    const size_t before = diag->count;
    size_t n = strlen(text);
    config_t config;
    char *setting;
    bool ok = true;

    *value = NULL;
    while (n > 0 && (isspace((unsigned char)text[n - 1]) || text[n - 1] == ';'))
        n--;
    for (; n > 0 && isspace((unsigned char)*text); n--)
        text++;
    if (n == 0)
        diag_add(diag, place, path, "nothing stands after '='; expected a value");
    else
        source_scan_value(text, n, place, path, diag);
    if (diag->count > before)
        return true;
    setting = text_format("v = %.*s\n;", (int)n, text);
    if (!setting)
        return false;
    config_init(&config);
    if (!config_read_string(&config, setting) ||
        config_setting_length(config_root_setting(&config)) != 1)
        diag_add(diag, place, path, "cannot read the value '%.*s'; a text needs quotes: \"%.*s\"",
                 (int)(n < 60 ? n : 60), text, (int)(n < 60 ? n : 60), text);
    else {
        struct origin from = {.place = place};
        *value = copy_setting(config_setting_get_elem(config_root_setting(&config), 0), &from,
                              &tree->memory);
        ok = *value;
    }
    config_destroy(&config);
    free(setting);
    return ok;
}
