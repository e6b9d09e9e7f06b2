#include "analysis/convergence.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/policy_runs.h"
#include "cli/options.h"

#include <inttypes.h>
#include <stdlib.h>

// clang-format off
static const struct option run_options[] = {
    {"--policy",       "NAME", "run under this policy; 'all': the baseline (the configuration as it stands), then every policy", true},
    OPTION_SET,
    {"--replications", "N", "number of futures"},
    {"--first",        "R", "number of the first replication (preset 0)"},
    {"--seed",         "S", "seed of all draws"},
    {"--months",       "M", "horizon"},
    OPTION_DETERMINISTIC,
    {"--out",          "DIR", "folder of the results (preset: results/NAME of the configuration)"},
    {"--force",        NULL, "replace an existing folder of results"},
    {"--update",       NULL, "do nothing if the folder holds these results already, whole; else replace it"},
    {"--trajectories", NULL, "write every metric of every future as well"},
    {"--threads",      "T", "threads (preset: all cores); results do not depend on it"},
    {"--until",        "PRECISION", "run on until the Monte Carlo error (95 %) of median, p5 and p95 of accessible capacity is at most this, 0.2% to 50%; at most --replications futures (preset 1000000)"},
    {"--progress",     "json", "progress as one JSON object a line on standard error, not only on a terminal"},
    {"--quiet",        NULL, "no progress"},
    {0},
};
// clang-format on

/** May it replace an existing folder? */
static bool replaces(const struct arguments *a)
{
    return arguments_value(a, "--force") || arguments_value(a, "--update");
}

static int all_policies(struct policy_runs *b, const char *out)
{
    const struct arguments *a = b->arguments;
    uint64_t failed = 0;

    if (!results_open(&b->results, out, replaces(a), b->n > 1, b->trajectories)) {
        fprintf(stderr, "chokepoint: %s\n", b->results.folder.error);
        return EXIT_WORLD;
    }
    for (size_t i = 0; i < b->n && !b->partial; i++) {
        const int code = policy_runs_run(b, i);
        if (code != EXIT_FINE && code != EXIT_INTERRUPTED)
            return code;
        failed += b->policy[i].result.failed;
    }
    if (b->done == 0) {
        fputs("chokepoint: interrupted; nothing was written\n", stderr);
        return EXIT_INTERRUPTED;
    }
    const int code = policy_runs_commit(b);
    if (code != EXIT_FINE)
        return code;
    if (b->partial) {
        const struct policy_run *last = &b->policy[b->done - 1];
        fprintf(stderr,
                "chokepoint: interrupted after %" PRIu64
                " futures of policy %s; what is done is in %s, marked as partial\n",
                last->result.places, last->name, out);
        return EXIT_INTERRUPTED;
    }
    printf("results are in %s\n", out);
    return failed ? EXIT_RUN : EXIT_FINE;
}

/** "1%" or "0.01". */
static bool read_precision(const struct arguments *a, double *until)
{
    const char *text = arguments_value(a, "--until");
    char *end;

    if (!text)
        return true;
    const double x = strtod(text, &end), share = *end == '%' ? x / 100 : x;
    if (end == text || end[*end == '%'] || !(share >= CONVERGENCE_FINEST) ||
        share > CONVERGENCE_COARSEST) {
        fprintf(stderr, "--until: '%s' is no precision from 0.2%% to 50%%\n", text);
        return false;
    }
    *until = share;
    return true;
}

static int run(const struct arguments *a)
{
    struct policy_runs runs = {.arguments = a, .began = progress_clock()};
    uint64_t threads = options_cores();
    char error[512];

    if (!arguments_integer(a, "--first", 0, UINT64_MAX / 2, &runs.first) ||
        !arguments_integer(a, "--threads", 1, ENSEMBLE_THREADS, &threads) ||
        !read_precision(a, &runs.until) || !options_progress(a, &runs.progress.form))
        return EXIT_USAGE;
    runs.threads = (unsigned)threads;
    runs.deterministic = arguments_value(a, "--deterministic") != NULL;
    runs.trajectories = arguments_value(a, "--trajectories") != NULL;
    char *out = arguments_value(a, "--out") ? text_copy(arguments_value(a, "--out"))
                                            : options_folder(a->positional[0]);
    if (!out) {
        return no_memory();
    }
    int code = policy_runs_read(&runs);
    if (code == EXIT_FINE && !folder_check(out, replaces(a), error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        code = EXIT_USAGE;
    }
    if (code == EXIT_FINE && arguments_value(a, "--update") &&
        policy_runs_are_current(&runs, out)) {
        printf(NOTHING_TO_DO "results are in %s\n", out);
    } else if (code == EXIT_FINE) {
        progress_catch();
        code = all_policies(&runs, out);
    }
    policy_runs_free(&runs);
    free(out);
    return code;
}

const struct command command_run = {
    .name = "run",
    .arguments = "CONFIG",
    .summary = "simulate many futures, write tables, say who gets how much and which key was shut",
    .least = 1,
    .most = 1,
    .options = run_options,
    .run = run,
};
