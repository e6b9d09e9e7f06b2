#include "cli/report.h"

#include "analysis/summary.h"
#include "base/calendar.h"
#include "base/text.h"
#include "cli/cells.h"
#include "cli/sparkline.h"
#include "ensemble/headline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOUNDS 64

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

/** Adds a text made elsewhere. */
static void add_text(struct cells *cells, char *text)
{
    if (text)
        cells_add(cells, "%s", text);
    else
        cells->failed = true;
    free(text);
}

/** An actor's name, the picture of its medians, and how it ends. */
static void add_picture(struct cells *cells, const struct collector *c, size_t column,
                        double scratch[])
{
    double *median = calloc((size_t)c->months + 1, sizeof *median);

    for (int32_t t = -1; t < c->months && median; t++)
        median[t + 1] = summary_of_metric(c, t, column, scratch).quantile[SUMMARY_P50];
    cells_add(cells, "%s", c->observation.column[column].key[0]);
    add_text(cells, median ? sparkline(median, (size_t)c->months + 1) : NULL);
    add_text(cells, cell(c, column, c->months - 1, scratch));
    free(median);
}

bool report_pictures(FILE *out, const struct collector *c)
{
    struct cells cells = {.columns = 3, .left = 7};
    double *scratch = calloc(c->samples.exact ? c->replications + 1 : 1, sizeof *scratch);
    char first[16], last[16];

    for (int32_t a = 0; a < c->plan->n_actors && scratch; a++) {
        const size_t column = metric_column(c, plan_name(c->plan, &kind_actor, a));
        if (column != SIZE_MAX)
            add_picture(&cells, c, column, scratch);
    }
    if (scratch && !cells.failed)
        fprintf(out, "median month by month, %s to %s, each drawn from 0\n",
                calendar_month_end(c->plan->start, -1, first),
                calendar_month_end(c->plan->start, c->months - 1, last));
    const bool fine = scratch && cells_print(&cells, out);
    if (fine)
        putc('\n', out);
    free(scratch);
    return fine;
}

bool report_policy(FILE *out, const char *policy, const struct collector *c,
                   const struct convergence *convergence)
{
    const struct plan *plan = c->plan;
    int32_t months[HEADLINE_MONTHS];
    const size_t n = headline_months(c->months, months);
    struct cells cells = {.columns = n + 4, .left = 1 | UINT64_C(3) << (n + 2)};
    double *scratch = calloc(c->samples.exact ? c->replications + 1 : 1, sizeof *scratch);
    char date[16];

    if (!scratch)
        return false;
    cells_add(&cells, "actor");
    for (size_t k = 0; k <= n; k++)
        cells_add(&cells, "%s", calendar_month_end(plan->start, k ? months[k - 1] : -1, date));
    cells_add(&cells, "what bound most");
    cells_add(&cells, "key shut most");
    for (int32_t a = 0; a < plan->n_actors; a++) {
        const char *actor = plan_name(plan, &kind_actor, a);
        const size_t column = metric_column(c, actor);
        cells_add(&cells, "%s", actor);
        for (size_t k = 0; k <= n; k++)
            add_text(&cells, column == SIZE_MAX ? text_copy("-")
                                                : cell(c, column, k ? months[k - 1] : -1, scratch));
        add_text(&cells, bound_cell(c, actor, false));
        add_text(&cells, bound_cell(c, actor, true));
    }
    if (!cells.failed)
        fprintf(out, "policy %s: accessible capacity [H100e], median (p5–p95) of %llu futures\n",
                policy, (unsigned long long)c->n);
    const bool fine = cells_print(&cells, out);
    if (fine) {
        put_convergence(out, c, convergence);
        putc('\n', out);
    }
    free(scratch);
    return fine;
}
