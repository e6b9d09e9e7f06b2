#include "cli/commands.h"

#include "base/text.h"
#include "cli/calibration.h"
#include "cli/calibration_report.h"
#include "cli/load.h"
#include "cli/options.h"
#include "output/kept.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define WAVE        "wave.bin" // beside the tables, while they are not whole
#define GENERATIONS "generations.bin"

// clang-format off
static const struct option calibrate_options[] = {
    OPTION_SET,
    {"--out",      "DIR", "folder of the results (preset: results/NAME of the study)"},
    {"--force",    NULL, "replace an existing folder of results, and what is unfinished of it"},
    {"--resume",   NULL, "go on after the last generation that was whole, however it was stopped"},
    {"--threads",  "T", "threads (preset: all cores); results do not depend on it"},
    {"--progress", "json", "progress as one JSON object a line on standard error, not only on a terminal"},
    {"--quiet",    NULL, "no progress"},
    {0},
};
// clang-format on

struct calibrate {
    const struct arguments *arguments;
    char *out;
    bool resume, force;
    struct calibration c;
    struct folder folder;
};

static int world(const struct calibrate *x)
{
    fprintf(stderr, "chokepoint: %s\n", x->folder.error);
    return EXIT_WORLD;
}

/** The result is there already, and nothing of another one is begun.  @param code then */
static bool is_done(const struct calibrate *x, int *code)
{
    char *part = folder_part(x->out),
         *manifest = x->resume ? experiment_text(x->out, FOLDER_MANIFEST) : NULL;
    const bool done = manifest && part && access(part, F_OK) != 0;

    free(part);
    free(manifest);
    if (!done)
        return false;
    *code = experiment_is_of(&x->c.experiment, x->out) ? EXIT_FINE : EXIT_CONFIGURATION;
    if (*code == EXIT_FINE)
        printf(NOTHING_TO_DO "results are in %s\n", x->out);
    return true;
}

static bool put_file(struct folder *folder, const char *name, const char *text)
{
    FILE *file = text ? folder_create(folder, name) : NULL;

    if (!text)
        snprintf(folder->error, sizeof folder->error, "no memory");
    if (!file)
        return false;
    fputs(text, file);
    return folder_close(folder, name, file, 0);
}

/** Opens DIR.part, with what an earlier program left there of the same work. */
static int open_part(struct calibrate *x)
{
    struct folder *f = &x->folder;
    struct experiment *e = &x->c.experiment;

    if (!folder_open_part(f, x->out, x->force, x->resume))
        return world(x);
    char *identity = experiment_text(f->temporary, EXPERIMENT_IDENTITY);
    const bool begun = identity != NULL;
    free(identity);
    if (begun)
        return experiment_is_of(e, f->temporary) ? EXIT_FINE : EXIT_CONFIGURATION;
    char *study = experiment_resolved(e);
    const bool fine =
        put_file(f, EXPERIMENT_STUDY, study) && put_file(f, EXPERIMENT_IDENTITY, e->identity);
    free(study);
    return fine ? EXIT_FINE : world(x);
}

/** History matching, computed or found. */
static int match(struct calibrate *x)
{
    struct calibration *c = &x->c;
    struct calibration_wave *w = &c->wave;
    const size_t d = c->abc.of.parameters, cells = w->n * c->fit.n;
    const struct bytes_part part[] = {{w->rank, w->n * d * sizeof *w->rank},
                                      {w->value, w->n * d * sizeof *w->value},
                                      {w->mean, cells * sizeof *w->mean},
                                      {w->variance, cells * sizeof *w->variance}};
    const size_t n = sizeof part / sizeof *part;

    if (w->n && !kept_read(&x->folder, WAVE, c->experiment.hash, part, n)) {
        const int code = calibration_wave(c);
        if (code != EXIT_FINE)
            return code;
        if (!kept_write(&x->folder, WAVE, c->experiment.hash, part, n))
            return world(x);
    }
    calibration_rule_out(c);
    return EXIT_FINE;
}

/** Generations, computed or found, until it is over. */
static int populate(struct calibrate *x)
{
    struct abc *abc = &x->c.abc;
    struct bytes_part part[ABC_PARTS];
    int code = EXIT_FINE;

    abc_parts(abc, part);
    if (kept_read(&x->folder, GENERATIONS, x->c.experiment.hash, part, ABC_PARTS)) {
        abc_go_on(abc);
        fprintf(stderr, "%zu generations are there\n", abc->done);
    }
    while (code == EXIT_FINE && !abc_is_over(abc)) {
        code = calibration_generation(&x->c);
        if (code == EXIT_FINE &&
            !kept_write(&x->folder, GENERATIONS, x->c.experiment.hash, part, ABC_PARTS))
            code = world(x);
    }
    return code;
}

static int finish(struct calibrate *x)
{
    const struct calibration *c = &x->c;
    struct folder *f = &x->folder;
    const struct calibration_tables_of of = {.study = &c->experiment.study,
                                             .scenario = &c->scenario,
                                             .observations = &c->observations,
                                             .fit = &c->fit,
                                             .abc = &c->abc,
                                             .wave = &c->wave,
                                             .identity = c->experiment.hash,
                                             .version = CHOKEPOINT_VERSION};

    if (!calibration_tables_write(f, &of) || !calibration_tables_finish(f, &of))
        return world(x);
    kept_remove(f, WAVE);
    kept_remove(f, GENERATIONS);
    if (!folder_commit(f))
        return world(x);
    if (!calibration_report(stdout, &of))
        return no_memory();
    printf("\nresults are in %s\n", x->out);
    return EXIT_FINE;
}

/** What is done stays: says how to go on. */
static void tell_rest(const struct calibrate *x)
{
    char *line = load_command_line(x->arguments, "--resume");

    fprintf(stderr,
            "chokepoint: interrupted: %zu generations are done and stay in %s; go on with\n%s\n",
            x->c.abc.done, x->folder.temporary, line ? line : "--resume");
    free(line);
}

static int work(struct calibrate *x)
{
    char error[512];
    int code = calibration_open(&x->c, x->arguments->positional[0], x->arguments);

    if (code != EXIT_FINE || is_done(x, &code))
        return code;
    if (!folder_check(x->out, x->force, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_USAGE;
    }
    progress_catch();
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a disk that is full
    code = open_part(x);
    if (code == EXIT_FINE)
        code = match(x);
    if (code == EXIT_FINE)
        code = populate(x);
    if (code == EXIT_INTERRUPTED)
        tell_rest(x);
    return code == EXIT_FINE ? finish(x) : code;
}

static int calibrate(const struct arguments *a)
{
    struct calibrate x = {.arguments = a,
                          .resume = arguments_value(a, "--resume") != NULL,
                          .force = arguments_value(a, "--force") != NULL};
    const char *out = arguments_value(a, "--out");

    x.out = out ? text_copy(out) : options_folder(a->positional[0]);
    const int code = x.out ? work(&x) : no_memory();
    folder_free(&x.folder);
    calibration_close(&x.c);
    free(x.out);
    return code;
}

const struct command command_calibrate = {
    .name = "calibrate",
    .arguments = "STUDY",
    .summary = "fit uncertain parameters to what was observed: a posterior to run with",
    .least = 1,
    .most = 1,
    .options = calibrate_options,
    .details =
        "The study's groups `calibration` and `targets` say what is fitted to what\n"
        "(docs/calibration.md, `chokepoint help study`). History matching rules out what cannot\n"
        "be; approximate Bayesian computation finds the posterior. Results: posterior.csv (each\n"
        "particle), posterior.cfg (changes to the configuration: run SCENARIO --set @FILE),\n"
        "points.csv (for the design user), parameters.csv, fit.csv, generations.csv,\n"
        "history_matching.csv.",
    .run = calibrate,
};
