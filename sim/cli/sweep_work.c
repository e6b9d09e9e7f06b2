#include "cli/sweep_work.h"

#include "cli/commands.h"
#include "cli/gather.h"

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

int sweep_work_find(struct sweep_work *w)
{
    struct experiment *e = w->experiment;

    for (uint64_t c = 0; c < e->kind.cut.chunks; c++) {
        struct chunk chunk;
        const enum chunk_state state = chunk_read(&e->kind, c, &chunk);
        w->mine += is_mine(w, c);
        if (state == CHUNK_DAMAGED)
            fprintf(stderr, "chokepoint: %s; it is computed again\n", chunk.error);
        else if (state == CHUNK_FOREIGN || state == CHUNK_UNREADABLE)
            fprintf(stderr, "chokepoint: %s\n", chunk.error);
        else if (state == CHUNK_WHOLE && !is_mine(w, c))
            fprintf(stderr,
                    "chokepoint: %s: holds chunk %" PRIu64 ", which is not of shard %" PRIu64
                    "/%" PRIu64 "; choose another --out\n",
                    e->kind.folder, c, w->shard, w->shards);
        else if (state == CHUNK_WHOLE)
            w->owner[c] = 0;
        chunk_free(&chunk);
        if (state == CHUNK_FOREIGN || state == CHUNK_UNREADABLE)
            return EXIT_WORLD;
        if (state == CHUNK_WHOLE && !is_mine(w, c))
            return EXIT_USAGE;
        w->found += w->owner[c] == 0;
    }
    return EXIT_FINE;
}

static bool claim(void *context, uint64_t *chunk)
{
    struct sweep_work *w = context;
    const uint64_t n = w->experiment->kind.cut.chunks;

    while (w->next < n && (!is_mine(w, w->next) || w->owner[w->next] != GATHER_NOBODY))
        w->next++;
    if (w->next == n)
        return false;
    *chunk = w->next++;
    pthread_mutex_lock(&w->lock);
    const bool stopped = w->stopped;
    pthread_mutex_unlock(&w->lock);
    return !stopped;
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
}

/** Runs still to be computed. */
static uint64_t missing(const struct sweep_work *w)
{
    const struct experiment *e = w->experiment;
    uint64_t n = 0;

    for (uint64_t c = 0; c < e->kind.cut.chunks; c++)
        if (is_mine(w, c) && w->owner[c] == GATHER_NOBODY)
            n += sweep_range(&e->kind.cut, e->kind.policies, c).futures * e->kind.policies;
    return n;
}

int sweep_work_run(struct sweep_work *w, unsigned threads)
{
    struct experiment *e = w->experiment;
    const struct sweep_job job = {.design = &e->design,
                                  .plans = &e->plans,
                                  .cut = e->kind.cut,
                                  .threads = threads,
                                  .claim = claim,
                                  .store = store,
                                  .pulse = pulse,
                                  .context = w};

    progress_begin(&w->progress, w->progress.what, missing(w));
    const bool fine = sweep_run(&job);
    const bool whole = w->found + w->computed == w->mine;
    progress_end(&w->progress, whole ? "whole" : w->stopped ? "interrupted" : "failed");
    if (*w->error) {
        fprintf(stderr, "chokepoint: %s\n", w->error);
        return EXIT_WORLD;
    }
    if (!fine)
        return experiment_failed(e, e->study.file);
    return w->failed ? EXIT_RUN : whole ? EXIT_FINE : EXIT_INTERRUPTED;
}
