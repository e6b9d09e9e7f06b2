#include "cli/sweep_work.h"

#include "cli/commands.h"
#include "cli/gather.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool sweep_work_init(struct sweep_work *w)
{
    const uint64_t n = w->experiment->kind.cut.chunks;

    pthread_mutex_init(&w->lock, NULL);
    w->owner = calloc(n, sizeof *w->owner);
    for (uint64_t c = 0; c < n && w->owner; c++)
        w->owner[c] = GATHER_NOBODY;
    return w->owner;
}

void sweep_work_free(struct sweep_work *w)
{
    pthread_mutex_destroy(&w->lock);
    free(w->owner);
    w->owner = NULL;
}

static bool is_mine(const struct sweep_work *w, uint64_t chunk)
{
    return chunk % w->shards == w->shard - 1;
}

/** Reads a chunk that is there.  @return an exit code */
static int find_one(struct sweep_work *w, uint64_t c)
{
    const struct chunk_kind *kind = &w->experiment->kind;
    struct chunk chunk;
    const enum chunk_state state = chunk_read(kind, c, &chunk);
    int code = EXIT_FINE;

    if (state == CHUNK_DAMAGED) {
        fprintf(stderr, "chokepoint: %s; it is computed again\n", chunk.error);
    } else if (state == CHUNK_FOREIGN || state == CHUNK_UNREADABLE) {
        fprintf(stderr, "chokepoint: %s\n", chunk.error);
        code = EXIT_WORLD;
    } else if (state == CHUNK_WHOLE && !is_mine(w, c)) {
        fprintf(stderr,
                "chokepoint: %s: holds chunk %" PRIu64 ", which is not of shard %" PRIu64
                "/%" PRIu64 "; choose another --out\n",
                kind->folder, c, w->shard, w->shards);
        code = EXIT_USAGE;
    } else if (state == CHUNK_WHOLE) {
        w->owner[c] = 0;
        w->found++;
    }
    chunk_free(&chunk);
    return code;
}

int sweep_work_find(struct sweep_work *w)
{
    const struct chunk_kind *kind = &w->experiment->kind;
    uint8_t *there = calloc(kind->cut.chunks, sizeof *there);
    const bool fine = there && chunk_list(kind, there);
    int code = fine ? EXIT_FINE : EXIT_WORLD;

    if (!fine)
        fprintf(stderr, "chokepoint: %s: %s\n", kind->folder, strerror(errno));
    for (uint64_t c = 0; c < kind->cut.chunks && code == EXIT_FINE; c++) {
        w->mine += is_mine(w, c);
        if (there[c])
            code = find_one(w, c);
    }
    free(there);
    return code;
}

static bool is_missing(const struct sweep_work *w, uint64_t chunk)
{
    return is_mine(w, chunk) && w->owner[chunk] == GATHER_NOBODY;
}

static uint64_t runs_of(const struct sweep_work *w, uint64_t chunk)
{
    const struct chunk_kind *kind = &w->experiment->kind;

    return sweep_range(&kind->cut, kind->policies, chunk).futures * kind->policies;
}

/** The chunk whose number among the missing ones nobody else has. */
static bool claim(void *context, uint64_t *chunk)
{
    struct sweep_work *w = context;
    const uint64_t number = ranks_claim(w->ranks), n = w->experiment->kind.cut.chunks;
    uint64_t others = 0; // runs

    pthread_mutex_lock(&w->lock);
    for (; w->next < n && w->passed <= number; w->next++)
        if (is_missing(w, w->next) && w->passed++ < number)
            others += runs_of(w, w->next);
    w->runs += others;
    *chunk = w->next - 1;
    const bool more = w->passed > number && !w->stopped;
    pthread_mutex_unlock(&w->lock);
    return more;
}

static bool store(void *context, const struct sweep_chunk *chunk)
{
    struct sweep_work *w = context;
    char error[512] = "";
    const bool kept = chunk_write(&w->experiment->kind, chunk, error);

    pthread_mutex_lock(&w->lock);
    if (kept) {
        w->owner[chunk->number] = 0;
        w->computed++;
        w->runs += chunk->futures * chunk->policies;
        progress_show(&w->progress, w->runs);
    } else if (!*w->error) {
        memcpy(w->error, error, sizeof error);
    }
    if (w->fail_fast && chunk->failures && !w->failed) {
        experiment_tell_failure(w->arguments, &chunk->failure[0]);
        w->failed = true;
    }
    const bool more = kept && !w->failed;
    pthread_mutex_unlock(&w->lock);
    return more;
}

/** The first signal lets the chunks in work be ended, the next one ends all at once. */
static void pulse(void *context)
{
    struct sweep_work *w = context;

    pthread_mutex_lock(&w->lock);
    if (!w->stopped && progress_interrupted()) {
        progress_take();
        w->stopped = true;
    }
    const bool stopped = w->stopped;
    pthread_mutex_unlock(&w->lock);
    if (stopped)
        progress_release();
    ranks_attend(w->ranks);
}

/** Runs still to be computed. */
static uint64_t missing(const struct sweep_work *w)
{
    uint64_t n = 0;

    for (uint64_t c = 0; c < w->experiment->kind.cut.chunks; c++)
        n += is_missing(w, c) ? runs_of(w, c) : 0;
    return n;
}

/** Gives all processes what the first one found. */
static void share(struct sweep_work *w)
{
    uint64_t found[] = {w->found, w->mine};

    ranks_share(w->ranks, found, sizeof found);
    ranks_share(w->ranks, w->owner, w->experiment->kind.cut.chunks * sizeof *w->owner);
    w->found = found[0];
    w->mine = found[1];
}

/** What became of the work: the largest exit code of all processes. */
static int outcome(struct sweep_work *w, bool fine, bool whole)
{
    int code = EXIT_FINE;

    if (*w->error) {
        fprintf(stderr, "chokepoint: %s\n", w->error);
        code = EXIT_WORLD;
    } else if (!fine) {
        code = experiment_failed(w->experiment, w->experiment->study.file);
    } else if (w->failed) {
        code = EXIT_RUN;
    } else if (w->stopped && !whole) {
        code = EXIT_INTERRUPTED;
    }
    return (int)ranks_largest(w->ranks, (uint64_t)code);
}

int sweep_work_run(struct sweep_work *w, unsigned threads)
{
    struct experiment *e = w->experiment;
    const struct sweep_job job = {.design = &e->design,
                                  .plans = &e->plans,
                                  .cut = e->kind.cut,
                                  .records = e->kind.records,
                                  .threads = threads,
                                  .claim = claim,
                                  .store = store,
                                  .pulse = pulse,
                                  .context = w};

    share(w);
    progress_begin(&w->progress, w->progress.what, missing(w));
    const bool fine = sweep_run(&job);
    ranks_stop(w->ranks); // nothing is left, or something is wrong: for all
    w->computed = ranks_sum(w->ranks, w->computed);
    const bool whole = w->found + w->computed == w->mine;
    for (uint64_t c = 0; c < e->kind.cut.chunks && whole; c++)
        w->owner[c] = is_mine(w, c) ? 0 : GATHER_NOBODY;
    const int code = outcome(w, fine, whole);
    progress_end(&w->progress, whole                      ? "whole"
                               : code == EXIT_INTERRUPTED ? "interrupted"
                                                          : "failed");
    return code;
}
