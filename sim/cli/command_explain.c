#include "cli/commands.h"

#include "base/text.h"
#include "cli/load.h"
#include "cli/rows.h"
#include "cli/studies.h"
#include "design/study.h"
#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct option explain_options[] = {
    OPTION_POLICY,
    OPTION_SET,
    {"--csv", NULL, "as a table"},
    {0},
};

/** Does the path lie at or below the prefix? */
static bool is_below(const char *path, const char *prefix)
{
    const size_t n = strlen(prefix);

    return n == 0 || (strncmp(path, prefix, n) == 0 &&
                      (path[n] == '\0' || path[n] == '.' || prefix[n - 1] == '.'));
}

static void put_pair(const char *key, const char *text)
{
    if (text && *text)
        printf("    %-13s %s\n", key, text);
}

static void put_block(const struct row *r, const char *distribution)
{
    const struct field *f = r->field;
    char low[32], high[32];
    const bool pure = strcmp(f->unit, "1") == 0 || !*f->unit;

    printf("%s = %s%s%s\n", r->path,
           *r->value                  ? r->value
           : f->flags & FIELD_DERIVED ? "(derived)"
                                      : "(absent)",
           pure ? "" : " ", pure ? "" : f->unit);
    put_pair("meaning", f->doc);
    if (rows_has_range(f))
        printf("    %-13s %s to %s%s%s\n", "range", text_number(f->low, low),
               text_number(f->high, high), pure ? "" : " ", pure ? "" : f->unit);
    if (f->type == FIELD_CHOICE) {
        printf("    %-13s", "one of");
        for (size_t i = 0; f->choices[i]; i++)
            printf(" %s", f->choices[i]);
        putchar('\n');
    }
    put_pair("distribution", distribution);
    if (r->parameter && !r->parameter->given)
        put_pair("source", "preset");
    else if (r->parameter) {
        put_pair("source", r->parameter->source);
        put_pair("note", r->parameter->note);
    }
}

static int nothing_there(const struct rows *rows, const char *path)
{
    size_t n = 0;
    char **names = calloc(rows->n * 8 + 1, sizeof *names);

    // every path and every group above it
    for (size_t i = 0; names && i < rows->n; i++) {
        const char *dot = rows->row[i].path;
        for (int depth = 0; dot && depth < 8; depth++) {
            dot = strchr(dot + 1, '.');
            const size_t size = dot ? (size_t)(dot - rows->row[i].path) : strlen(rows->row[i].path);
            char *name = text_format("%.*s", (int)size, rows->row[i].path);
            if (name && n && strcmp(name, names[n - 1]) == 0)
                free(name);
            else if (name)
                names[n++] = name;
        }
    }
    const char *near = names ? text_nearest(path, (const char *const *)names, n) : NULL;
    fprintf(stderr, "chokepoint explain: %s: nothing of that path", path);
    if (near)
        fprintf(stderr, "; did you mean '%s'?", near);
    putc('\n', stderr);
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return EXIT_USAGE;
}

static int print_rows(const struct rows *rows, const char *prefix, bool csv)
{
    struct table table = {0};
    size_t found = 0;
    bool fine = true;

    if (csv)
        fine = table_begin(&table, stdout, ROWS_COLUMNS);
    for (size_t i = 0; i < rows->n && fine; i++) {
        if (!is_below(rows->row[i].path, prefix))
            continue;
        char *distribution = rows_distribution(rows->row[i].parameter);
        fine = distribution != NULL;
        if (fine && csv)
            rows_put(&table, &rows->row[i], distribution);
        else if (fine)
            put_block(&rows->row[i], distribution);
        free(distribution);
        found++;
    }
    if (fine && found && csv)
        table_flush(&table);
    table_free(&table);
    if (!fine)
        fputs("chokepoint: no memory\n", stderr);
    return !fine ? EXIT_WORLD : found ? EXIT_FINE : nothing_there(rows, prefix);
}

static int explain_scenario(const struct arguments *a)
{
    struct scenario sc;
    struct rows rows = {0};
    int code = load_policy(a, arguments_value(a, "--policy"), &sc);

    if (code == EXIT_FINE && !rows_init(&rows, &sc)) {
        code = no_memory();
    }
    if (code == EXIT_FINE)
        code = print_rows(&rows, a->n_positional > 1 ? a->positional[1] : "",
                          arguments_value(a, "--csv") != NULL);
    rows_free(&rows);
    scenario_free(&sc);
    return code;
}

static int explain(const struct arguments *a)
{
    if (!study_is_one(a->positional[0]))
        return explain_scenario(a);
    if (a->n_positional == 1 && !arguments_value(a, "--policy") && !arguments_value(a, "--csv"))
        return studies_explain(a);
    fputs("chokepoint explain: PATH, --policy and --csv are for a configuration, not a study\n",
          stderr);
    return EXIT_USAGE;
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "FILE [PATH]",
    .summary = "tell of every number its value, unit, range, distribution and source",
    .least = 1,
    .most = 2,
    .options = explain_options,
    .details =
        "PATH chooses a part of a configuration: chips.h200, or chips.h200.price_usd. Of a study:\n"
        "what varies and how, the policies, the outcomes.",
    .run = explain,
};
