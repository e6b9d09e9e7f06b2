#include "cli/outcome.h"

#include "base/calendar.h"
#include "base/text.h"
#include "cli/commands.h"
#include "ensemble/headline.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_TOLD 12 // where none is near

bool outcome_month(const struct futures *f, const char *option, const char *date, int32_t *month)
{
    char first[16], last[16];
    int32_t at;

    if (calendar_parse(date, &at)) {
        *month = at - f->plan.start;
        if (*month >= -1 && *month < f->plan.months)
            return true;
    }
    fprintf(stderr, "%s: '%s' is no month of the run; expected one from %.7s to %.7s\n", option,
            date, calendar_month_end(f->plan.start, -1, first),
            calendar_month_end(f->plan.start, f->plan.months - 1, last));
    return false;
}

bool outcome_months(const struct futures *f, const struct arguments *a, int32_t month[], size_t *n)
{
    const char *at = arguments_value(a, "--dates");
    char date[32];

    *n = 0;
    month[(*n)++] = -1;
    *n += headline_months(f->plan.months, month + 1);
    if (!at)
        return true;
    for (*n = 0; *n < OUTCOME_DATES; at++) {
        const size_t size = strcspn(at, ",");
        snprintf(date, sizeof date, "%.*s", (int)size, at);
        if (!outcome_month(f, "--dates", date, &month[(*n)++]))
            return false;
        at += size;
        if (!*at)
            return true;
    }
    fprintf(stderr, "--dates: at most %d\n", OUTCOME_DATES);
    return false;
}

int outcome_unknown(const struct futures *f, enum observe_table table, int key, const char *option,
                    const char *name)
{
    const struct observation *o = &f->observation;
    const size_t first = o->first[table], n = o->first[table + 1] - first;
    const char **names = calloc(n + 1, sizeof *names), *near;
    size_t known = 0;

    if (!names)
        return EXIT_WORLD;
    for (size_t i = 0; i < n; i++) {
        const char *of_column = o->column[first + i].key[key];
        if (*of_column && !text_is_among(of_column, names, known))
            names[known++] = of_column;
    }
    near = text_nearest(name, names, known);
    fprintf(stderr, "%s: the scenario has no such '%s'; ", option, name);
    if (near)
        fprintf(stderr, "did you mean '%s'?", near);
    for (size_t i = 0; !near && i < known && i < NAMES_TOLD; i++)
        fprintf(stderr, "%s%s", i ? ", " : "it has ", names[i]);
    fputs(near ? "\n" : known > NAMES_TOLD ? ", ...\n" : "\n", stderr);
    free(names);
    return EXIT_USAGE;
}

static bool is_of(const struct observed *column, int key, const char *name)
{
    return !name || strcmp(column->key[key], name) == 0;
}

bool outcome_knows(const struct futures *f, enum observe_table table, int key, const char *name)
{
    const struct observation *o = &f->observation;

    for (size_t i = o->first[table]; i < o->first[table + 1]; i++)
        if (is_of(&o->column[i], key, name))
            return true;
    return false;
}

int outcome_read(struct outcome *out, const struct arguments *a, const struct futures *f)
{
    const char *chip = arguments_value(a, "--chip"), *stage = arguments_value(a, "--stage");
    const char *metric = arguments_value(a, "--metric"), *actor = arguments_value(a, "--actor");
    const char *date = arguments_value(a, "--date");
    const struct observation *o = &f->observation;
    const enum observe_table table = chip ? OBSERVE_FLOWS : OBSERVE_METRICS;
    char day[16];

    if (chip ? metric != NULL : stage != NULL) {
        fprintf(stderr, "%s: expected either --metric or --chip with --stage\n",
                chip ? "--metric" : "--stage");
        return EXIT_USAGE;
    }
    *out = (struct outcome){.month = f->plan.months - 1};
    if (date && !outcome_month(f, "--date", date, &out->month))
        return EXIT_USAGE;
    metric = metric ? metric : "accessible_h100e";
    stage = stage ? stage : "landed";
    if (!chip && !actor)
        actor = "all";
    if (chip && !outcome_knows(f, table, 1, chip))
        return outcome_unknown(f, table, 1, "--chip", chip);
    if (chip && !outcome_knows(f, table, 3, stage))
        return outcome_unknown(f, table, 3, "--stage", stage);
    if (!chip && !outcome_knows(f, table, 1, metric))
        return outcome_unknown(f, table, 1, "--metric", metric);
    if (!outcome_knows(f, table, 0, actor))
        return outcome_unknown(f, table, 0, "--actor", actor);
    out->column = calloc(o->n + 1, sizeof *out->column);
    for (size_t i = o->first[table]; out->column && i < o->first[table + 1]; i++) {
        const struct observed *column = &o->column[i];
        if (is_of(column, 0, actor) && is_of(column, 1, chip ? chip : metric) &&
            (!chip || is_of(column, 3, stage)))
            out->column[out->columns++] = column;
    }
    if (out->columns == 0) {
        fprintf(stderr, "chokepoint: nothing is observed of %s for '%s'\n", chip ? chip : metric,
                actor ? actor : "all");
        return EXIT_USAGE;
    }
    out->unit = out->column[0]->unit;
    out->name =
        text_format("%s%s%s of %s at %s", chip ? stage : metric, chip ? " " : "", chip ? chip : "",
                    actor ? actor : "all", calendar_month_end(f->plan.start, out->month, day));
    return out->name ? EXIT_FINE : EXIT_WORLD;
}

void outcome_free(struct outcome *out)
{
    free(out->name);
    free(out->column);
    *out = (struct outcome){0};
}

void outcome_sum(const struct endpoints *e, size_t first, size_t n, size_t m, double x[])
{
    memset(x, 0, e->replications * sizeof *x);
    for (size_t c = first; c < first + n; c++) {
        const double *value = endpoints_of(e, c, m);
        for (uint64_t i = 0; i < e->replications; i++)
            x[i] += value[i];
    }
}
