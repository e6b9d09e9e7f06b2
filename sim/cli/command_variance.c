/*
 * Which share of an outcome's variance comes from whom: each government's key, supply, demand,
 * allocation, or groups the user names. Pick-freeze over draws: a group's draws come from other
 * replications while all others stay.
 */
#include "analysis/draw_groups.h"
#include "analysis/sensitivity.h"
#include "base/text.h"
#include "cli/cells.h"
#include "cli/commands.h"
#include "cli/outcome.h"
#include "engine/plan_changes.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const struct option variance_options[] = {
    OUTCOME_OPTIONS,
    {"--group", "NAME=PATTERN", "put draws whose path matches into a group of this name, such as 'prices=chips.*.price_usd'", true},
    FUTURES_OPTIONS,
    OPTION_CSV,
    {0},
};
// clang-format on

struct variance {
    struct futures futures;
    struct outcome outcome;
    struct draw_groups groups;
    struct endpoints kept;
    double *value[3]; // (replications) at A, at B, at A with a group from B
    struct sensitivity index[DRAW_GROUPS_MOST];
    double mean, error, deviation;
};

static int list_groups(struct variance *v, const struct arguments *a)
{
    const char *text[ARGUMENTS_MOST];
    struct draw_pattern pattern[ARGUMENTS_MOST];
    char *name[ARGUMENTS_MOST] = {NULL};
    const size_t n = arguments_values(a, "--group", text);
    int code = EXIT_FINE;

    for (size_t i = 0; i < n && code == EXIT_FINE; i++) {
        const size_t at = strcspn(text[i], "=");
        name[i] = text_format("%.*s", (int)at, text[i]);
        pattern[i] = (struct draw_pattern){name[i], text[i][at] ? text[i] + at + 1 : NULL};
        if (at == 0 || !pattern[i].path || strchr(name[i] ? name[i] : "", ',')) {
            fprintf(stderr, "--group: '%s' is no NAME=PATTERN\n", text[i]);
            code = EXIT_USAGE;
        }
    }
    if (code == EXIT_FINE && !draw_groups_init(&v->groups, &v->futures.plan, pattern, n)) {
        fprintf(stderr, "chokepoint: no memory, or more than %d groups\n", DRAW_GROUPS_MOST);
        code = EXIT_WORLD;
    }
    for (size_t g = 0; g < v->groups.n && code == EXIT_FINE; g++)
        if (v->groups.group[g].n == 0) {
            fprintf(stderr,
                    "--group: '%s' has no draw left: no path matches, or all are in other "
                    "groups\n",
                    v->groups.group[g].name);
            code = EXIT_USAGE;
        }
    for (size_t i = 0; i < n; i++)
        free(name[i]);
    return code;
}

static int run_sample(struct variance *v, uint64_t first, double x[])
{
    const int code = futures_run(&v->futures, &v->futures.plan, first, &v->kept);

    if (code == EXIT_FINE)
        outcome_sum(&v->kept, 0, v->outcome.columns, 0, x);
    return code;
}

static int run_all(struct variance *v)
{
    struct futures *f = &v->futures;
    const uint64_t n = f->replications;
    int code;

    for (size_t i = 0; i < 3; i++)
        if (!(v->value[i] = calloc(n + 1, sizeof *v->value[i])))
            return no_memory();
    futures_begin(f, "shares of variance", v->groups.n + 2);
    code = run_sample(v, 0, v->value[0]);
    if (code == EXIT_FINE)
        code = run_sample(v, n, v->value[1]);
    for (size_t g = 0; g < v->groups.n && code == EXIT_FINE; g++) {
        const struct draw_group *group = &v->groups.group[g];
        if (!plan_changes_move(&f->plan, group->key, group->n, (uint32_t)n))
            return no_memory();
        code = run_sample(v, 0, v->value[2]);
        if (code == EXIT_FINE && !sensitivity_of(v->value[0], v->value[1], v->value[2], n,
                                                 f->scenario.seed, &v->index[g]))
            return no_memory();
    }
    futures_mean(f, v->value[0], n, &v->mean, &v->error);
    v->deviation = v->error * sqrt((double)n);
    progress_end(&f->progress, code == EXIT_FINE ? "whole" : "interrupted");
    return code;
}

static void put_csv_index(const struct variance *v, size_t g, const char *kind,
                          const struct sensitivity_index *x)
{
    char value[32], low[32], high[32];

    printf("%s,%s,%s,%s,%s,%s\n", v->outcome.name, v->groups.group[g].name, kind,
           text_number(x->value, value), text_number(x->low, low), text_number(x->high, high));
}

static void put_csv(const struct variance *v)
{
    puts("outcome,group,index,share,low,high");
    for (size_t g = 0; g < v->groups.n; g++) {
        put_csv_index(v, g, "first_order", &v->index[g].first);
        put_csv_index(v, g, "total", &v->index[g].total);
    }
}

static void add_share(struct cells *cells, const struct sensitivity_index *x)
{
    if (isnan(x->value))
        cells_add(cells, "-");
    else
        cells_add(cells, "%.0f %% (%.0f to %.0f)", 100 * x->value, 100 * x->low, 100 * x->high);
}

static bool put_table(const struct variance *v)
{
    struct cells cells = {.columns = 3, .left = 1};
    char mean[16], deviation[16];
    double sum = 0;

    printf("%s: mean %s, standard deviation %s %s\n", v->outcome.name, text_short(v->mean, mean),
           text_short(v->deviation, deviation), v->outcome.unit);
    cells_add(&cells, "share of variance");
    cells_add(&cells, "alone");
    cells_add(&cells, "with interactions");
    for (size_t g = 0; g < v->groups.n; g++) {
        cells_add(&cells, "%s", v->groups.group[g].name);
        add_share(&cells, &v->index[g].first);
        add_share(&cells, &v->index[g].total);
        sum += v->index[g].first.value;
    }
    cells_add(&cells, "interactions of groups");
    cells_add(&cells, isnan(sum) ? "-" : "%.0f %%", 100 * (1 - sum));
    cells_add(&cells, "-");
    return cells_print(&cells, stdout);
}

/** What a group does alone is part of what it does with others: an estimate that says otherwise
 *  is noise, and the reader is told. */
static void warn_of_noise(const struct variance *v)
{
    size_t noisy = 0;

    for (size_t g = 0; g < v->groups.n; g++)
        noisy += v->index[g].first.value > v->index[g].total.value;
    if (noisy)
        fprintf(stderr,
                "note: alone above with interactions in %zu of %zu groups: that is noise of "
                "%" PRIu64 " futures; more --replications make it smaller\n",
                noisy, v->groups.n, v->futures.replications);
}

static int run(const struct arguments *a)
{
    struct variance v = {0};
    int code = futures_open(&v.futures, a);

    // points of a sequence depend on each other: two halves of them are no independent samples
    if (code == EXIT_FINE && v.futures.plan.n_points) {
        fputs("chokepoint variance: needs run.sampling = \"random\"\n", stderr);
        code = EXIT_USAGE;
    }
    if (code == EXIT_FINE && v.futures.replications < 2) {
        fputs("chokepoint variance: one future has no variance; expected more --replications\n",
              stderr);
        code = EXIT_USAGE;
    }
    if (code == EXIT_FINE)
        code = outcome_read(&v.outcome, a, &v.futures);
    if (code == EXIT_FINE)
        code = list_groups(&v, a);
    if (code == EXIT_FINE)
        code = futures_keep(&v.futures, &v.kept, v.outcome.column, v.outcome.columns,
                            &v.outcome.month, 1);
    if (code == EXIT_FINE)
        code = run_all(&v);
    if (code == EXIT_FINE && arguments_value(a, "--csv"))
        put_csv(&v);
    else if (code == EXIT_FINE && !put_table(&v))
        code = no_memory();
    if (code == EXIT_FINE)
        warn_of_noise(&v);
    for (size_t i = 0; i < 3; i++)
        free(v.value[i]);
    endpoints_free(&v.kept);
    draw_groups_free(&v.groups);
    outcome_free(&v.outcome);
    futures_close(&v.futures);
    return code;
}

const struct command command_variance = {
    .name = "variance",
    .arguments = "CONFIG",
    .summary =
        "which share of an outcome's variance comes from each key, supply, demand, allocation",
    .details = "Sobol' indices of groups of draws by pick-freeze (Jansen's estimators), with 95 % "
               "bootstrap "
               "intervals.\nA draw belongs to the jurisdiction that owns its regimes, events or "
               "instruments; chips and suppliers are\nsupply; weights in rationing are allocation; "
               "the rest "
               "is demand. --group takes draws out of these.\nOf correlated numbers in two groups "
               "the first "
               "by path has what they share.",
    .least = 1,
    .most = 1,
    .options = variance_options,
    .run = run,
};
