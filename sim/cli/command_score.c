#include "analysis/scores.h"
#include "base/calendar.h"
#include "cli/commands.h"
#include "cli/score_report.h"
#include "output/folder.h"
#include "output/score_tables.h"

#include <math.h>

// clang-format off
static const struct option score_options[] = {
    {"--policy",    "NAME", "policy of the results that is scored (preset: the first)"},
    {"--origin",    "MONTH", "observations up to it are history, for the baselines (preset: the run's opening record; of a sweep all are scored)"},
    {"--until",     "MONTH", "observations that end after it are left out"},
    {"--ban",       "DATE", "of policy-aware persistence, for rows that name none: nothing is delivered from that day on"},
    {"--bootstrap", "B", "resamples of the observations for the intervals of skill; 0: none (preset 1000)"},
    {"--seed",      "S", "seed of the resamples and of the randomised PIT (preset 1)"},
    {"--csv",       NULL, "print the scores of each observation as CSV instead of tables"},
    {"--out",       "DIR", "folder for scores.csv, series.csv, skill.csv, reliability.csv"},
    {"--force",     NULL, "replace an existing folder of results"},
    {0},
};
// clang-format on

/** What is asked. */
struct asked {
    const struct arguments *arguments;
    struct forecasts_of forecasts;
    double ban;
    uint64_t resamples, seed;
};

static bool read_month(const struct arguments *arguments, const char *name, int32_t *month)
{
    const char *text = arguments_value(arguments, name);

    if (!text || calendar_parse(text, month))
        return true;
    fprintf(stderr, "%s: '%s' is no month; expected one such as 2024-12\n", name, text);
    return false;
}

static bool read_options(struct asked *a)
{
    const char *ban = arguments_value(a->arguments, "--ban");

    a->ban = NAN;
    a->resamples = 1000;
    a->seed = 1;
    a->forecasts = (struct forecasts_of){a->arguments->positional[0],
                                         arguments_value(a->arguments, "--policy"),
                                         FORECASTS_UNKNOWN, OBSERVATIONS_NEVER};
    if (ban && !observations_day(ban, &a->ban)) {
        fprintf(stderr, "--ban: '%s' is no date; expected one such as 2025-04-09\n", ban);
        return false;
    }
    return read_month(a->arguments, "--origin", &a->forecasts.origin) &&
           read_month(a->arguments, "--until", &a->forecasts.until) &&
           arguments_integer(a->arguments, "--bootstrap", 0, 1000000, &a->resamples) &&
           arguments_integer(a->arguments, "--seed", 0, UINT64_MAX, &a->seed);
}

static int show(const struct asked *a, const struct scores *scores, const struct scores_of *of)
{
    const char *out = arguments_value(a->arguments, "--out");
    const struct score_tables_of tables = {
        .scores = scores,
        .of = of,
        .version = CHOKEPOINT_VERSION,
        .results = a->forecasts.folder,
        .argc = a->arguments->argc,
        .argv = a->arguments->argv,
    };
    char error[512];

    if (!(arguments_value(a->arguments, "--csv") ? score_tables_put(&tables, stdout)
                                                 : score_report(stdout, scores, of)))
        return no_memory();
    if (out && !score_tables_write(&tables, out, arguments_value(a->arguments, "--force") != NULL,
                                   error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_WORLD;
    }
    return EXIT_FINE;
}

static int score_all(const struct asked *a, const struct observations *observations,
                     const struct forecasts *forecasts)
{
    const struct scores_of of = {observations, forecasts, a->ban, a->resamples, a->seed};
    struct scores scores;
    const int code = scores_take(&scores, &of) ? show(a, &scores, &of) : no_memory();

    scores_free(&scores);
    return code;
}

static int score(const struct arguments *arguments)
{
    struct asked a = {.arguments = arguments};
    struct observations observations = {0};
    struct forecasts forecasts = {0};
    struct diag diag = {0};
    const char *out = arguments_value(arguments, "--out");
    char error[512];
    int code = EXIT_CONFIGURATION;

    if (!read_options(&a))
        return EXIT_USAGE;
    if (out && !folder_check(out, arguments_value(arguments, "--force") != NULL, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_WORLD;
    }
    if (observations_read(&observations, arguments->positional[1], &diag) &&
        forecasts_read(&forecasts, &a.forecasts, &observations, &diag))
        code = score_all(&a, &observations, &forecasts);
    diag_print(&diag, arguments->positional[1], stderr);
    diag_free(&diag);
    forecasts_free(&forecasts);
    observations_free(&observations);
    return code;
}

const struct command command_score = {
    .name = "score",
    .arguments = "RESULT OBSERVATIONS",
    .summary = "score a run or a sweep against what was observed, and against simple forecasts",
    .least = 2,
    .most = 2,
    .options = score_options,
    .details =
        "RESULT is a folder of `run --trajectories` or of a sweep, OBSERVATIONS a table that\n"
        "docs/scoring.md describes. Scores: CRPS (plain and fair), log score, PIT, coverage of\n"
        "the central 50 and 90 %, Brier score of events (a number above a threshold, or with\n"
        "the metric regime:NAME a government in that regime) with its reliability; an uncertain\n"
        "observation is scored on the average over its distribution. Baselines: the last period\n"
        "repeated, the flow of the last twelve months, its growth, the last period until a ban,\n"
        "what was approved.",
    .run = score,
};
