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

/** A file's name in another list of the same files; NULL from the command line. */
static const char *in_list(const char *name, const struct source_files *from,
                           const struct source_files *to)
{
    for (size_t i = 0; i < from->n; i++)
        if (from->name[i] == name)
            return to->name[i];
    return NULL;
}

/** A node, its neighbours after it and all below; NULL if there is no memory. */
static struct tree_node *copy_nodes(struct arena *memory, const struct tree_node *node,
                                    const struct source_files *from, const struct source_files *to)
{
    struct tree_node *first = NULL, **last = &first;

    for (; node; node = node->next, last = &(*last)->next) {
        *last = arena_take(memory, sizeof **last);
        if (!*last)
            return NULL;
        **last = *node;
        (*last)->next = NULL;
        (*last)->place.file = in_list(node->place.file, from, to);
        (*last)->first = copy_nodes(memory, node->first, from, to);
        if (node->first && !(*last)->first)
            return NULL;
    }
    return first;
}

bool tree_copy(struct tree *copy, const struct tree *tree, const struct source_files *from,
               const struct source_files *to)
{
    *copy = (struct tree){0};
    copy->root = copy_nodes(&copy->memory, tree->root, from, to);
    return copy->root;
}

struct tree_node *tree_child(const struct tree_node *node, const char *name)
{
    struct tree_node *child = node && node->type == TREE_GROUP ? node->first : NULL;

    while (child && strcmp(child->name, name) != 0)
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

/** Where settings stand. */
struct origin {
    struct source_files *files; // NULL: all are at `place`
    struct diag_place place;
    const char *reported, *stored; // name of the file of the last setting
};

static bool take_place(struct tree_node *node, const config_setting_t *setting, struct origin *from)
{
    const char *reported = from->files ? config_setting_source_file(setting) : NULL;

    node->place = from->place;
    if (!reported)
        return true;
    if (reported != from->reported)
        from->stored = source_reported(from->files, reported);
    from->reported = reported;
    node->place = (struct diag_place){from->stored, setting->line};
    return from->stored;
}

/** Copies a setting and all below it; NULL if there is no memory. */
static struct tree_node *copy_setting(const config_setting_t *setting, struct origin *from,
                                      struct arena *memory)
{
    struct tree_node *node = arena_take(memory, sizeof *node), **last;

    if (!node || !take_value(node, setting, memory) || !take_place(node, setting, from))
        return NULL;
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
    if (in)
        fclose(in);
    *name = 0;
    for (const char *p = text; *p && !strchr("#\"", *p); p++)
        names += *p == '=' || *p == ':';
    snprintf(format, sizeof format, " %%%zu[A-Za-z0-9_*-]", size - 1);
    if (names != 1 || sscanf(text, format, name) != 1)
        *name = 0;
}

static void explain(const config_t *config, const char *file, struct source_files *files,
                    struct diag *diag)
{
    const char *text = config_error_text(config) ? config_error_text(config) : "cannot be read";
    const unsigned line = config_error_line(config) > 0 ? (unsigned)config_error_line(config) : 0;
    const char *at = config_error_file(config);
    const char *known = at && files ? source_reported(files, at) : at;
    const struct diag_place place = {known ? known : file, line};
    char name[80];

    name_on_line(place.file, line, name, sizeof name);
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
    char *directory = source_directory(file);
    bool ok = directory && source_scan(file, files, diag);
    config_t config;

    *tree = (struct tree){0};
    if (!ok || diag->count > before) {
        free(directory);
        return ok;
    }
    config_init(&config);
    if (*directory)
        config_set_include_dir(&config, directory);
    if (config_read_file(&config, file)) {
        struct origin from = {.files = files, .place = {source_intern(files, file), 0}};
        tree->root = copy_setting(config_root_setting(&config), &from, &tree->memory);
        ok = tree->root;
        if (ok)
            tree->root->place = from.place;
    } else {
        explain(&config, file, files, diag);
    }
    config_destroy(&config);
    free(directory);
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
