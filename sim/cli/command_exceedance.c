/*
 * The probability that an outcome reaches given levels, under several policies on the same luck.
 */
#include "base/text.h"
#include "cli/cells.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 64

// clang-format off
static const struct option exceedance_options[] = {
    OUTCOME_OPTIONS,
    {"--levels", "LIST", "levels, such as 1000,50000 (preset: 1, 2, 5, 10, ... where the first policy's futures lie)"},
    {"--policy", "NAME", "under this policy; 'all': the baseline (the configuration as it stands), then every policy", true},
    FUTURES_OPTIONS_ANY_POLICY,
    OPTION_CSV,
    {0},
};
// clang-format on

struct exceedance {
    const struct arguments *arguments;
    const char *policy[CELLS_COLUMNS];
    char *copy[CELLS_COLUMNS]; // of names the scenario told
    size_t policies;
    double level[LEVELS]; // the first: more than 0
    size_t levels;
    double share[CELLS_COLUMNS][LEVELS], error[CELLS_COLUMNS][LEVELS];
    char *name; // of the outcome
    const char *unit;
};

/** 1, 2, 5, 10, ... between the 1 % and the 99 % quantile.  @param x (n) overwritten */
static void preset_levels(struct exceedance *e, double x[], size_t n)
{
    static const double p[] = {0.01, 0.99}, step[] = {1, 2, 5};
    double q[2];

    futures_quantiles(x, n, p, 2, q);
    const double low = q[0] > 0 ? q[0] : q[1] / 1000;
    for (int k = -30; k < 60 && e->levels < LEVELS && q[1] > 0; k++) {
        const double level = step[(k + 30) % 3] * pow(10, floor(k / 3.0));
        if (level >= low / 2 && level <= 2.5 * q[1])
            e->level[e->levels++] = level;
    }
}

static int read_levels(struct exceedance *e)
{
    const char *at = arguments_value(e->arguments, "--levels");

    e->levels = 1;
    while (at && *at && e->levels < LEVELS) {
        char *end;
        e->level[e->levels++] = strtod(at, &end);
        if (end == at || (*end && *end != ',')) {
            fprintf(stderr, "--levels: '%s' begins with no number\n", at);
            return EXIT_USAGE;
        }
        at = end + (*end == ',');
    }
    return EXIT_FINE;
}

/** The policies asked for; of "all" those the configuration declares. */
static int list_policies(struct exceedance *e)
{
    const char *asked[ARGUMENTS_MOST];
    const size_t n = arguments_values(e->arguments, "--policy", asked);
    struct scenario sc = {0};
    int code = EXIT_FINE;

    if (n == 0)
        e->policy[e->policies++] = LOAD_BASELINE;
    for (size_t i = 0; i < n && code == EXIT_FINE; i++) {
        size_t declared = 0;
        if (strcmp(asked[i], "all") != 0) {
            e->policy[e->policies++] = asked[i];
        } else if ((code = load_policy(e->arguments, NULL, &sc)) == EXIT_FINE) {
            const struct entity *all = scenario_all(&sc, &kind_policy, &declared);
            e->policy[e->policies++] = LOAD_BASELINE;
            for (size_t k = 0; k < declared && e->policies < CELLS_COLUMNS - 1; k++) {
                e->copy[e->policies] = text_copy(all[k].name);
                e->policy[e->policies] = e->copy[e->policies];
                e->policies += e->copy[e->policies] != NULL;
            }
        }
        if (e->policies >= CELLS_COLUMNS - 1) {
            fprintf(stderr, "--policy: at most %d\n", CELLS_COLUMNS - 2);
            code = EXIT_USAGE;
        }
    }
    scenario_free(&sc);
    return code;
}

/** Shares of the futures of a policy.  @param x (n) */
static void count(struct exceedance *e, size_t policy, const struct futures *f, const double x[])
{
    const size_t n = f->replications;
    double *reached = calloc(n + 1, sizeof *reached);

    for (size_t l = 0; l < e->levels && reached; l++) {
        for (size_t i = 0; i < n; i++)
            reached[i] = isnan(x[i]) ? NAN : l == 0 ? x[i] > 0 : x[i] >= e->level[l];
        futures_mean(f, reached, n, &e->share[policy][l], &e->error[policy][l]);
    }
    free(reached);
}

static int run_policy(struct exceedance *e, size_t policy)
{
    struct futures f;
    struct outcome outcome = {0};
    struct endpoints kept = {0};
    double *x = NULL;
    int code = futures_open_policy(&f, e->arguments, e->policy[policy]);

    if (code == EXIT_FINE)
        code = outcome_read(&outcome, e->arguments, &f);
    if (code == EXIT_FINE)
        code = futures_keep(&f, &kept, outcome.column, outcome.columns, &outcome.month, 1);
    if (code == EXIT_FINE) {
        futures_begin(&f, e->policy[policy], 1);
        code = futures_run(&f, &f.plan, 0, &kept);
        progress_end(&f.progress, code == EXIT_FINE ? "whole" : "interrupted");
    }
    if (code == EXIT_FINE && !(x = calloc(2 * f.replications + 1, sizeof *x)))
        code = EXIT_WORLD;
    if (code == EXIT_FINE) {
        outcome_sum(&kept, 0, outcome.columns, 0, x);
        memcpy(x + f.replications, x, f.replications * sizeof *x);
        if (e->levels == 1)
            preset_levels(e, x + f.replications, f.replications);
        count(e, policy, &f, x);
        free(e->name);
        e->name = outcome.name;
        e->unit = outcome.unit;
        outcome.name = NULL;
    }
    free(x);
    endpoints_free(&kept);
    outcome_free(&outcome);
    futures_close(&f);
    return code;
}

static void put_csv(const struct exceedance *e)
{
    char text[3][32];

    puts("policy,outcome,unit,relation,level,probability,mc_standard_error");
    for (size_t p = 0; p < e->policies; p++)
        for (size_t l = 0; l < e->levels; l++)
            printf("%s,%s,%s,%s,%s,%s,%s\n", e->policy[p], e->name, e->unit,
                   l ? "at_least" : "more_than", text_number(e->level[l], text[0]),
                   text_number(e->share[p][l], text[1]), text_number(e->error[p][l], text[2]));
}

static bool put_table(const struct exceedance *e)
{
    struct cells cells = {.columns = e->policies + 1};
    char level[16];

    printf("probability [%%] of %s [%s] by policy\n", e->name, e->unit);
    cells_add(&cells, "at least");
    for (size_t p = 0; p < e->policies; p++)
        cells_add(&cells, "%s", e->policy[p]);
    for (size_t l = 0; l < e->levels; l++) {
        cells_add(&cells, "%s", l ? text_short(e->level[l], level) : "more than 0");
        for (size_t p = 0; p < e->policies; p++)
            cells_add(&cells, "%.1f", 100 * e->share[p][l]);
    }
    return cells_print(&cells, stdout);
}

static int run(const struct arguments *a)
{
    struct exceedance e = {.arguments = a};
    int code = read_levels(&e);

    if (code == EXIT_FINE)
        code = list_policies(&e);
    for (size_t p = 0; p < e.policies && code == EXIT_FINE; p++)
        code = run_policy(&e, p);
    if (code == EXIT_FINE && arguments_value(a, "--csv"))
        put_csv(&e);
    else if (code == EXIT_FINE && !put_table(&e))
        code = EXIT_WORLD;
    for (size_t p = 0; p < CELLS_COLUMNS; p++)
        free(e.copy[p]);
    free(e.name);
    return code;
}

const struct command command_exceedance = {
    .name = "exceedance",
    .arguments = "CONFIG",
    .summary = "the probability that an outcome reaches given levels, policy by policy",
    .least = 1,
    .most = 1,
    .options = exceedance_options,
    .run = run,
};
