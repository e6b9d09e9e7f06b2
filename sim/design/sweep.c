#include "design/sweep.h"

#include <pthread.h>
#include <stdlib.h>

#define WIDE 32 // most lanes a block may have; chunks must not depend on how many it has

struct crew {
    const struct sweep_job *job;
    pthread_mutex_t lock;
    bool over, failed;
};

struct sweep_cut sweep_cut_of(const struct design_plan *design, size_t groups)
{
    const struct study *study = design->study;
    const uint64_t a_future = study->n_policies * study->replications; // replications it takes
    const uint64_t full = (WIDE * groups + a_future - 1) / a_future;   // futures that fill a block
    uint64_t n = study->chunk_runs / a_future;

    n = n < full ? full : n;
    n = n < design->futures ? n : design->futures;
    return (struct sweep_cut){design->futures, n, (design->futures + n - 1) / n};
}

struct runs_range sweep_range(const struct sweep_cut *cut, size_t policies, uint64_t chunk)
{
    const uint64_t first = chunk * cut->per_chunk, left = cut->futures - first;

    return (struct runs_range){first, left < cut->per_chunk ? left : cut->per_chunk, 0, policies};
}

/** The next chunk, unless it is over. */
static bool claim(struct crew *crew, uint64_t *chunk)
{
    pthread_mutex_lock(&crew->lock);
    crew->over = crew->over || !crew->job->claim(crew->job->context, chunk);
    const bool more = !crew->over;
    pthread_mutex_unlock(&crew->lock);
    return more;
}

static void end(struct crew *crew, bool failed)
{
    pthread_mutex_lock(&crew->lock);
    crew->over = true;
    crew->failed = crew->failed || failed;
    pthread_mutex_unlock(&crew->lock);
}

/** Computes and keeps one chunk. */
static void do_chunk(struct crew *crew, struct runs *runs, uint64_t chunk)
{
    const struct sweep_job *job = crew->job;
    const struct runs_range range = sweep_range(&job->cut, runs->study->n_policies, chunk);

    if (!runs_compute(runs, range)) {
        end(crew, true);
        return;
    }
    const struct sweep_chunk done = {.number = chunk,
                                     .future = range.future,
                                     .futures = range.futures,
                                     .policies = range.policies,
                                     .outcomes = runs->study->n_outcomes,
                                     .records = runs->records,
                                     .outcome = runs->outcome,
                                     .series = runs->series,
                                     .failure = runs->failure,
                                     .failures = runs->n_failures};
    if (!job->store(job->context, &done))
        end(crew, false);
}

static void *work(void *context)
{
    struct crew *crew = context;
    const struct sweep_job *job = crew->job;
    struct runs runs;
    uint64_t chunk;

    if (runs_init(&runs, job->design, job->plans)) {
        runs.pulse = job->pulse;
        runs.context = job->context;
        runs.records = job->records;
        while (claim(crew, &chunk))
            do_chunk(crew, &runs, chunk);
    } else {
        end(crew, true);
    }
    runs_free(&runs);
    return NULL;
}

bool sweep_run(const struct sweep_job *job)
{
    const uint64_t n = job->threads < job->cut.chunks ? job->threads : job->cut.chunks;
    pthread_t *thread = calloc(n, sizeof *thread);
    struct crew crew = {.job = job, .failed = !thread};
    uint64_t started = 0;

    pthread_mutex_init(&crew.lock, NULL);
    // This thread works too; where the system grants fewer, fewer work: the bits are the same.
    while (thread && started + 1 < n && pthread_create(&thread[started], NULL, work, &crew) == 0)
        started++;
    if (thread)
        work(&crew);
    for (uint64_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&crew.lock);
    free(thread);
    return !crew.failed;
}
