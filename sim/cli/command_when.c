/*
 * When each actor first reaches a level of a metric: quantiles of the date and probabilities by
 * date. A future that never reaches it before the horizon is censored, not left out.
 */
#include "base/calendar.h"
#include "base/text.h"
#include "cli/cells.h"
#include "cli/commands.h"
#include "cli/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUANTILES = 3 };
static const double quantiles[QUANTILES] = {0.05, 0.5, 0.95};

// clang-format off
static const struct option when_options[] = {
    {"--metric", "NAME", "a metric of actors (preset training_run_done: the declared training run, on their own pool)"},
    {"--level",  "VALUE", "that it reaches (preset 1)"},
    OPTION_DATES,
    FUTURES_OPTIONS,
    OPTION_CSV,
    {0},
};
// clang-format on

struct when {
    struct futures futures;
    const char *metric;
    double level;
    const struct observed **column; // (actors)
    size_t actors;
    int32_t *every;               // (months) of the run
    int32_t month[OUTCOME_DATES]; // whose probabilities are told
    size_t months;
    struct endpoints kept;
    double *first; // (replications) months
};

static int prepare(struct when *w, const struct arguments *a)
{
    const struct plan *plan = &w->futures.plan;
    const char *metric = arguments_value(a, "--metric"), *level = arguments_value(a, "--level");
    char *end = "";

    w->metric = metric ? metric : "training_run_done";
    w->level = level ? strtod(level, &end) : 1;
    if (*end || end == level || isnan(w->level)) {
        fprintf(stderr, "--level: '%s' is no number\n", level);
        return EXIT_USAGE;
    }
    if (!outcome_knows(&w->futures, OBSERVE_METRICS, 1, w->metric))
        return outcome_unknown(&w->futures, OBSERVE_METRICS, 1, "--metric", w->metric);
    if (!outcome_months(&w->futures, a, w->month, &w->months))
        return EXIT_USAGE;
    w->actors = (size_t)plan->n_actors;
    w->column = calloc(w->actors + 1, sizeof *w->column);
    w->every = calloc((size_t)plan->months + 1, sizeof *w->every);
    w->first = calloc(w->futures.replications + 1, sizeof *w->first);
    if (!w->column || !w->every || !w->first)
        return EXIT_WORLD;
    for (int32_t t = 0; t <= plan->months; t++)
        w->every[t] = t - 1;
    for (size_t i = 0; i < w->actors; i++) {
        w->column[i] =
            futures_metric(&w->futures, plan_name(plan, &kind_actor, (int32_t)i), w->metric);
        if (!w->column[i]) {
            fprintf(stderr, "--metric: '%s' is of all actors together\n", w->metric);
            return EXIT_USAGE;
        }
    }
    return futures_keep(&w->futures, &w->kept, w->column, w->actors, w->every,
                        (size_t)plan->months + 1);
}

/** The month in which each future first has the level; INFINITY: never, NAN: left out. */
static void find_first(const struct when *w, size_t actor)
{
    const size_t records = (size_t)w->futures.plan.months + 1;

    for (uint64_t i = 0; i < w->futures.replications; i++) {
        w->first[i] = INFINITY;
        for (size_t m = records; m-- > 0;) {
            const double x = endpoints_of(&w->kept, actor, m)[i];
            if (x >= w->level)
                w->first[i] = w->every[m];
            else if (isnan(x) && isnan(endpoints_of(&w->kept, actor, records)[i]))
                w->first[i] = NAN;
        }
    }
}

/** Share of the futures that had it by then, with its standard error. */
static void share_by(const struct when *w, int32_t month, double *share, double *error)
{
    uint64_t n = 0, by = 0;

    for (uint64_t i = 0; i < w->futures.replications; i++) {
        n += !isnan(w->first[i]);
        by += w->first[i] <= month;
    }
    *share = (double)by / (double)n;
    *error = sqrt(*share * (1 - *share) / (double)n);
}

/** The first months by which a share has it; INFINITY: none. */
static void find_quantiles(const struct when *w, double q[QUANTILES])
{
    for (size_t k = 0; k < QUANTILES; k++) {
        q[k] = INFINITY;
        for (int32_t t = w->futures.plan.months - 1; t >= -1; t--) {
            double share, error;
            share_by(w, t, &share, &error);
            if (share >= quantiles[k])
                q[k] = t;
        }
    }
}

static const char *date_of(const struct when *w, double month, char date[16])
{
    return isfinite(month) ? calendar_month_end(w->futures.plan.start, (int32_t)month, date)
                           : "later";
}

static void put_csv(const struct when *w)
{
    char date[16], text[2][32];

    puts("actor,metric,level,date,probability,mc_standard_error");
    for (size_t a = 0; a < w->actors; a++) {
        find_first(w, a);
        for (int32_t t = -1; t < w->futures.plan.months; t++) {
            double share, error;
            share_by(w, t, &share, &error);
            printf("%s,%s,%.12g,%s,%s,%s\n", plan_name(&w->futures.plan, &kind_actor, (int32_t)a),
                   w->metric, w->level, calendar_month_end(w->futures.plan.start, t, date),
                   text_number(share, text[0]), text_number(error, text[1]));
        }
    }
}

static bool put_table(const struct when *w)
{
    struct cells cells = {.columns = w->months + 1 + QUANTILES, .left = 1};
    const char *const names[] = {"5 % by", "half by", "95 % by"};
    char date[16], level[32];

    printf(
        "first month with %s of at least %s: share of futures by date, and date by which a share "
        "has it\n",
        w->metric, text_number(w->level, level));
    cells_add(&cells, "actor");
    for (size_t m = 0; m < w->months; m++)
        cells_add(&cells, "%s", calendar_month_end(w->futures.plan.start, w->month[m], date));
    for (size_t k = 0; k < QUANTILES; k++)
        cells_add(&cells, "%s", names[k]);
    for (size_t a = 0; a < w->actors; a++) {
        double q[QUANTILES];
        find_first(w, a);
        find_quantiles(w, q);
        cells_add(&cells, "%s", plan_name(&w->futures.plan, &kind_actor, (int32_t)a));
        for (size_t m = 0; m < w->months; m++) {
            double share, error;
            share_by(w, w->month[m], &share, &error);
            cells_add(&cells, "%.1f %%", 100 * share);
        }
        for (size_t k = 0; k < QUANTILES; k++)
            cells_add(&cells, "%.10s", date_of(w, q[k], date));
    }
    return cells_print(&cells, stdout);
}

static int run(const struct arguments *a)
{
    struct when w = {0};
    int code = futures_open(&w.futures, a);

    if (code == EXIT_FINE)
        code = prepare(&w, a);
    if (code == EXIT_FINE) {
        futures_begin(&w.futures, "first dates", 1);
        code = futures_run(&w.futures, &w.futures.plan, 0, &w.kept);
        progress_end(&w.futures.progress, code == EXIT_FINE ? "whole" : "interrupted");
    }
    if (code == EXIT_FINE && arguments_value(a, "--csv"))
        put_csv(&w);
    else if (code == EXIT_FINE && !put_table(&w))
        code = EXIT_WORLD;
    endpoints_free(&w.kept);
    free(w.column);
    free(w.every);
    free(w.first);
    futures_close(&w.futures);
    return code;
}

const struct command command_when = {
    .name = "when",
    .arguments = "CONFIG",
    .summary = "when each actor first reaches a level, such as the end of a large training run",
    .details =
        "'later': not before the horizon, as far as the futures go; such futures are counted, not "
        "left out.",
    .least = 1,
    .most = 1,
    .options = when_options,
    .run = run,
};
