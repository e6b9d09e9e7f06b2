#include "ensemble/ensemble.h"

#include "engine/engine.h"
#include "ensemble/variants.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(ENSEMBLE_CHUNK % LANES == 0, "a chunk is a whole number of blocks");

/** What all workers of a job share. */
struct crew {
    const struct ensemble_job *job;
    const struct ensemble_sink *sink;
    struct ensemble_result *result;
    uint64_t chunks;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    uint64_t next;        // chunk to hand out
    uint64_t committed;   // chunks handed to the sink
    _Atomic bool stopped; // by the user
    _Atomic bool enough;  // by the job
};

struct worker {
    struct crew *crew;
    unsigned number;
    struct state state;
    struct ensemble_block block;
    pthread_t thread;
};

unsigned ensemble_workers(const struct ensemble_job *job)
{
    const uint64_t chunks = (job->replications + ENSEMBLE_CHUNK - 1) / ENSEMBLE_CHUNK;
    uint64_t workers = job->threads ? job->threads : 1;

    if (workers > ENSEMBLE_THREADS)
        workers = ENSEMBLE_THREADS;
    if (workers > chunks)
        workers = chunks ? chunks : 1;
    return (unsigned)workers;
}

static void worker_month(void *context, const struct plan *plan, const struct state *state,
                         int32_t t)
{
    const struct worker *w = context;
    const struct ensemble_sink *sink = w->crew->sink;

    sink->month(sink->context, w->number, &w->block, plan, state, t);
}

static bool is_over(const struct crew *crew)
{
    return crew->stopped || crew->enough;
}

/** Marks the block's used lanes that failed; true if there are any. */
static bool mark_failures(const struct worker *w, struct ensemble_failure failed[ENSEMBLE_CHUNK],
                          uint64_t place)
{
    const struct ensemble_job *job = w->crew->job;
    bool any = false;

    EACH_LANE (i)
        if (w->block.used[i] && w->state.failure[i]) {
            failed[place % ENSEMBLE_CHUNK + (uint64_t)i] = (struct ensemble_failure){
                job->first + place + (uint64_t)i, w->state.failure[i], w->state.failure_month[i]};
            any = true;
        }
    return any;
}

/**
 * Runs all blocks of a chunk. A failure shows only after its months were collected, so the chunk
 * then begins again without the failed replications: rare, and cheaper than keeping every month of
 * every block. False if the run is over before.
 */
static bool run_chunk(struct worker *w, uint64_t chunk,
                      struct ensemble_failure failed[ENSEMBLE_CHUNK])
{
    const struct ensemble_job *job = w->crew->job;
    const struct ensemble_sink *sink = w->crew->sink;
    const struct engine_observer observer = {worker_month, w};
    const uint64_t begin = chunk * ENSEMBLE_CHUNK;
    const struct variant engine = variants_best();
    bool again = true;

    memset(failed, 0, ENSEMBLE_CHUNK * sizeof *failed);
    while (again) {
        again = false;
        sink->begin(sink->context, w->number);
        for (uint64_t at = begin; at < begin + ENSEMBLE_CHUNK && at < job->replications;
             at += LANES) {
            if (is_over(w->crew))
                return false;
            if (job->stop && job->stop(job->context)) {
                w->crew->stopped = true;
                return false;
            }
            w->block.place = at;
            EACH_LANE (i)
                w->block.used[i] = at + (uint64_t)i < job->replications &&
                                   !failed[at - begin + (uint64_t)i].failure;
            engine.run(job->plan, &w->state, (struct engine_futures){.first = job->first + at},
                       NULL, NULL, &observer);
            again |= mark_failures(w, failed, at);
        }
    }
    return true;
}

/** Waits for the chunk's turn and hands it to the sink. False if the run is over before. */
static bool commit_chunk(struct worker *w, uint64_t chunk,
                         const struct ensemble_failure failed[ENSEMBLE_CHUNK])
{
    struct crew *crew = w->crew;
    const struct ensemble_job *job = crew->job;
    struct ensemble_result *result = crew->result;
    const uint64_t left = job->replications - chunk * ENSEMBLE_CHUNK;
    const uint64_t size = left < ENSEMBLE_CHUNK ? left : ENSEMBLE_CHUNK;

    if (crew->sink->ready)
        crew->sink->ready(crew->sink->context, w->number);
    pthread_mutex_lock(&crew->lock);
    while (crew->committed < chunk && !is_over(crew))
        pthread_cond_wait(&crew->turn, &crew->lock);
    const bool turn = crew->committed == chunk && !is_over(crew);
    if (turn) {
        crew->sink->commit(crew->sink->context, w->number);
        for (uint64_t i = 0; i < size; i++) {
            if (!failed[i].failure)
                result->done++;
            else if (result->failed++ < ENSEMBLE_FAILURES)
                result->failures[result->failed - 1] = failed[i];
        }
        crew->committed++;
        result->places += size;
        if (job->progress)
            job->progress(job->context, result->places);
        if (job->enough && job->enough(job->context, result->places))
            crew->enough = true;
        pthread_cond_broadcast(&crew->turn);
    }
    pthread_mutex_unlock(&crew->lock);
    if (turn && crew->sink->settle)
        crew->sink->settle(crew->sink->context, w->number);
    return turn;
}

static void *worker_run(void *context)
{
    struct worker *w = context;
    struct crew *crew = w->crew;
    struct ensemble_failure failed[ENSEMBLE_CHUNK];

    for (;;) {
        pthread_mutex_lock(&crew->lock);
        const uint64_t chunk = is_over(crew) ? crew->chunks : crew->next;
        if (chunk < crew->chunks)
            crew->next++;
        pthread_mutex_unlock(&crew->lock);
        if (chunk >= crew->chunks)
            return NULL;

        if (!run_chunk(w, chunk, failed) || !commit_chunk(w, chunk, failed)) {
            pthread_mutex_lock(&crew->lock);
            pthread_cond_broadcast(&crew->turn);
            pthread_mutex_unlock(&crew->lock);
            return NULL;
        }
    }
}

enum ensemble_end ensemble_run(const struct ensemble_job *job, const struct ensemble_sink *sink,
                               struct ensemble_result *result)
{
    enum ensemble_end end = ENSEMBLE_NO_MEMORY;
    const unsigned n = ensemble_workers(job);
    unsigned started = 0;
    struct worker *workers = calloc(n, sizeof *workers);
    struct crew crew = {.job = job, .sink = sink, .result = result};

    memset(result, 0, sizeof *result);
    crew.chunks = (job->replications + ENSEMBLE_CHUNK - 1) / ENSEMBLE_CHUNK;
    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.turn, NULL);
    if (!workers)
        goto out;
    for (unsigned i = 0; i < n; i++) {
        workers[i].crew = &crew;
        workers[i].number = i;
        if (!state_init(&workers[i].state, job->plan))
            goto out;
    }
    // This thread is worker 0; where the system grants fewer threads, fewer work: the bits are the
    // same.
    while (started + 1 < n && pthread_create(&workers[started + 1].thread, NULL, worker_run,
                                             &workers[started + 1]) == 0)
        started++;
    worker_run(&workers[0]);
    for (unsigned i = 1; i <= started; i++)
        pthread_join(workers[i].thread, NULL);
    end = crew.committed == crew.chunks ? ENSEMBLE_WHOLE
          : crew.enough                 ? ENSEMBLE_ENOUGH
                                        : ENSEMBLE_STOPPED;
out:
    for (unsigned i = 0; workers && i < n; i++)
        state_free(&workers[i].state);
    free(workers);
    pthread_cond_destroy(&crew.turn);
    pthread_mutex_destroy(&crew.lock);
    return end;
}
