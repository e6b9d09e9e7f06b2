#include "cli/commands.h"

#include "base/text.h"
#include "cli/experiment.h"
#include "cli/gather.h"
#include "cli/options.h"
#include "cli/progress.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const struct option merge_options[] = {
    {"--out",   "DIR", "folder of the results"},
    {"--force", NULL, "replace an existing folder of results"},
    {"--set",   "PATH=VALUE", "'study.scenario = \"/its/new/place.cfg\"' where the scenario has moved", true},
    {0},
};
// clang-format on

/** Is every shard there, and of the same study? */
static int check_shards(const struct arguments *a, const struct experiment *e)
{
    for (size_t i = 0; i < a->n_positional; i++) {
        if (!experiment_is_of(e, a->positional[i]))
            return EXIT_CONFIGURATION;
        if (experiment_has_series(a->positional[i]) != (e->kind.records > 0)) {
            fprintf(stderr, "chokepoint: of %s and %s only one holds trajectories\n",
                    a->positional[0], a->positional[i]);
            return EXIT_USAGE;
        }
    }
    return EXIT_FINE;
}

/** @param folder a shard, which knows how many there are */
static void tell_missing(const char *folder, uint64_t missing, uint64_t all, uint64_t first)
{
    char *manifest = experiment_text(folder, FOLDER_MANIFEST);
    const char *at = manifest ? strstr(manifest, "\"shards\": ") : NULL;
    uint64_t shards = 1;

    if (at)
        sscanf(at, "\"shards\": %9" SCNu64, &shards);
    fprintf(stderr, "chokepoint: %" PRIu64 " of %" PRIu64 " chunks are in none of the shards; ",
            missing, all);
    if (shards > 1)
        fprintf(stderr, "the first, chunk %" PRIu64 ", is of shard %" PRIu64 "/%" PRIu64 "\n",
                first, first % shards + 1, shards);
    else
        fputs("only sweeps with --shard or --keep-chunks keep them\n", stderr);
    free(manifest);
}

/** Gives a shard the chunks it holds.  @param there (chunks) for work */
static int own_chunks(const struct arguments *a, const struct experiment *e, uint32_t shard,
                      uint32_t owner[], uint8_t there[])
{
    struct chunk_kind kind = e->kind;

    kind.folder = a->positional[shard];
    if (!chunk_list(&kind, there)) {
        fprintf(stderr, "chokepoint: %s: %s\n", kind.folder, strerror(errno));
        return EXIT_WORLD;
    }
    for (uint64_t c = 0; c < kind.cut.chunks; c++) {
        if (!there[c])
            continue;
        if (owner[c] != GATHER_NOBODY) {
            fprintf(stderr, "chokepoint: chunk %" PRIu64 " is in %s and in %s\n", c,
                    a->positional[owner[c]], kind.folder);
            return EXIT_USAGE;
        }
        owner[c] = shard;
    }
    return EXIT_FINE;
}

/** Finds who has each chunk: one shard and no other. */
static int find_owners(const struct arguments *a, const struct experiment *e, uint32_t owner[])
{
    const uint64_t n = e->kind.cut.chunks;
    uint8_t *there = calloc(n, sizeof *there);
    uint64_t missing = 0, first = 0;
    int code = there ? EXIT_FINE : no_memory();

    for (uint64_t c = 0; c < n; c++)
        owner[c] = GATHER_NOBODY;
    for (uint32_t i = 0; i < a->n_positional && code == EXIT_FINE; i++)
        code = own_chunks(a, e, i, owner, there);
    free(there);
    if (code != EXIT_FINE)
        return code;
    for (uint64_t c = n; c-- > 0;)
        if (owner[c] == GATHER_NOBODY) {
            missing++;
            first = c;
        }
    if (missing == 0)
        return EXIT_FINE;
    tell_missing(a->positional[0], missing, e->kind.cut.chunks, first);
    return EXIT_USAGE;
}

/** If the first shard holds trajectories, they are joined too. */
static int find_series(const struct arguments *a, struct experiment *e,
                       const struct series_format **format)
{
    char error[SERIES_ERROR];

    if (!experiment_has_series(a->positional[0]))
        return EXIT_FINE;
    *format = series_find(error);
    if (*format)
        return experiment_keep_series(e);
    fprintf(stderr, "chokepoint: %s: %s\n", a->positional[0], error);
    return EXIT_USAGE;
}

static int join(const struct arguments *a, struct experiment *e, struct folder *folder,
                const uint32_t owner[], const struct series_format *format)
{
    struct gather *g = calloc(1, sizeof *g);
    int code = g ? gather_head(folder, e) : EXIT_WORLD;

    if (code == EXIT_FINE) {
        *g = (struct gather){.experiment = e,
                             .arguments = a,
                             .folder = folder,
                             .source = a->positional,
                             .owner = owner,
                             .shard = 1,
                             .shards = 1,
                             .processes = 1,
                             .threads = options_cores(),
                             .began = progress_clock(),
                             .format = format};
        code = gather_write(g);
    }
    if (code == EXIT_FINE && !folder_commit(folder)) {
        fprintf(stderr, "chokepoint: %s\n", folder->error);
        code = EXIT_WORLD;
    }
    if (code == EXIT_FINE && g->failures.n)
        code = EXIT_RUN;
    free(g);
    return code;
}

static int merge_into(const struct arguments *a, struct experiment *e, const char *out)
{
    struct folder folder = {0};
    uint32_t *owner = calloc(e->kind.cut.chunks, sizeof *owner);
    char error[512];
    const struct series_format *format = NULL;
    int code = owner ? find_series(a, e, &format) : no_memory();

    if (code == EXIT_FINE)
        code = check_shards(a, e);
    if (code == EXIT_FINE)
        code = find_owners(a, e, owner);
    if (code == EXIT_FINE && !folder_check(out, arguments_value(a, "--force") != NULL, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        code = EXIT_USAGE;
    }
    if (code == EXIT_FINE && !folder_open(&folder, out, arguments_value(a, "--force") != NULL)) {
        fprintf(stderr, "chokepoint: %s\n", folder.error);
        code = EXIT_WORLD;
    }
    if (code == EXIT_FINE) {
        progress_catch();
        code = join(a, e, &folder, owner, format);
    }
    if (code == EXIT_FINE || code == EXIT_RUN)
        printf("results are in %s\n", out);
    folder_free(&folder);
    free(owner);
    return code;
}

static int merge(const struct arguments *a)
{
    const char *out = arguments_value(a, "--out");
    struct experiment e = {0};

    if (!out) {
        fputs("chokepoint merge: missing --out DIR\n", stderr);
        return EXIT_USAGE;
    }
    char *file = text_format("%s/" EXPERIMENT_STUDY, a->positional[0]);
    int code = EXIT_USAGE;
    if (!file) {
        code = no_memory();
    } else if (experiment_is_in(a->positional[0])) {
        code = experiment_open(&e, file, a);
        if (code == EXIT_FINE)
            code = merge_into(a, &e, out);
    }
    experiment_close(&e);
    free(file);
    return code;
}

const struct command command_merge = {
    .name = "merge",
    .arguments = "SHARD...",
    .summary = "join the shards of a sweep: the same bytes as if it had been one",
    .least = 1,
    .most = ARGUMENTS_MOST,
    .options = merge_options,
    .run = merge,
};
