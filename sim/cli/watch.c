#include "cli/watch.h"

#include "analysis/convergence.h"

#include <stdlib.h>

#define FIRST 1024 // futures before --until is asked the first time

static bool stop(void *context)
{
    (void)context;
    return progress_interrupted();
}

static void show(void *context, uint64_t done)
{
    struct watch *w = context;

    progress_show(w->progress, done);
}

/** Asked at numbers of futures that depend on nothing else, each a tenth more than the one before:
 * the run ends at the same one whatever the threads. */
static bool enough(void *context, uint64_t done)
{
    struct watch *w = context;

    if (w->until <= 0 || done < w->next)
        return false;
    w->next = done + done / 10;
    const double error = convergence_of(w->collector, w->scratch).error;
    const double expected = (double)done * (error / w->until) * (error / w->until);
    w->progress->total = expected >= (double)w->most ? w->most
                         : expected > (double)done   ? (uint64_t)expected
                                                     : done;
    return error <= w->until;
}

bool watch_init(struct watch *w, struct ensemble_job *job)
{
    const struct collector *c = w->collector;

    w->most = job->replications;
    w->next = FIRST;
    w->scratch = calloc(c->samples.exact ? c->replications + 1 : 1, sizeof *w->scratch);
    job->stop = stop;
    job->progress = show;
    job->enough = enough;
    job->context = w;
    return w->scratch;
}

void watch_free(struct watch *w)
{
    free(w->scratch);
    w->scratch = NULL;
}
