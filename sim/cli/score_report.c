#include "cli/score_report.h"

#include "base/calendar.h"
#include "base/text.h"
#include "cli/columns.h"

#include <math.h>

static void add_heads(struct columns *c, const char *const heads[])
{
    for (size_t i = 0; i < c->width; i++)
        columns_add(c, "%s", heads[i]);
}

/** "2025-01..2025-03", or "2025-03" for a level. */
static void add_period(struct columns *c, const struct observations_row *o)
{
    char from[16], to[16];

    calendar_month_end(o->from, 0, from);
    calendar_month_end(o->to, 0, to);
    if (o->is_level)
        columns_add(c, "%.7s", to);
    else
        columns_add(c, "%.7s..%.7s", from, to);
}

static void add_decimal(struct columns *c, double value)
{
    if (isnan(value))
        columns_add(c, "-");
    else
        columns_add(c, "%.2f", value);
}

static bool put_rows(FILE *out, const struct scores *s, const struct observations *o)
{
    static const char *const heads[] = {"series", "period",    "observed", "forecast", "5-95 %",
                                        "CRPS",   "log score", "PIT",      "event",    "happened"};
    struct columns c = {.width = 10, .align = "llrrlrrrrr"};

    add_heads(&c, heads);
    for (size_t i = 0; i < s->n; i++) {
        const struct scores_row *r = &s->row[i];
        columns_add(&c, "%s", o->series[r->observed->series]);
        add_period(&c, r->observed);
        columns_number(&c, r->observed->truth.median);
        columns_number(&c, r->quantile[SCORES_P50]);
        columns_interval(&c, r->quantile[SCORES_P5], r->quantile[SCORES_P95]);
        columns_number(&c, r->fair);
        columns_number(&c, r->log);
        add_decimal(&c, r->pit);
        columns_share(&c, r->event);
        columns_share(&c, r->happened);
    }
    return columns_print(&c, out);
}

static bool put_series(FILE *out, const struct scores *s)
{
    static const char *const heads[] = {"series",    "n",          "CRPS",    "at best",
                                        "log score", "in 50 %",    "in 90 %", "PIT uniform: p",
                                        "Brier",     "reliability"};
    struct columns c = {.width = 10, .align = "lrrrrrrrrr"};

    add_heads(&c, heads);
    for (size_t i = 0; i < s->n_series; i++) {
        const struct scores_series *t = &s->series[i];
        columns_add(&c, "%s", t->name);
        columns_add(&c, "%zu", t->n);
        columns_number(&c, t->fair);
        columns_number(&c, t->floor);
        columns_number(&c, t->log);
        columns_share(&c, t->within_50);
        columns_share(&c, t->within_90);
        add_decimal(&c, t->pit.p);
        add_decimal(&c, t->brier.score);
        add_decimal(&c, t->brier.reliability);
    }
    return columns_print(&c, out);
}

static void add_skill(struct columns *c, const char *series, size_t score, size_t baseline,
                      const struct skill *x)
{
    columns_add(c, "%s", series);
    columns_add(c, "%s", score == SCORES_CRPS ? "CRPS" : "Brier");
    columns_add(c, "%s", baselines_kinds[baseline].name);
    columns_add(c, "%zu", x->n);
    columns_number(c, x->score);
    columns_number(c, x->baseline);
    add_decimal(c, x->skill);
    if (isnan(x->low))
        columns_add(c, "-");
    else
        columns_add(c, "(%.2f to %.2f)", x->low, x->high);
}

/** @param least set to the fewest observations that a skill rests on, SIZE_MAX if there is none */
static bool put_skill(FILE *out, const struct scores *s, size_t *least)
{
    static const char *const heads[] = {"series",     "score",      "baseline", "n",
                                        "forecast's", "baseline's", "skill",    "95 % interval"};
    struct columns c = {.width = 8, .align = "lllrrrrl"};

    *least = SIZE_MAX;
    for (size_t i = 0; i < s->n_series; i++)
        for (size_t k = 0; k < SCORES_SKILLS; k++)
            for (size_t b = 0; b < BASELINES; b++) {
                const struct skill *x = &s->series[i].skill[k][b];
                if (!x->n)
                    continue;
                if (*least == SIZE_MAX)
                    add_heads(&c, heads);
                *least = x->n < *least ? x->n : *least;
                add_skill(&c, s->series[i].name, k, b, x);
            }
    return columns_print(&c, out);
}

bool score_report(FILE *out, const struct scores *s, const struct scores_of *of)
{
    char origin[16];
    size_t least;

    fprintf(out, "policy %s", of->forecasts->policy);
    if (of->forecasts->origin != FORECASTS_UNKNOWN)
        fprintf(out, ", origin %s", calendar_month_end(of->forecasts->origin, 0, origin));
    fprintf(out, ", %zu observation%s scored\n", s->n, s->n == 1 ? "" : "s");
    bool fine = put_rows(out, s, of->observations);
    putc('\n', out);
    fine = put_series(out, s) && fine;
    putc('\n', out);
    fine = put_skill(out, s, &least) && fine;
    if (least == SIZE_MAX)
        fputs("no baseline: no observation before the origin, and nothing approved\n", out);
    else if (least < SKILL_FEW)
        fprintf(out, "fewer than %d observations: intervals of skill are hints\n", SKILL_FEW);
    return fine;
}
