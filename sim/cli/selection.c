#include "cli/selection.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAMED 12 // values a message names

/** What has an option of its own. */
static const char *const shortcuts[] = {"--policy", "--actor", "--metric", "--date"};

/** The column of that name; SIZE_MAX with a message. */
static size_t find(const struct csv_reader *csv, const char *option, const char *name)
{
    const size_t column = csv_reader_column(csv, 0, name);

    if (column != SIZE_MAX)
        return column;
    const char *near = text_nearest(name, (const char *const *)csv->header, csv->columns);
    fprintf(stderr, "%s: %s has no column '%s'; ", option, csv->place.file, name);
    if (near)
        fprintf(stderr, "did you mean '%s'?\n", near);
    else
        for (size_t k = 0; k < csv->columns; k++)
            fprintf(stderr, "%s%s%s", k ? ", " : "expected ", csv->header[k],
                    k + 1 < csv->columns ? "" : "\n");
    return SIZE_MAX;
}

static bool add_condition(struct selection *s, const char *option, const char *name,
                          const char *value)
{
    const size_t column = find(s->csv, option, name);

    if (column != SIZE_MAX)
        s->condition[s->conditions++] =
            (struct selection_condition){.option = option, .value = value, .column = column};
    return column != SIZE_MAX;
}

/** COLUMN=VALUE */
static bool add_where(struct selection *s, const char *text)
{
    const char *equals = strchr(text, '=');
    char *name = equals ? text_format("%.*s", (int)(equals - text), text) : NULL;

    if (!equals)
        fprintf(stderr, "--where: '%s' has no '='; expected COLUMN=VALUE\n", text);
    const bool fine = name && add_condition(s, "--where", name, equals + 1);
    free(name);
    return fine;
}

static bool read_conditions(struct selection *s, const struct arguments *a)
{
    const char *text[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--where", text);
    const size_t most = n + sizeof shortcuts / sizeof *shortcuts;
    bool fine = (s->condition = calloc(most, sizeof *s->condition));

    for (size_t i = 0; i < n && fine; i++)
        fine = add_where(s, text[i]);
    for (size_t i = 0; i < sizeof shortcuts / sizeof *shortcuts && fine; i++) {
        const char *value = arguments_value(a, shortcuts[i]);
        if (value)
            fine = add_condition(s, shortcuts[i], shortcuts[i] + strlen("--"), value);
    }
    return fine;
}

/** A,B,C; all columns if nothing was asked for. */
static bool read_columns(struct selection *s, const char *text)
{
    size_t most = s->csv->columns;
    bool fine = true;

    for (const char *c = text; c && *c; c++)
        most += *c == ',';
    s->column = calloc(most + 1, sizeof *s->column);
    s->chosen = text;
    for (size_t k = 0; !text && s->column && k < s->csv->columns; k++)
        s->column[s->columns++] = k;
    for (const char *at = text; at && s->column && fine; at = *at ? at + 1 : NULL) {
        const size_t n = strcspn(at, ",");
        char *name = text_format("%.*s", (int)n, at);
        s->column[s->columns] = name ? find(s->csv, "--columns", name) : SIZE_MAX;
        fine = s->column[s->columns++] != SIZE_MAX;
        free(name);
        at += n;
    }
    return s->column && fine;
}

bool selection_init(struct selection *s, struct csv_reader *csv, const struct arguments *a)
{
    *s = (struct selection){.csv = csv};
    return read_conditions(s, a) && read_columns(s, arguments_value(a, "--columns"));
}

void selection_free(struct selection *s)
{
    for (size_t i = 0; i < s->conditions; i++)
        for (size_t k = 0; k < s->condition[i].n_seen; k++)
            free(s->condition[i].seen[k]);
    free(s->condition);
    free(s->column);
    *s = (struct selection){0};
}

static void remember(struct selection_condition *c, const char *text)
{
    for (size_t k = 0; k < c->n_seen; k++)
        if (strcmp(c->seen[k], text) == 0)
            return;
    if (c->n_seen < SELECTION_SEEN && (c->seen[c->n_seen] = text_copy(text)))
        c->n_seen++;
}

static bool meets(const struct selection *s, const struct selection_condition *c)
{
    const char *text = s->csv->cell[c->column];
    const size_t n = strlen(c->value);

    return strcmp(text, c->value) == 0 || (strcmp(s->csv->header[c->column], "date") == 0 && n &&
                                           strncmp(text, c->value, n) == 0 && text[n] == '-');
}

bool selection_takes(struct selection *s)
{
    bool all = true;

    for (size_t i = 0; i < s->conditions; i++) {
        struct selection_condition *c = &s->condition[i];
        if (meets(s, c))
            c->met = true;
        else
            all = false;
        if (!c->met)
            remember(c, s->csv->cell[c->column]);
    }
    return all;
}

bool selection_fixes(const struct selection *s, size_t column)
{
    for (size_t i = 0; i < s->conditions; i++)
        if (s->condition[i].column == column)
            return true;
    return false;
}

/** Says that no row has the value, and what there is instead. */
static void put_unmet(const struct selection *s, const struct selection_condition *c)
{
    const char *near = text_nearest(c->value, (const char *const *)c->seen, c->n_seen);

    fprintf(stderr, "%s: %s has no row of %s '%s'", c->option, s->csv->place.file,
            s->csv->header[c->column], c->value);
    if (near)
        fprintf(stderr, "; did you mean '%s'?", near);
    for (size_t k = 0; k < c->n_seen && k < NAMED && !near; k++)
        fprintf(stderr, "%s%s", k ? ", " : "; there is ", c->seen[k]);
    fputs(c->n_seen > NAMED && !near ? ", ...\n" : "\n", stderr);
}

bool selection_found(const struct selection *s)
{
    bool all = true;

    for (size_t i = 0; i < s->conditions; i++)
        if (!s->condition[i].met) {
            put_unmet(s, &s->condition[i]);
            all = false;
        }
    return all;
}
