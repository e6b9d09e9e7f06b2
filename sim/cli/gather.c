#include "cli/gather.h"

#include "base/text.h"
#include "cli/commands.h"
#include "cli/gather_rows.h"
#include "cli/gather_series.h"
#include "cli/progress.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int world(const char *error)
{
    fprintf(stderr, "chokepoint: %s\n", error);
    return EXIT_WORLD;
}

/** Gives a whole file its name, so that it is whole or not there. */
static bool rename_in(struct folder *f, const char *early, const char *name)
{
    char *from = text_format("%s/%s", f->temporary, early);
    char *to = text_format("%s/%s", f->temporary, name);
    const bool fine = from && to && rename(from, to) == 0;

    if (!fine)
        snprintf(f->error, sizeof f->error, "%s/%s: %s", f->temporary, name, strerror(errno));
    free(from);
    free(to);
    return fine;
}

static bool put_file(struct folder *f, const char *name, const char *text)
{
    char *early = text_format("%s.new", name);
    FILE *file = early ? folder_create(f, early) : NULL;
    bool fine = file != NULL;

    if (!early)
        snprintf(f->error, sizeof f->error, "%s: no memory", name);
    if (file) {
        fputs(text, file);
        fine = folder_close(f, early, file, 0) && rename_in(f, early, name);
    }
    free(early);
    return fine;
}

int gather_head(struct folder *f, const struct experiment *e)
{
    char *study = experiment_resolved(e);
    const bool fine = study && put_file(f, EXPERIMENT_STUDY, study) &&
                      put_file(f, EXPERIMENT_IDENTITY, e->identity);

    free(study);
    return fine ? EXIT_FINE : world(study || *f->error ? f->error : "no memory");
}

static int write_tables(struct gather *g)
{
    struct sweep_tables tables = {0};
    int code = EXIT_FINE;

    if (g->shards > 1)
        return gather_rows(g, NULL);
    if (!sweep_tables_open(&tables, g->folder, &g->experiment->study) || !gather_series_open(g))
        code = world(g->folder->error);
    if (code == EXIT_FINE)
        code = gather_rows(g, &tables);
    if (code == EXIT_FINE && !sweep_tables_close(&tables))
        code = world(g->folder->error);
    if (!gather_series_close(g) && code == EXIT_FINE)
        code = world(g->folder->error);
    sweep_tables_free(&tables);
    return code;
}

/** Checksums of what is there. */
static int sum_files(const struct folder *f, struct sweep_file files[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *path = text_format("%s/%s", f->temporary, files[i].name);
        const bool fine = path && (sweep_manifest_sum(path, files[i].sum) || errno == ENOENT);
        if (!fine)
            fprintf(stderr, "chokepoint: %s: %s\n", files[i].name, strerror(errno));
        free(path);
        if (!fine)
            return EXIT_WORLD;
    }
    return EXIT_FINE;
}

static bool put_run(const struct gather *g)
{
    FILE *file = folder_create(g->folder, SWEEP_MANIFEST_RUN);

    if (!file)
        return false;
    sweep_manifest_write_run(file, &(struct sweep_manifest_run){
                                       .compiler = CHOKEPOINT_COMPILER,
                                       .argc = g->arguments->argc,
                                       .argv = g->arguments->argv,
                                       .processes = g->processes,
                                       .threads = g->threads,
                                       .computed = g->computed,
                                       .seconds = progress_clock() - g->began,
                                   });
    return folder_close(g->folder, SWEEP_MANIFEST_RUN, file, 0);
}

/** The last file: with it the folder is whole. */
static bool put_manifest(const struct gather *g, struct sweep_file files[], size_t n)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool fine = out != NULL;

    if (out) {
        sweep_manifest_write(out, &(struct sweep_manifest){
                                      .version = CHOKEPOINT_VERSION,
                                      .study = &g->experiment->study,
                                      .cut = g->experiment->kind.cut,
                                      .shard = g->shard,
                                      .shards = g->shards,
                                      .trajectories = g->experiment->kind.records > 0,
                                      .identity = g->experiment->hash,
                                      .files = files,
                                      .n_files = n,
                                      .failures = &g->failures,
                                  });
        fine = fclose(out) == 0 && put_file(g->folder, FOLDER_MANIFEST, text);
    }
    free(text);
    return fine;
}

int gather_write(struct gather *g)
{
    struct sweep_file files[] = {{sweep_tables_names[0], ""},
                                 {sweep_tables_names[1], ""},
                                 {SERIES_FILE, ""},
                                 {EXPERIMENT_STUDY, ""},
                                 {EXPERIMENT_IDENTITY, ""}};
    const size_t n = sizeof files / sizeof *files;
    int code = write_tables(g);

    if (code == EXIT_FINE)
        code = sum_files(g->folder, files, n);
    if (code == EXIT_FINE && (!put_run(g) || !put_manifest(g, files, n)))
        code = world(*g->folder->error ? g->folder->error : "no memory");
    if (code == EXIT_FINE && g->failures.n)
        fprintf(stderr, "%" PRIu64 " runs failed; their outcomes are empty\n", g->failures.n);
    return code;
}
