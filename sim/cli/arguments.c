#include "cli/arguments.h"

#include "base/text.h"
#include "config/overlay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option *find(const struct option options[], const char *name, size_t n)
{
    for (const struct option *o = options; o && o->name; o++)
        if (strlen(o->name) == n && strncmp(o->name, name, n) == 0)
            return o;
    return NULL;
}

static bool unknown(const char *command, const struct option options[], const char *word, size_t n)
{
    const char *names[64] = {"--help"};
    size_t count = 1;
    char *given = text_format("%.*s", (int)n, word);

    for (const struct option *o = options; o && o->name && count < 64; o++)
        names[count++] = o->name;
    const char *near = given ? text_nearest(given, names, count) : NULL;
    fprintf(stderr, "chokepoint %s: %.*s: unknown option", command, (int)n, word);
    if (near)
        fprintf(stderr, "; did you mean '%s'?\n", near);
    else
        fprintf(stderr, "; see 'chokepoint %s --help'\n", command);
    free(given);
    return false;
}

/** Takes one option and, if it has one, its value.  @param i place in argv, moved on */
static bool take_option(struct arguments *a, const char *command, const struct option options[],
                        int *i)
{
    const char *word = a->argv[*i];
    const char *equals = strchr(word, '=');
    const size_t n = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *o = find(options, word, n);

    if (!o)
        return unknown(command, options, word, n);
    if (!o->value && equals) {
        fprintf(stderr, "chokepoint %s: %s: takes no value\n", command, o->name);
        return false;
    }
    if (o->value && !equals && *i + 1 >= a->argc) {
        fprintf(stderr, "chokepoint %s: %s: expected %s after it\n", command, o->name, o->value);
        return false;
    }
    if (!o->repeatable && arguments_value(a, o->name)) {
        fprintf(stderr, "chokepoint %s: %s: given twice\n", command, o->name);
        return false;
    }
    a->option[a->n_options] = o;
    a->value[a->n_options++] = !o->value ? "" : equals ? equals + 1 : a->argv[++*i];
    return true;
}

/** Takes the changes of a file, each as if it had been given. */
static bool take_changes(struct arguments *a, const struct option *o, const char *file)
{
    struct diag diag = {0};
    char **set = NULL;
    size_t n = 0;
    bool fine = overlay_read(file, &set, &n, &diag);
    char **grown = fine ? realloc(a->text, (a->n_text + n + 1) * sizeof *grown) : NULL;

    a->text = grown ? grown : a->text;
    if (fine && (!grown || a->n_options + n > ARGUMENTS_MOST)) {
        fprintf(stderr, "--set: @%s: too many changes\n", file);
        fine = false;
    }
    for (size_t i = 0; i < n; i++)
        if (fine) {
            a->text[a->n_text++] = set[i];
            a->option[a->n_options] = o;
            a->value[a->n_options++] = set[i];
        } else {
            free(set[i]);
        }
    free(set);
    diag_print(&diag, file, stderr);
    diag_free(&diag);
    return fine;
}

/** Replaces --set @FILE, the last option, by what the file says. */
static bool expand(struct arguments *a)
{
    const struct option *o = a->n_options ? a->option[a->n_options - 1] : NULL;
    const char *value = o ? a->value[a->n_options - 1] : "";

    if (*value != '@' || strcmp(o->name, "--set") != 0)
        return true;
    a->n_options--;
    return take_changes(a, o, value + 1);
}

bool arguments_parse(struct arguments *a, const char *name, const struct option options[], int from,
                     int argc, char *const argv[])
{
    bool only_words = false;

    *a = (struct arguments){.argc = argc, .argv = argv};
    if (argc - from >= ARGUMENTS_MOST) {
        fprintf(stderr, "chokepoint %s: too many arguments; at most %d\n", name,
                ARGUMENTS_MOST - 1);
        return false;
    }
    for (int i = from; i < argc; i++) {
        const char *word = argv[i];
        if (only_words || word[0] != '-' || !word[1])
            a->positional[a->n_positional++] = word;
        else if (strcmp(word, "--") == 0)
            only_words = true;
        else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
            a->help = true;
        else if (!take_option(a, name, options, &i) || !expand(a))
            return false;
    }
    return true;
}

void arguments_free(struct arguments *a)
{
    for (size_t i = 0; i < a->n_text; i++)
        free(a->text[i]);
    free(a->text);
    a->text = NULL;
    a->n_text = 0;
}

const char *arguments_value(const struct arguments *a, const char *name)
{
    for (size_t i = a->n_options; i > 0; i--)
        if (strcmp(a->option[i - 1]->name, name) == 0)
            return a->value[i - 1];
    return NULL;
}

size_t arguments_values(const struct arguments *a, const char *name,
                        const char *values[ARGUMENTS_MOST])
{
    size_t n = 0;

    for (size_t i = 0; i < a->n_options; i++)
        if (strcmp(a->option[i]->name, name) == 0)
            values[n++] = a->value[i];
    return n;
}

bool arguments_integer(const struct arguments *a, const char *name, uint64_t low, uint64_t high,
                       uint64_t *value)
{
    const char *text = arguments_value(a, name);
    char *end;

    if (!text)
        return true;
    errno = 0;
    const unsigned long long x = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || x < low || x > high) {
        fprintf(stderr, "%s: '%s' is no whole number from %" PRIu64 " to %" PRIu64 "\n", name, text,
                low, high);
        return false;
    }
    *value = x;
    return true;
}
