#include "cli/batch.h"
#include "cli/commands.h"
#include "base/text.h"

#include <inttypes.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    {"--trajectories", NULL, "write every metric of every future as well"},
    {"--threads",      "T", "threads (preset: all cores); results do not depend on it"},
    {"--quiet",        NULL, "no progress"},
    {0},
};
// clang-format on

/** results/ and the configuration's name without its folder and ending. In fresh memory. */
static char *preset_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    const size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);

    return text_format("results/%.*s", (int)n, name);
}

static unsigned cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    return 1;
}

static int all_policies(struct batch *b, const char *out)
{
    const struct arguments *a = b->arguments;
    uint64_t failed = 0;

    if (!results_open(&b->results, out, arguments_value(a, "--force") != NULL, b->n > 1,
                      arguments_value(a, "--trajectories") != NULL)) {
        fprintf(stderr, "chokepoint: %s\n", b->results.folder.error);
        return EXIT_WORLD;
    }
    for (size_t i = 0; i < b->n; i++) {
        const int code = batch_run(b, i);
        if (code != EXIT_FINE)
            return code;
        failed += b->policy[i].result.failed;
    }
    const int code = batch_commit(b);
    if (code != EXIT_FINE)
        return code;
    printf("results are in %s\n", out);
    return failed ? EXIT_RUN : EXIT_FINE;
}

static int run(const struct arguments *a)
{
    struct batch batch = {.arguments = a, .began = progress_clock()};
    uint64_t threads = cores();
    char error[512];

    if (!arguments_integer(a, "--first", 0, UINT64_MAX / 2, &batch.first) ||
        !arguments_integer(a, "--threads", 1, ENSEMBLE_THREADS, &threads))
        return EXIT_USAGE;
    batch.threads = (unsigned)threads;
    batch.deterministic = arguments_value(a, "--deterministic") != NULL;
    batch.progress.shown = isatty(STDERR_FILENO) && !arguments_value(a, "--quiet");
    char *out = arguments_value(a, "--out") ? text_copy(arguments_value(a, "--out"))
                                            : preset_folder(a->positional[0]);
    if (!out) {
        fputs("chokepoint: no memory\n", stderr);
        return EXIT_WORLD;
    }
    int code = batch_read(&batch);
    if (code == EXIT_FINE && !folder_check(out, arguments_value(a, "--force") != NULL, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        code = EXIT_USAGE;
    }
    if (code == EXIT_FINE) {
        progress_catch();
        code = all_policies(&batch, out);
    }
    batch_free(&batch);
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
