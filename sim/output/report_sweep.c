#include "output/report_sweep.h"

#include "analysis/quantiles.h"
#include "base/csv_reader.h"
#include "base/text.h"
#include "output/report_tables.h"
#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUANTILES = 5, LEVERS = 3 }; // of which levers are the first column
static const double quantiles[QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};
static const char *const columns[] = {"outcome",     "unit",    "direction", "threshold",
                                      "stakeholder", "futures", "mean",      "p5",
                                      "p25",         "p50",     "p75",       "p95"};
static const char *const directions[] = {"maximise", "minimise", "info"};

static void put_number(struct table *t, double x)
{
    char text[32];

    table_name(t, report_tables_number(x, text));
}

/** The name of a column without its unit. */
static void put_lever(struct table *t, const char *header)
{
    char *name = text_format("%.*s", (int)strcspn(header, " "), header);

    table_name(t, name);
    free(name);
}

/** Mean and quantiles over the futures in which it is defined.  @param x (futures) overwritten */
static void put_outcome(struct table *t, const struct performance *p, size_t outcome, size_t policy,
                        double x[])
{
    const struct performance_outcome *o = &p->outcome[outcome];
    const double *value = performance_values(p, outcome, policy);
    double sum = 0, q[QUANTILES];
    size_t n = 0;

    for (size_t i = 0; i < p->futures; i++)
        if (!isnan(value[i]))
            sum += x[n++] = value[i];
    quantiles_of(x, n, quantiles, QUANTILES, q);
    table_name(t, o->name);
    table_name(t, o->unit);
    table_name(t, directions[o->direction]);
    put_number(t, o->threshold);
    table_name(t, o->stakeholder);
    table_integer(t, (int64_t)n);
    put_number(t, n ? sum / (double)n : NAN);
    for (size_t i = 0; i < QUANTILES; i++)
        put_number(t, q[i]);
    table_end(t);
}

/** The levers stand in the rows of the first future. */
static void put_rows(struct table *t, const struct performance *p, struct csv_reader *csv,
                     double x[], struct diag *diag)
{
    const size_t levers = csv->columns - p->n_outcomes;

    table_name(t, "policy");
    for (size_t i = LEVERS; i < levers; i++)
        put_lever(t, csv->header[i]);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_name(t, columns[i]);
    table_end(t);
    for (size_t policy = 0; policy < p->n_policies && csv_reader_next(csv, diag); policy++)
        for (size_t outcome = 0; outcome < p->n_outcomes; outcome++) {
            table_name(t, p->policy[policy]);
            for (size_t i = LEVERS; i < levers; i++)
                table_name(t, csv->cell[i]);
            put_outcome(t, p, outcome, policy, x);
        }
    table_flush(t);
}

char *report_sweep_outcomes(const struct performance *p, const char *folder, struct diag *diag)
{
    char *text = NULL, *path = text_format("%s/" PERFORMANCE_FILE, folder);
    size_t size = 0;
    struct csv_reader csv = {0};
    struct table table = {0};
    double *x = NULL;
    FILE *f = open_memstream(&text, &size);
    bool fine = f && path && csv_reader_open(&csv, path, diag) && table_begin(&table, f, NULL) &&
                (x = calloc(p->futures + 1, sizeof *x)) != NULL;

    if (fine)
        put_rows(&table, p, &csv, x, diag);
    table_free(&table);
    csv_reader_close(&csv);
    free(x);
    free(path);
    if (f && fclose(f) == 0 && fine)
        return text;
    free(text);
    return NULL;
}
