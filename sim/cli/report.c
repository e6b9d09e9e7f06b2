#include "cli/report.h"

#include "analysis/summary.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ensemble/headline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS (HEADLINE_MONTHS + 4)
#define BOUNDS  64

/** Columns a terminal gives the text: UTF-8 continuation bytes take none. */
static int width(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

char *report_category(const char *const key[OBSERVE_KEYS])
{
    const char *stage = key[1], *owner = key[2], *cause = key[3], *instrument = key[4];
    char *words = text_copy(stage);

    for (char *c = words; c && *c; c++)
        if (*c == '_')
            *c = ' ';
    char *text = NULL;
    if (words)
        text = text_format("%s%s%s%s%s%s%s%s", owner, *owner ? ": " : "", cause,
                           *instrument ? " (" : "", instrument, *instrument ? ")" : "",
                           *cause ? ", " : "", words);
    free(words);
    return text;
}

static size_t metric_column(const struct collector *c, const char *actor)
{
    for (size_t i = 0; i < c->first_sum; i++)
        if (strcmp(c->observation.column[i].key[0], actor) == 0 &&
            strcmp(c->observation.column[i].key[1], HEADLINE_FIRST) == 0)
            return i;
    return SIZE_MAX;
}

static char *cell(const struct collector *c, size_t column, int32_t t, double scratch[])
{
    const struct summary s = summary_of_metric(c, t, column, scratch);
    char p50[16], p5[16], p95[16];

    if (s.n == 0)
        return text_copy("-");
    text_short(s.quantile[SUMMARY_P50], p50);
    text_short(s.quantile[SUMMARY_P5], p5);
    text_short(s.quantile[SUMMARY_P95], p95);
    if (t < 0 || strcmp(p5, p95) == 0)
        return text_copy(p50);
    return text_format("%s (%s–%s)", p50, p5, p95);
}

/** The category that took the largest part of the open need; of those behind a government's key, if
 * `keys`. */
static char *bound_cell(const struct collector *c, const char *actor, bool keys)
{
    struct summary_bound bounds[BOUNDS];
    const size_t n = summary_bounds(c, actor, bounds, BOUNDS);
    size_t i = 0;

    while (keys && i < n && !*c->observation.column[bounds[i].column].key[2])
        i++;
    if (i >= n)
        return text_copy(keys ? "none" : "none: all need was met");
    char *words = report_category(c->observation.column[bounds[i].column].key);
    char *text = words ? text_format("%s %.0f %%", words, 100 * bounds[i].share) : NULL;
    free(words);
    return text;
}

/** Prints rows of cells under each other.  @param cells (rows, columns) */
static void print_cells(FILE *out, char *const cells[], size_t rows, size_t columns)
{
    int widest[COLUMNS] = {0};

    for (size_t i = 0; i < rows * columns; i++)
        if (width(cells[i]) > widest[i % columns])
            widest[i % columns] = width(cells[i]);
    for (size_t r = 0; r < rows; r++) {
        for (size_t k = 0; k < columns; k++) {
            const char *text = cells[r * columns + k];
            const int pad = widest[k] - width(text);
            if (k + 1 == columns)
                fputs(text, out);
            else if (k == 0 || k + 2 == columns)
                fprintf(out, "%s%*s  ", text, pad, "");
            else
                fprintf(out, "%*s%s  ", pad, "", text);
        }
        putc('\n', out);
    }
}

/** The largest error and the futures still missing, to two digits. */
static void put_convergence(FILE *out, const struct collector *c, const struct convergence *v)
{
    const struct observed *o = &c->observation.column[v->column];
    char date[16], text[16];

    if (c->n < 2 || v->error <= 0)
        return;
    if (isinf(v->error)) {
        fprintf(out, "too few futures to tell the Monte Carlo error\n");
        return;
    }
    fprintf(out, "Monte Carlo error (95 %%%s): at most %.2g %% (p%.0f of %s, %s); ",
            c->plan->sampling == SAMPLING_SOBOL ? ", from 16 randomisations" : "", 100 * v->error,
            100 * v->p, o->key[0], calendar_month_end(c->plan->start, v->t, date));
    const double more = v->needed - (double)c->n;
    const double unit = more > 0 ? pow(10, floor(log10(more)) - 1) : 1;
    if (more <= 0)
        fprintf(out, "all printed digits stand\n");
    else if (isinf(more))
        fprintf(out, "some printed digits will not stand\n");
    else
        fprintf(out, "all printed digits stand after some %s more futures\n",
                text_short(round(more / unit) * unit, text));
}

bool report_policy(FILE *out, const char *policy, const struct collector *c,
                   const struct convergence *convergence)
{
    const struct plan *plan = c->plan;
    int32_t months[HEADLINE_MONTHS];
    const size_t n = headline_months(c->months, months), columns = n + 4,
                 rows = (size_t)plan->n_actors + 1;
    char **cells = calloc(rows * columns, sizeof *cells);
    double *scratch = calloc(c->samples.exact ? c->replications + 1 : 1, sizeof *scratch);
    char date[16];
    bool fine = cells && scratch;

    if (fine) {
        cells[0] = text_copy("actor");
        cells[1] = text_copy(calendar_month_end(plan->start, -1, date));
        for (size_t k = 0; k < n; k++)
            cells[2 + k] = text_copy(calendar_month_end(plan->start, months[k], date));
        cells[2 + n] = text_copy("what bound most");
        cells[3 + n] = text_copy("key shut most");
        for (size_t r = 1; r < rows; r++) {
            char **row = cells + r * columns;
            const char *actor = plan_name(plan, &kind_actor, (int32_t)r - 1);
            const size_t column = metric_column(c, actor);
            row[0] = text_copy(actor);
            for (size_t k = 0; k <= n; k++)
                row[1 + k] = column == SIZE_MAX ? text_copy("-")
                                                : cell(c, column, k ? months[k - 1] : -1, scratch);
            row[2 + n] = bound_cell(c, actor, false);
            row[3 + n] = bound_cell(c, actor, true);
        }
        for (size_t i = 0; i < rows * columns; i++)
            fine = fine && cells[i];
    }
    if (fine) {
        fprintf(out, "policy %s: accessible capacity [H100e], median (p5–p95) of %llu futures\n",
                policy, (unsigned long long)c->n);
        print_cells(out, cells, rows, columns);
        put_convergence(out, c, convergence);
        putc('\n', out);
    }
    for (size_t i = 0; cells && i < rows * columns; i++)
        free(cells[i]);
    free(cells);
    free(scratch);
    return fine;
}
