#include "output/report_rows.h"

#include "output/json.h"
#include "output/report_tables.h"
#include "output/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Is a date among those of a view? The opening, then every so many months, and the last. */
static bool has_date(const struct report_series *s, size_t view, const struct report_part *part,
                     size_t date)
{
    return !part->coarse || date % (size_t)report_views[view].every == 0 || date + 1 == s->n_dates;
}

static bool has_view(const struct report_series *s, size_t view, const struct report_part *part)
{
    return s->view[view].n && !(part->coarse && report_views[view].fine);
}

size_t report_rows_count(const struct report_series *s, const struct report_part *part)
{
    size_t count = 0;

    for (size_t v = 0; v < report_views_count; v++) {
        size_t lines = 0, dates = 0;
        for (size_t i = 0; i < s->view[v].n; i++)
            lines += part->policy[s->view[v].line[i].policy];
        for (size_t d = 0; d < s->n_dates; d++)
            dates += has_date(s, v, part, d);
        count += has_view(s, v, part) ? lines * dates * s->view[v].values : 0;
    }
    return count;
}

static void put_names(FILE *f, const char *member, const char *names)
{
    fprintf(f, "\"%s\":[", member);
    for (const char *at = names; *at; at += strcspn(at, ","), at += *at == ',')
        fprintf(f, "%s\"%.*s\"", at == names ? "" : ",", (int)strcspn(at, ","), at);
    fputs("],", f);
}

/** The dates of a view, and which months of the run they end. */
static void put_dates(FILE *f, const struct report_series *s, size_t view,
                      const struct report_part *part)
{
    for (int is_month = 0; is_month < 2; is_month++) {
        const char *comma = "";
        fputs(is_month ? "\"months\":[" : "\"dates\":[", f);
        for (size_t d = 0; d < s->n_dates; d++) {
            if (!has_date(s, view, part, d))
                continue;
            fputs(comma, f);
            if (is_month)
                fprintf(f, "%" PRId32, s->month[d]);
            else
                json_string(f, s->date[d]);
            comma = ",";
        }
        fputs("],", f);
    }
}

/** The lines of a view as CSV.  @return in fresh memory, NULL if there is none */
static char *make_rows(const struct report_series *s, size_t view, const struct report_part *part)
{
    const struct report_gathered *g = &s->view[view];
    char *text = NULL, number[32];
    size_t size = 0;
    struct table table;
    FILE *f = open_memstream(&text, &size);
    bool fine = f && table_begin(&table, f, NULL);

    for (size_t i = 0; fine && i < g->n; i++) {
        const struct report_line *line = &g->line[i];
        if (!part->policy[line->policy])
            continue;
        const struct table key = {.text = line->key, .n = strlen(line->key), .column = 1};
        table_copy(&table, &key);
        for (size_t v = 0; v < g->values; v++)
            for (size_t d = 0; d < s->n_dates; d++)
                if (has_date(s, view, part, d))
                    table_name(&table,
                               report_tables_number(
                                   d < line->room ? line->value[d * g->values + v] : NAN, number));
        table_end(&table);
    }
    if (fine) {
        table_flush(&table);
        table_free(&table);
    }
    if (f && fclose(f) != 0)
        fine = false;
    if (!fine) {
        free(text);
        text = NULL;
    }
    return text;
}

static bool put_view(FILE *f, const struct report_series *s, size_t view,
                     const struct report_part *part)
{
    char *rows = make_rows(s, view, part);

    putc('{', f);
    put_names(f, "keys", report_views[view].keys);
    put_names(f, "values", report_views[view].values);
    put_dates(f, s, view, part);
    fputs("\"rows\":", f);
    json_string(f, rows);
    putc('}', f);
    free(rows);
    return rows != NULL;
}

bool report_rows_write(FILE *f, const struct report_series *s, const struct report_part *part)
{
    const char *table = NULL;
    bool fine = true;

    for (size_t v = 0; v < report_views_count && fine; v++) {
        if (!has_view(s, v, part))
            continue;
        const bool more = table && strcmp(table, report_views[v].table) == 0;
        if (!more)
            fprintf(f, "%s\"%s\":[", table ? "]," : "", report_views[v].table);
        table = report_views[v].table;
        fputs(more ? "," : "", f);
        fine = put_view(f, s, v, part);
    }
    fputs(table ? "]" : "", f);
    return fine;
}
