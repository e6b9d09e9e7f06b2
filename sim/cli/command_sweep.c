#include "cli/commands.h"

#include "base/text.h"
#include "cli/experiment.h"
#include "cli/gather.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/sweep_grow.h"
#include "cli/sweep_work.h"
#include "ensemble/ensemble.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// clang-format off
static const struct option sweep_options[] = {
    OPTION_SET,
    {"--out",         "DIR", "folder of the results (preset: results/NAME of the study)"},
    {"--force",       NULL, "replace an existing folder of results, and what is unfinished of it"},
    {"--resume",      NULL, "go on where an earlier sweep was stopped, however it was"},
    {"--grow",        "DIR", "take over the chunks that a sweep of fewer futures kept (--keep-chunks)"},
    {"--shard",       "I/N", "only every N-th chunk from the I-th on; 'merge' joins all N"},
    {"--threads",     "T", "threads (preset: all cores); results do not depend on it"},
    {"--fail-fast",   NULL, "end at the first run that violates an identity"},
    {"--trajectories", NULL, "every outcome month by month too, as NetCDF-4: trajectories.nc"},
    {"--keep-chunks", NULL, "keep the chunks beside the tables"},
    {"--progress",    "json", "progress as one JSON object a line on standard error, not only on a terminal"},
    {"--quiet",       NULL, "no progress"},
    {0},
};
// clang-format on

struct sweep {
    const struct arguments *arguments;
    const char *file;
    char *out;
    struct experiment experiment;
    struct folder folder;
    struct ranks ranks;
    struct sweep_work work;
    const struct series_format *format; // of trajectories; NULL: none are written
    int processes;
    uint64_t threads;
    bool resume, force;
    bool over; // nothing is left to compute
    double began;
};

/** "2/8" */
static bool read_shard(const struct arguments *a, uint64_t *shard, uint64_t *shards)
{
    const char *text = arguments_value(a, "--shard");
    char rest;

    *shard = *shards = 1;
    if (!text)
        return true;
    if (*text >= '1' && *text <= '9' &&
        sscanf(text, "%9" SCNu64 "/%9" SCNu64 "%c", shard, shards, &rest) == 2 && *shard <= *shards)
        return true;
    fprintf(stderr, "--shard: '%s' is no shard; expected I/N, such as 1/8 to 8/8\n", text);
    return false;
}

/** Has a folder a manifest?  @param code then: EXIT_FINE or EXIT_RUN if it is what is asked for */
static bool is_whole(const struct sweep *s, const char *folder, int *code)
{
    char *manifest = experiment_text(folder, FOLDER_MANIFEST);
    char *shard = text_format("\"shard\": %" PRIu64 ",\n  \"shards\": %" PRIu64 ",", s->work.shard,
                              s->work.shards);
    const bool there = manifest != NULL;

    if (there && !experiment_is_of(&s->experiment, folder)) {
        *code = EXIT_CONFIGURATION;
    } else if (there && s->experiment.kind.records && !sweep_manifest_has_trajectories(manifest)) {
        fprintf(stderr,
                "chokepoint: %s: holds no trajectories; choose another --out, or replace it with "
                "--force\n",
                folder);
        *code = EXIT_USAGE;
    } else if (there && shard && !strstr(manifest, shard)) {
        fprintf(stderr, "chokepoint: %s: holds another shard; choose another --out\n", folder);
        *code = EXIT_USAGE;
    } else if (there && !strstr(manifest, "\"failed_runs\": 0,")) {
        *code = EXIT_RUN;
    }
    free(manifest);
    free(shard);
    return there;
}

/** Does nothing but the name of the folder miss, if that?  @param code of what is there */
static bool is_done(const struct sweep *s, int *code)
{
    char *part = folder_part(s->out);
    const bool begun = !part || access(part, F_OK) == 0;

    free(part);
    return s->resume && !begun && is_whole(s, s->out, code);
}

/** Opens DIR.part, with what an earlier sweep of the same study left there. */
static int open_part(struct sweep *s)
{
    struct folder *f = &s->folder;
    char error[512];

    if (!folder_check(s->out, s->force, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_USAGE;
    }
    if (!folder_open_part(f, s->out, s->force, s->resume) ||
        !chunk_folder(f->temporary, f->error)) {
        fprintf(stderr, "chokepoint: %s\n", f->error);
        return EXIT_WORLD;
    }
    s->experiment.kind.folder = f->temporary;
    char *identity = experiment_text(f->temporary, EXPERIMENT_IDENTITY);
    const bool begun = identity != NULL; // else the earlier one ended before any chunk
    free(identity);
    if (!begun)
        return gather_head(f, &s->experiment);
    return experiment_is_of(&s->experiment, f->temporary) ? EXIT_FINE : EXIT_CONFIGURATION;
}

/** What is done stays: says how to go on. */
static int tell_rest(const struct sweep *s, int code)
{
    const struct sweep_work *w = &s->work;
    char *line = load_command_line(s->arguments, "--resume");

    fprintf(stderr,
            "chokepoint: %s: %" PRIu64 " of %" PRIu64 " chunks are done and stay in %s; go on "
            "with\n%s\n",
            code == EXIT_INTERRUPTED ? "interrupted" : "stopped", w->found + w->computed, w->mine,
            s->folder.temporary, line ? line : "--resume");
    free(line);
    return code;
}

/** All files are whole: chunks go, and the folder gets its name. */
static int commit(struct sweep *s)
{
    if (s->work.shards == 1 && !arguments_value(s->arguments, "--keep-chunks"))
        chunk_remove_all(s->folder.temporary);
    if (!folder_commit(&s->folder)) {
        fprintf(stderr, "chokepoint: %s\n", s->folder.error);
        return EXIT_WORLD;
    }
    printf("results are in %s\n", s->out);
    return EXIT_FINE;
}

static int finish(struct sweep *s)
{
    struct folder *f = &s->folder;
    const struct arguments *a = s->arguments;
    const char *source = f->temporary;
    struct gather *g = calloc(1, sizeof *g);

    if (!g)
        return no_memory();
    *g = (struct gather){.experiment = &s->experiment,
                         .arguments = a,
                         .folder = f,
                         .source = &source,
                         .owner = s->work.owner,
                         .shard = s->work.shard,
                         .shards = s->work.shards,
                         .processes = s->processes,
                         .threads = (unsigned)s->threads,
                         .computed = s->work.computed,
                         .began = s->began,
                         .format = s->format};
    int code = gather_write(g);
    if (code == EXIT_FINE)
        code = commit(s);
    if (code == EXIT_FINE && g->failures.n)
        code = EXIT_RUN;
    else if (code != EXIT_FINE)
        code = tell_rest(s, code);
    free(g);
    return code;
}

/** Which chunks are there: looked at, and told, by the first process. */
static int find_chunks(struct sweep *s)
{
    struct sweep_work *w = &s->work;

    w->experiment = &s->experiment;
    w->arguments = s->arguments;
    w->ranks = &s->ranks;
    w->fail_fast = arguments_value(s->arguments, "--fail-fast") != NULL;
    if (!sweep_work_init(w))
        return no_memory();
    const int code = s->ranks.rank == 0 ? sweep_work_find(w) : EXIT_FINE;
    if (code == EXIT_FINE && w->found)
        fprintf(stderr, "%" PRIu64 " of %" PRIu64 " chunks are there\n", w->found, w->mine);
    return code;
}

/** The others, by all processes; then, by the first, the results. */
static int all_chunks(struct sweep *s)
{
    progress_catch();
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a disk that is full
    const int code = sweep_work_run(&s->work, (unsigned)s->threads);
    const bool first = s->ranks.rank == 0;
    if (first && code != EXIT_FINE)
        tell_rest(s, code);
    ranks_end(&s->ranks); // the others need not wait
    return first && code == EXIT_FINE ? finish(s) : code;
}

static int open_study(struct sweep *s)
{
    const int code = experiment_open(&s->experiment, s->file, s->arguments);

    if (code == EXIT_FINE && !s->experiment.study.n_outcomes) {
        fprintf(stderr,
                "chokepoint: %s: has no outcomes, only a calibration; 'chokepoint calibrate' runs "
                "it\n",
                s->file);
        return EXIT_CONFIGURATION;
    }

    return code == EXIT_FINE && arguments_value(s->arguments, "--trajectories")
               ? experiment_keep_series(&s->experiment)
               : code;
}

/** How trajectories are written; a shard only keeps them. */
static int find_format(struct sweep *s)
{
    char error[SERIES_ERROR];

    if (!arguments_value(s->arguments, "--trajectories") || s->work.shards > 1)
        return EXIT_FINE;
    s->format = series_find(error);
    if (s->format)
        return EXIT_FINE;
    fprintf(stderr, "chokepoint: --trajectories: %s\n", error);
    return EXIT_USAGE;
}

/** Opens study and folder, by the first process, so that mistakes are told once. */
static int open_all(struct sweep *s)
{
    const char *from = arguments_value(s->arguments, "--grow");
    int code = find_format(s);

    if (code == EXIT_FINE)
        code = open_study(s);
    if (code != EXIT_FINE)
        return code;
    s->over = is_done(s, &code);
    if (s->over) {
        if (code == EXIT_FINE || code == EXIT_RUN)
            printf("nothing to do: results are in %s\n", s->out);
        return code;
    }
    if (from)
        code = sweep_grow_check(&s->experiment, from);
    if (code == EXIT_FINE)
        code = experiment_compile(&s->experiment, s->file);
    if (code == EXIT_FINE)
        code = open_part(s);
    if (code == EXIT_FINE && from)
        code = sweep_grow(&s->experiment, from, s->work.shard, s->work.shards);
    if (code == EXIT_FINE && is_whole(s, s->folder.temporary, &code)) {
        s->over = true; // it was ended just before its last step
        const int end = code == EXIT_FINE || code == EXIT_RUN ? commit(s) : code;
        code = end == EXIT_FINE ? code : end;
    }
    return code;
}

/** Opens, by another process, what the first one opened. */
static int join(struct sweep *s)
{
    struct experiment *e = &s->experiment;
    const int code = open_study(s);

    if (code != EXIT_FINE)
        return code;
    if (!folder_join_part(&s->folder, s->out)) {
        fprintf(stderr, "chokepoint: process %d: %s\n", s->ranks.rank, s->folder.error);
        return EXIT_WORLD;
    }
    e->kind.folder = s->folder.temporary;
    return experiment_is_of(e, e->kind.folder) ? EXIT_FINE : EXIT_CONFIGURATION;
}

/** Do all processes go on?  @param code of this one, then the largest of all */
static bool go_on(struct sweep *s, int *code)
{
    const bool ends = s->over || *code != EXIT_FINE;
    const uint64_t all = ranks_largest(&s->ranks, ends ? (uint64_t)*code + 1 : 0);

    *code = all ? (int)all - 1 : EXIT_FINE;
    return all == 0;
}

static int work(struct sweep *s)
{
    const bool first = s->ranks.rank == 0;
    int code = first ? open_all(s) : EXIT_FINE;

    if (!go_on(s, &code))
        return code;
    code = first ? EXIT_FINE : join(s);
    if (!go_on(s, &code))
        return code;
    code = find_chunks(s);
    return go_on(s, &code) ? all_chunks(s) : code;
}

/** Joins the processes that mpirun started; only the first one shows progress. */
static int begin(struct sweep *s)
{
    char error[RANKS_ERROR];

    if (!ranks_begin(&s->ranks, s->work.shards > 1, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_USAGE;
    }
    s->processes = s->ranks.size;
    if (s->ranks.rank > 0)
        s->work.progress.form = PROGRESS_NONE;
    return EXIT_FINE;
}

/** results/NAME, or results/NAME.2-of-8 */
static char *preset_folder(const struct sweep *s)
{
    char *plain = options_folder(s->file), *path = NULL;

    if (plain && s->work.shards > 1)
        path = text_format("%s.%" PRIu64 "-of-%" PRIu64, plain, s->work.shard, s->work.shards);
    else
        path = text_copy(plain);
    free(plain);
    return path;
}

static int sweep(const struct arguments *a)
{
    struct sweep s = {.arguments = a,
                      .file = a->positional[0],
                      .threads = options_cores(),
                      .resume = arguments_value(a, "--resume") != NULL,
                      .force = arguments_value(a, "--force") != NULL,
                      .began = progress_clock()};

    if (!arguments_integer(a, "--threads", 1, ENSEMBLE_THREADS, &s.threads) ||
        !read_shard(a, &s.work.shard, &s.work.shards) ||
        !options_progress(a, &s.work.progress.form))
        return EXIT_USAGE;
    s.work.progress.subject = "study";
    s.work.progress.unit = "runs";
    s.out =
        arguments_value(a, "--out") ? text_copy(arguments_value(a, "--out")) : preset_folder(&s);
    char *name = options_folder(s.file);
    int code = s.out && name ? begin(&s) : no_memory();
    if (code == EXIT_FINE) {
        s.work.progress.what = strrchr(name, '/') + 1;
        code = work(&s);
        // a launcher ends all at the first code that is not 0, and the first process has more to
        // say
        code = s.ranks.rank == 0 ? code : EXIT_FINE;
    }
    ranks_end(&s.ranks);
    sweep_work_free(&s.work);
    folder_free(&s.folder);
    experiment_close(&s.experiment);
    free(s.out);
    free(name);
    return code;
}

const struct command command_sweep = {
    .name = "sweep",
    .arguments = "STUDY",
    .summary = "run every future of a study under each of its policies, in chunks that can be "
               "gone on with",
    .least = 1,
    .most = 1,
    .options = sweep_options,
    .run = sweep,
};
