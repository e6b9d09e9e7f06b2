#include "cli/gather_rows.h"

#include "cli/commands.h"
#include "cli/gather_series.h"
#include "cli/progress.h"

#include <pthread.h>
#include <stdio.h>

#define TOLD    10                // failed runs
#define PIECE   256               // futures whose rows are made at once
#define WAITING ((size_t)8 << 20) // bytes of rows that may wait for their turn
#define THREADS 16                // more have nothing to do: a disk is slower

/** What all workers share. A chunk's rows are written when all before it are. */
struct crew {
    struct gather *gather;
    struct sweep_tables *tables; // NULL: no rows
    uint64_t next, turn;         // chunk to hand out; chunk whose rows may be written
    pthread_mutex_t lock;
    pthread_cond_t turned;
    int code;
};

struct worker {
    struct crew *crew;
    struct runs runs;
    struct sweep_tables rows;
};

/** Skips chunks that are left out. */
static uint64_t from(const struct gather *g, uint64_t chunk)
{
    while (chunk < g->experiment->kind.cut.chunks && g->owner[chunk] == GATHER_NOBODY)
        chunk++;
    return chunk;
}

static void fail(struct crew *crew, int code)
{
    pthread_mutex_lock(&crew->lock);
    crew->code = crew->code ? crew->code : code;
    pthread_cond_broadcast(&crew->turned);
    pthread_mutex_unlock(&crew->lock);
}

static bool claim(struct crew *crew, uint64_t *chunk)
{
    pthread_mutex_lock(&crew->lock);
    if (!crew->code && progress_interrupted())
        crew->code = EXIT_INTERRUPTED;
    *chunk = crew->next;
    const bool more = !crew->code && *chunk < crew->gather->experiment->kind.cut.chunks;
    if (more)
        crew->next = from(crew->gather, *chunk + 1);
    pthread_mutex_unlock(&crew->lock);
    return more;
}

/** Keeps the failed runs of a chunk and tells of the first ones. */
static void note_failures(struct gather *g, const struct sweep_chunk *chunk)
{
    for (size_t i = 0; i < chunk->failures; i++) {
        const struct runs_failure *x = &chunk->failure[i];
        if (g->failures.n < SWEEP_MANIFEST_FAILURES)
            g->failures.first[g->failures.n] = *x;
        if (g->failures.n++ < TOLD)
            experiment_tell_failure(g->arguments, x);
    }
}

/** Writes the rows that wait, once it is the chunk's turn.  @param last of the chunk
 *  @return false if it is over */
static bool hand_over(struct worker *w, const struct sweep_chunk *chunk, bool last)
{
    struct crew *crew = w->crew;
    const bool full = last || (crew->tables && sweep_tables_size(&w->rows) > WAITING);

    pthread_mutex_lock(&crew->lock);
    while (full && crew->turn != chunk->number && !crew->code)
        pthread_cond_wait(&crew->turned, &crew->lock);
    const bool turn = crew->turn == chunk->number && !crew->code;
    if (turn && crew->tables && !sweep_tables_append(crew->tables, &w->rows)) {
        crew->code = no_memory();
    }
    if (turn && last) {
        if (!gather_series_put(crew->gather, chunk)) {
            fprintf(stderr, "chokepoint: %s\n", crew->gather->folder->error);
            crew->code = EXIT_WORLD;
        }
        note_failures(crew->gather, chunk);
        crew->turn = from(crew->gather, chunk->number + 1);
        pthread_cond_broadcast(&crew->turned);
    }
    const bool more = !crew->code;
    pthread_mutex_unlock(&crew->lock);
    return more;
}

/** Makes the rows of a chunk piece by piece. */
static void add_rows(struct worker *w, const struct sweep_chunk *chunk)
{
    struct experiment *e = w->crew->gather->experiment;

    for (uint64_t i = 0; i < chunk->futures; i += PIECE) {
        const uint64_t left = chunk->futures - i, n = left < PIECE ? left : PIECE;
        if (w->crew->tables && !runs_take_values(&w->runs, chunk->future + i, n)) {
            fail(w->crew, experiment_failed(e, e->study.file));
            return;
        }
        if (w->crew->tables)
            sweep_tables_write(&w->rows, chunk, &w->runs);
        if (!hand_over(w, chunk, n == left))
            return;
    }
}

static void add_chunk(struct worker *w, uint64_t number)
{
    struct gather *g = w->crew->gather;
    struct chunk_kind kind = g->experiment->kind;
    struct chunk chunk;

    kind.folder = g->source[g->owner[number]];
    if (chunk_read(&kind, number, &chunk) == CHUNK_WHOLE) {
        add_rows(w, &chunk.of);
    } else {
        fprintf(stderr, "chokepoint: %s\n", chunk.error);
        fail(w->crew, EXIT_WORLD);
    }
    chunk_free(&chunk);
}

static void *work(void *context)
{
    struct worker w = {.crew = context};
    struct gather *g = w.crew->gather;
    uint64_t chunk;

    if (runs_init(&w.runs, &g->experiment->design, &g->experiment->plans) &&
        sweep_tables_begin(&w.rows, &g->experiment->study)) {
        while (claim(w.crew, &chunk))
            add_chunk(&w, chunk);
    } else {
        fputs("chokepoint: no memory\n", stderr);
        fail(w.crew, EXIT_WORLD);
    }
    runs_free(&w.runs);
    sweep_tables_free(&w.rows);
    return NULL;
}

int gather_rows(struct gather *g, struct sweep_tables *tables)
{
    pthread_t thread[THREADS];
    struct crew crew = {.gather = g, .tables = tables, .next = from(g, 0), .turn = from(g, 0)};
    unsigned n = 0;

    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.turned, NULL);
    while (n + 1 < g->threads && n < THREADS && pthread_create(&thread[n], NULL, work, &crew) == 0)
        n++;
    work(&crew);
    for (unsigned i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&crew.lock);
    pthread_cond_destroy(&crew.turned);
    return crew.code;
}
