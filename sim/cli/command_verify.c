#include "cli/commands.h"

#include "base/rng.h"
#include "base/text.h"
#include "cli/experiment.h"
#include "output/series.h"
#include "output/sweep_manifest.h"
#include "output/sweep_tables.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const struct option verify_options[] = {
    {"--runs", "K", "how many random runs are computed again (preset 16)"},
    {"--seed", "S", "which ones (preset 1)"},
    {"--set", "PATH=VALUE", "'study.scenario = \"/its/new/place.cfg\"' where the scenario has moved", true},
    {0},
};
// clang-format on

struct verify {
    const char *folder;
    struct experiment experiment;
    struct runs runs;
    uint64_t *run; // (n) to be computed again, ascending
    uint64_t n, compared, chunks;
    size_t wrong; // files or runs
    double *kept; // (n_outcomes) of a run
};

/** Every file the manifest names. */
static int check_files(struct verify *v, const char *manifest)
{
    const char *const names[] = {EXPERIMENT_STUDY, EXPERIMENT_IDENTITY, sweep_tables_names[0],
                                 sweep_tables_names[1], SERIES_FILE};
    char wanted[XXHASH_TEXT], sum[XXHASH_TEXT];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!sweep_manifest_find(manifest, names[i], wanted))
            continue;
        char *path = text_format("%s/%s", v->folder, names[i]);
        if (!path)
            return no_memory();
        const bool read = sweep_manifest_sum(path, sum), same = read && !strcmp(sum, wanted);
        if (!same)
            fprintf(stderr, "chokepoint: %s: %s\n", path,
                    read ? "is truncated or damaged: its checksum differs" : strerror(errno));
        v->wrong += !same;
        free(path);
    }
    return v->wrong ? EXIT_WORLD : EXIT_FINE;
}

/** Every chunk that is there. */
static int check_chunks(struct verify *v)
{
    const uint64_t n = v->experiment.kind.cut.chunks;
    uint8_t *there = calloc(n, sizeof *there);

    if (!there)
        return no_memory();
    if (!chunk_list(&v->experiment.kind, there)) {
        fprintf(stderr, "chokepoint: %s: %s\n", v->folder, strerror(errno));
        v->wrong++;
    }
    for (uint64_t c = 0; c < n; c++) {
        struct chunk chunk;
        if (!there[c])
            continue;
        const enum chunk_state state = chunk_read(&v->experiment.kind, c, &chunk);
        v->chunks += state == CHUNK_WHOLE;
        if (state != CHUNK_WHOLE) {
            fprintf(stderr, "chokepoint: %s\n", chunk.error);
            v->wrong++;
        }
        chunk_free(&chunk);
    }
    free(there);
    return v->wrong ? EXIT_WORLD : EXIT_FINE;
}

/** Where stretch i of n begins.  all i / n without a product beyond 64 bits */
static uint64_t stretch(uint64_t all, uint64_t n, uint64_t i)
{
    return all / n * i + all % n * i / n;
}

/** One from each of n stretches of the runs: no run comes twice. */
static bool pick_runs(struct verify *v, uint64_t seed)
{
    const uint64_t all = v->experiment.kind.cut.futures * v->experiment.kind.policies;
    const struct rng_at at = {.seed = seed, .process = rng_tag("verify")};

    v->n = v->n < all ? v->n : all;
    v->run = calloc(v->n + 1, sizeof *v->run);
    v->kept = calloc(v->experiment.kind.outcomes + 1, sizeof *v->kept);
    if (!v->run || !v->kept)
        return false;
    for (uint64_t i = 0; i < v->n; i++) {
        double u;
        rng_uniform(at, i, 1, &u);
        const uint64_t first = stretch(all, v->n, i), end = stretch(all, v->n, i + 1);
        v->run[i] = first + (uint64_t)(u * (double)(end - first));
    }
    return true;
}

/** Computes a run again and compares. */
static int compare(struct verify *v, uint64_t run)
{
    const size_t policies = v->experiment.kind.policies;
    bool same = true;

    if (!runs_compute(&v->runs, (struct runs_range){run / policies, 1, run % policies, 1}))
        return experiment_failed(&v->experiment, v->folder);
    for (size_t o = 0; o < v->experiment.kind.outcomes; o++) {
        const double x = v->runs.outcome[o], y = v->kept[o];
        same = same && (x == y || (isnan(x) && isnan(y)));
    }
    if (!same)
        fprintf(stderr, "chokepoint: %s: run %" PRIu64 " is not what is computed now\n", v->folder,
                run);
    v->wrong += !same;
    v->compared++;
    return EXIT_FINE;
}

/** The last cells of a row. */
static void read_row(char *line, size_t n, double outcome[])
{
    line[strcspn(line, "\n")] = '\0';
    for (size_t o = n; o-- > 0;) {
        char *cell = strrchr(line, ',');
        outcome[o] = cell && cell[1] ? strtod(cell + 1, NULL) : NAN;
        if (cell)
            *cell = '\0';
    }
}

/** Of a whole sweep: row by row of its table. */
static int compare_rows(struct verify *v, FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    int code = EXIT_FINE;
    bool fine = getline(&line, &room, file) > 0;

    for (uint64_t i = 0, at = 0; i < v->n && fine && code == EXIT_FINE; i++) {
        for (; at <= v->run[i] && fine; at++)
            fine = getline(&line, &room, file) > 0;
        if (fine) {
            read_row(line, v->experiment.kind.outcomes, v->kept);
            code = compare(v, v->run[i]);
        }
    }
    free(line);
    if (!fine) {
        fprintf(stderr, "chokepoint: %s/%s: has too few rows\n", v->folder, sweep_tables_names[1]);
        code = EXIT_WORLD;
    }
    return code;
}

/** Of a shard: those whose chunk it holds. */
static int compare_chunks(struct verify *v)
{
    const struct chunk_kind *kind = &v->experiment.kind;
    const uint64_t per_chunk = kind->cut.per_chunk * kind->policies;
    int code = EXIT_FINE;

    for (uint64_t i = 0; i < v->n && code == EXIT_FINE; i++) {
        struct chunk chunk;
        if (chunk_read(kind, v->run[i] / per_chunk, &chunk) == CHUNK_WHOLE) {
            memcpy(v->kept, chunk.of.outcome + v->run[i] % per_chunk * kind->outcomes,
                   kind->outcomes * sizeof *v->kept);
            code = compare(v, v->run[i]);
        }
        chunk_free(&chunk);
    }
    return code;
}

static int compare_runs(struct verify *v)
{
    char *path = text_format("%s/%s", v->folder, sweep_tables_names[1]);
    FILE *file = path ? fopen(path, "r") : NULL;
    const int code = file ? compare_rows(v, file) : compare_chunks(v);

    if (file)
        fclose(file);
    free(path);
    return code;
}

static int check_all(struct verify *v, const struct arguments *a, const char *manifest)
{
    char *study = text_format("%s/" EXPERIMENT_STUDY, v->folder);
    uint64_t seed = 1;
    int code = EXIT_FINE;

    v->n = 16;
    if (!study)
        code = no_memory();
    else if (!arguments_integer(a, "--runs", 0, 1000000, &v->n) ||
             !arguments_integer(a, "--seed", 0, UINT64_MAX, &seed))
        code = EXIT_USAGE;
    if (code == EXIT_FINE)
        code = check_files(v, manifest);
    if (code == EXIT_FINE)
        code = experiment_open(&v->experiment, study, a);
    free(study);
    v->experiment.kind.folder = v->folder;
    if (code == EXIT_FINE && !experiment_is_of(&v->experiment, v->folder))
        code = EXIT_CONFIGURATION;
    if (code == EXIT_FINE && experiment_has_series(v->folder))
        code = experiment_keep_series(&v->experiment);
    if (code == EXIT_FINE)
        code = check_chunks(v);
    if (code == EXIT_FINE &&
        (!pick_runs(v, seed) || !runs_init(&v->runs, &v->experiment.design, &v->experiment.plans)))
        code = no_memory();
    if (code == EXIT_FINE)
        code = compare_runs(v);
    return code == EXIT_FINE && v->wrong ? EXIT_RUN : code;
}

static int verify(const struct arguments *a)
{
    struct verify v = {.folder = a->positional[0]};
    char *manifest = NULL;
    int code = EXIT_USAGE;

    if (!experiment_is_in(v.folder))
        return code;
    manifest = experiment_text(v.folder, FOLDER_MANIFEST);
    if (manifest)
        code = check_all(&v, a, manifest);
    else
        fprintf(stderr, "chokepoint: %s: is unfinished (no " FOLDER_MANIFEST ")\n", v.folder);
    if (code == EXIT_FINE) {
        if (v.chunks)
            printf("%" PRIu64 " chunks are whole\n", v.chunks);
        printf("all checksums are right; %" PRIu64 " runs computed again are the same to the bit\n",
               v.compared);
    }
    if (v.runs.study)
        runs_free(&v.runs);
    experiment_close(&v.experiment);
    free(v.run);
    free(v.kept);
    free(manifest);
    return code;
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "RESULT",
    .summary = "check every checksum of a sweep, and compute some of its runs again",
    .least = 1,
    .most = 1,
    .options = verify_options,
    .run = verify,
};
