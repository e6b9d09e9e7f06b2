/*
 * Where chips stand: approved, ordered, licensed, shipped, landed, installed, in service, used.
 */
#include "base/calendar.h"
#include "base/text.h"
#include "cli/cells.h"
#include "cli/commands.h"
#include "cli/outcome.h"

#include <stdlib.h>
#include <string.h>

static const char *const stages[] = {"approved", "ordered",   "licensed",   "shipped",
                                     "landed",   "installed", "in_service", "used"};
enum { STAGES = sizeof stages / sizeof *stages, QUANTILES = 3 };
static const double quantiles[QUANTILES] = {0.05, 0.5, 0.95};

// clang-format off
static const struct option stages_options[] = {
    {"--chip",  "NAME", "which chip (required)"},
    {"--actor", "NAME", "whose (preset: all actors together)"},
    OPTION_DATES,
    FUTURES_OPTIONS,
    OPTION_CSV,
    {0},
};
// clang-format on

/** What is counted: columns of the flows, by stage, at some months. */
struct standing {
    struct futures futures;
    const char *chip, *actor; // NULL: all
    const struct observed **column;
    size_t first[STAGES + 1]; // of each stage, and how many
    int32_t month[OUTCOME_DATES];
    size_t months;
    struct endpoints kept;
    double *x; // (replications)
};

/** Does a licence given before the order bind such a pair? */
static bool approves(const struct standing *s, const char *licence)
{
    const struct plan *plan = &s->futures.plan;

    for (int32_t p = 0; p < plan->n_pairs; p++) {
        const struct pair *pair = &plan->pairs[p];
        if (strcmp(plan_name(plan, &kind_chip, pair->chip), s->chip) != 0 ||
            (s->actor && strcmp(plan_name(plan, &kind_actor, pair->actor), s->actor) != 0))
            continue;
        for (int32_t b = pair->bind; b < pair->bind + pair->n_binds; b++)
            if (strcmp(plan_name(plan, &kind_instrument, plan->binds[b].instrument), licence) == 0)
                return true;
    }
    return false;
}

static bool counts(const struct standing *s, const struct observed *column, const char *stage)
{
    if (strcmp(column->key[3], stage) != 0)
        return false;
    if (strcmp(stage, stages[0]) == 0)
        return approves(s, column->key[0]);
    return strcmp(column->key[1], s->chip) == 0 &&
           (!s->actor || strcmp(column->key[0], s->actor) == 0);
}

static int prepare(struct standing *s, const struct arguments *a)
{
    const struct observation *o = &s->futures.observation;

    s->chip = arguments_value(a, "--chip");
    s->actor = arguments_value(a, "--actor");
    if (!s->chip) {
        fputs("chokepoint stages: expected --chip NAME\n", stderr);
        return EXIT_USAGE;
    }
    if (!outcome_knows(&s->futures, OBSERVE_FLOWS, 1, s->chip))
        return outcome_unknown(&s->futures, OBSERVE_FLOWS, 1, "--chip", s->chip);
    if (!outcome_knows(&s->futures, OBSERVE_METRICS, 0, s->actor))
        return outcome_unknown(&s->futures, OBSERVE_METRICS, 0, "--actor", s->actor);
    if (!outcome_months(&s->futures, a, s->month, &s->months))
        return EXIT_USAGE;
    s->column = calloc(o->n + 1, sizeof *s->column);
    s->x = calloc(s->futures.replications + 1, sizeof *s->x);
    if (!s->column || !s->x)
        return EXIT_WORLD;
    for (size_t stage = 0; stage < STAGES; stage++) {
        s->first[stage + 1] = s->first[stage];
        for (size_t i = o->first[OBSERVE_FLOWS]; i < o->first[OBSERVE_FLOWS + 1]; i++)
            if (counts(s, &o->column[i], stages[stage]))
                s->column[s->first[stage + 1]++] = &o->column[i];
    }
    return futures_keep(&s->futures, &s->kept, s->column, s->first[STAGES], s->month, s->months);
}

/** Mean, its standard error and quantiles of a stage in month[m]. */
static void measure(const struct standing *s, size_t stage, size_t m, double *mean, double *error,
                    double q[QUANTILES])
{
    outcome_sum(&s->kept, s->first[stage], s->first[stage + 1] - s->first[stage], m, s->x);
    futures_mean(&s->futures, s->x, s->futures.replications, mean, error);
    futures_quantiles(s->x, s->futures.replications, quantiles, QUANTILES, q);
}

static void put_csv(const struct standing *s)
{
    char date[16], text[5][32];

    puts("date,actor,chip,stage,mean,mc_standard_error,p5,p50,p95");
    for (size_t m = 0; m < s->months; m++)
        for (size_t stage = 0; stage < STAGES; stage++) {
            double mean, error, q[QUANTILES];
            measure(s, stage, m, &mean, &error, q);
            printf("%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
                   calendar_month_end(s->futures.plan.start, s->month[m], date),
                   s->actor ? s->actor : "all", s->chip, stages[stage], text_number(mean, text[0]),
                   text_number(error, text[1]), text_number(q[0], text[2]),
                   text_number(q[1], text[3]), text_number(q[2], text[4]));
        }
}

static bool put_table(const struct standing *s)
{
    struct cells cells = {.columns = s->months + 1, .left = 1};
    char date[16], text[3][16];

    printf("%s of %s since the start [chips], mean (p5–p95); in service and used: at that date\n",
           s->chip, s->actor ? s->actor : "all actors");
    cells_add(&cells, "stage");
    for (size_t m = 0; m < s->months; m++)
        cells_add(&cells, "%s", calendar_month_end(s->futures.plan.start, s->month[m], date));
    for (size_t stage = 0; stage < STAGES; stage++) {
        if (s->first[stage] == s->first[stage + 1])
            continue;
        cells_add(&cells, "%s", stages[stage]);
        for (size_t m = 0; m < s->months; m++) {
            double mean, error, q[QUANTILES];
            measure(s, stage, m, &mean, &error, q);
            text_short(mean, text[0]);
            if (q[0] == q[2])
                cells_add(&cells, "%s", text[0]);
            else
                cells_add(&cells, "%s (%s–%s)", text[0], text_short(q[0], text[1]),
                          text_short(q[2], text[2]));
        }
    }
    return cells_print(&cells, stdout);
}

static int run(const struct arguments *a)
{
    struct standing s = {0};
    int code = futures_open(&s.futures, a);

    if (code == EXIT_FINE)
        code = prepare(&s, a);
    if (code == EXIT_FINE) {
        futures_begin(&s.futures, "stages", 1);
        code = futures_run(&s.futures, &s.futures.plan, 0, &s.kept);
        progress_end(&s.futures.progress, code == EXIT_FINE ? "whole" : "interrupted");
    }
    if (code == EXIT_FINE && arguments_value(a, "--csv"))
        put_csv(&s);
    else if (code == EXIT_FINE && !put_table(&s))
        code = EXIT_WORLD;
    endpoints_free(&s.kept);
    free(s.column);
    free(s.x);
    futures_close(&s.futures);
    return code;
}

const struct command command_stages = {
    .name = "stages",
    .arguments = "CONFIG",
    .summary =
        "where a chip stands at some dates: approved, ordered, licensed, shipped, landed, ...",
    .details =
        "Approved: what all licences before the order that bind the chip have granted; one that "
        "binds several chips\ncounts for each.",
    .least = 1,
    .most = 1,
    .options = stages_options,
    .run = run,
};
