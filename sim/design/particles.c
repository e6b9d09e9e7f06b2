#include "design/particles.h"

#include "ensemble/variants.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/** What the threads share. */
struct crew {
    const struct particles_job *job;
    const size_t *drawn; // (parameters) where the plan draws them
    pthread_mutex_t lock;
    uint64_t next, done; // futures
    enum particles_end end;
};

/** One thread. */
struct worker {
    struct crew *crew;
    struct state state;
    double (*given)[LANES]; // (parameters)
    double (*seen)[LANES];  // (points) of the block in work
};

static void observe(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    const struct worker *w = context;
    const struct particles_job *job = w->crew->job;

    (void)plan;
    for (size_t p = 0; p < job->points; p++) {
        if (job->point[p].month != t)
            continue;
        const real *x = observe_values(&job->observation->column[job->point[p].column], state);
        EACH_LANE (l)
            w->seen[p][l] = x[l];
    }
}

static void keep_lane(const struct worker *w, int l, uint64_t future)
{
    const struct particles_job *job = w->crew->job;
    double *seen = job->seen + future * job->points;

    for (size_t p = 0; p < job->points; p++)
        seen[p] = w->state.failure[l] ? NAN : w->seen[p][l];
    for (size_t k = 0; k < job->parameters && future % job->replications == 0; k++)
        job->value[future / job->replications * job->parameters + k] =
            plan_drawn(job->plan, &w->state, w->crew->drawn[k], l);
}

/** Lanes beyond the last future repeat its parameters. */
static void run_block(struct worker *w, uint64_t first)
{
    const struct particles_job *job = w->crew->job;
    const uint64_t all = job->particles * job->replications;
    const struct engine_observer observer = {observe, w};

    EACH_LANE (l) {
        const uint64_t future = first + (uint64_t)l < all ? first + (uint64_t)l : all - 1;
        for (size_t k = 0; k < job->parameters; k++)
            w->given[k][l] = job->rank[future / job->replications * job->parameters + k];
    }
    variants_best().run(job->plan, &w->state,
                        (struct engine_futures){.first = job->first + first,
                                                .given = (const double(*)[LANES])w->given},
                        NULL, NULL, &observer);
    for (int l = 0; l < LANES && first + (uint64_t)l < all; l++)
        keep_lane(w, l, first + (uint64_t)l);
}

/** The next block to run.  @param done futures of the last one */
static bool claim(struct crew *crew, uint64_t done, uint64_t *first)
{
    const struct particles_job *job = crew->job;
    const uint64_t all = job->particles * job->replications;

    pthread_mutex_lock(&crew->lock);
    crew->done += done;
    if (done)
        job->progress(job->context, crew->done < all ? crew->done : all);
    if (crew->end == PARTICLES_WHOLE && job->stop(job->context))
        crew->end = PARTICLES_STOPPED;
    *first = crew->next;
    const bool more = crew->end == PARTICLES_WHOLE && crew->next < all;
    crew->next += more ? LANES : 0;
    pthread_mutex_unlock(&crew->lock);
    return more;
}

static void fail(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    crew->end = PARTICLES_NO_MEMORY;
    pthread_mutex_unlock(&crew->lock);
}

static void *work(void *context)
{
    struct worker w = {.crew = context};
    const struct particles_job *job = w.crew->job;
    uint64_t first;

    w.given = aligned_alloc(64, ((job->parameters + 1) * sizeof *w.given + 63) / 64 * 64);
    w.seen = calloc(job->points + 1, sizeof *w.seen);
    if (w.given && w.seen && state_init(&w.state, job->plan))
        for (uint64_t done = 0; claim(w.crew, done, &first); done = LANES)
            run_block(&w, first);
    else
        fail(w.crew);
    state_free(&w.state);
    free(w.given);
    free(w.seen);
    return NULL;
}

/** Where the plan draws each parameter.  @param drawn (parameters) */
static void find_drawn(const struct particles_job *job, size_t drawn[])
{
    for (size_t u = 0; u < job->plan->n_uncertain; u++)
        if (job->plan->uncertain[u].column >= 0)
            drawn[job->plan->uncertain[u].column] = u;
}

enum particles_end particles_run(const struct particles_job *job)
{
    pthread_t *thread = calloc(job->threads, sizeof *thread);
    size_t *drawn = calloc(job->parameters + 1, sizeof *drawn);
    struct crew crew = {.job = job, .drawn = drawn};
    unsigned started = 0;

    pthread_mutex_init(&crew.lock, NULL);
    if (thread && drawn) {
        find_drawn(job, drawn);
        // this thread works too; where the system grants fewer, fewer work: the bits are the same
        while (started + 1 < job->threads &&
               pthread_create(&thread[started], NULL, work, &crew) == 0)
            started++;
        work(&crew);
    } else {
        crew.end = PARTICLES_NO_MEMORY;
    }
    for (unsigned i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&crew.lock);
    free(thread);
    free(drawn);
    return crew.end;
}
