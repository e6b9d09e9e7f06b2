#include "output/report_tables.h"

#include "base/csv_reader.h"
#include "base/decimal.h"
#include "output/table.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
const struct report_table report_tables[] = {
    {"regret", "regret.csv", "kind,name,policy,metric,value,rank,share_preferred", "regret", {"metric", REPORT_ROBUSTNESS}},
    {"preferred", "weights.csv", "stakeholder,metric,from,to,policy,ties", "preferred policies by weight", {"metric", REPORT_ROBUSTNESS}},
    {"simplex", "simplex.csv", "metric,policy,share,points", "preferred policies over all weights"},
    {"scores", "scores.csv", "series,metric,to,observed,forecast,crps,pit", "scores"},
    {"skill", "skill.csv", "series,score,baseline,mean,skill", "skill"},
    {"reliability", "reliability.csv", "series,events,forecast,observed", "reliability"},
    {"additionality", NULL, "date,actor,chip,measure,channel,mean", "what `additionality --csv` prints"},
    {"published", NULL, "metric,to,value,source", "observations, as for `score`"},
    {"evidence", NULL, "id,subject,quantity,value,source", "evidence that sources name"},
};
// clang-format on
const size_t report_tables_count = sizeof report_tables / sizeof *report_tables;

/** Has the file all columns "a,b,c"? */
static bool has_columns(const struct csv_reader *csv, const char *names)
{
    char name[64];
    bool has = true;

    for (const char *at = names; *at && has; at += strcspn(at, ","), at += *at == ',') {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
        has = csv_reader_column(csv, 0, name) != SIZE_MAX;
    }
    return has;
}

const struct report_table *report_tables_of(const char *path, struct diag *diag)
{
    const struct report_table *table = NULL;
    struct csv_reader csv;
    const bool fine = csv_reader_open(&csv, path, diag);

    for (size_t i = 0; i < report_tables_count && fine && !table; i++)
        if (has_columns(&csv, report_tables[i].columns))
            table = &report_tables[i];
    if (fine && !table)
        diag_add(diag, csv.place, NULL,
                 "no table that a page draws; expected observations (%s), or what "
                 "`additionality --csv` prints",
                 "metric,to,value,source");
    csv_reader_close(&csv);
    return table;
}

char *report_tables_number(double value, char out[32])
{
    *out = '\0';
    if (!isnan(value)) {
        snprintf(out, 32, "%.6g", value);
        decimal_shorten_exponent(out);
    }
    return out;
}

/** A cell as it is; of a number with a point six digits. */
static void put_cell(struct table *table, const char *cell)
{
    char text[32];
    double x;

    if (strchr(cell, '.') && csv_reader_number(cell, &x))
        table_name(table, report_tables_number(x, text));
    else
        table_name(table, cell);
}

static void put_rows(struct table *out, const struct report_table *table, struct csv_reader *csv,
                     struct diag *diag)
{
    const struct report_condition *only = &table->only;
    const size_t column = only->column ? csv_reader_column(csv, 0, only->column) : SIZE_MAX;

    for (size_t i = 0; i < csv->columns; i++)
        table_name(out, csv->header[i]);
    table_end(out);
    while (csv_reader_next(csv, diag)) {
        if (column != SIZE_MAX && !report_views_lists(only->names, csv->cell[column]))
            continue;
        for (size_t i = 0; i < csv->columns; i++)
            put_cell(out, csv->cell[i]);
        table_end(out);
    }
    table_flush(out);
}

char *report_tables_read(const struct report_table *table, const char *path, struct diag *diag)
{
    char *text = NULL;
    size_t size = 0;
    struct csv_reader csv = {0};
    struct table out = {0};
    const size_t before = diag->count;
    FILE *f = open_memstream(&text, &size);

    if (f && csv_reader_open(&csv, path, diag) && table_begin(&out, f, NULL))
        put_rows(&out, table, &csv, diag);
    const bool fine = out.text && diag->count == before;
    table_free(&out);
    csv_reader_close(&csv);
    if (f && fclose(f) == 0 && fine)
        return text;
    free(text);
    return NULL;
}
