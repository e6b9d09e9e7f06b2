#include "cli/futures.h"

#include "analysis/quantiles.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "ensemble/moments.h"
#include "ensemble/spread.h"
#include "model/run.h"

#include <inttypes.h>
#include <math.h>

#define BYTES 8e9 // memory beyond which a question is refused

int futures_open_policy(struct futures *f, const struct arguments *a, const char *policy)
{
    uint64_t threads = options_cores();

    *f = (struct futures){0};
    if (!arguments_integer(a, "--threads", 1, ENSEMBLE_THREADS, &threads) ||
        !options_progress(a, &f->progress.form))
        return EXIT_USAGE;
    f->threads = (unsigned)threads;
    const int code = load_policy(a, policy, &f->scenario);
    if (code != EXIT_FINE)
        return code;
    f->replications =
        (uint64_t)scenario_value(scenario_at(&f->scenario, &kind_run, 0), "replications")->integer;
    if (!plan_init(&f->plan, &f->scenario, false) || !observation_init(&f->observation, &f->plan))
        return no_memory();
    progress_catch();
    return EXIT_FINE;
}

int futures_open(struct futures *f, const struct arguments *a)
{
    return futures_open_policy(f, a, arguments_value(a, "--policy"));
}

void futures_close(struct futures *f)
{
    observation_free(&f->observation);
    plan_free(&f->plan);
    scenario_free(&f->scenario);
}

int futures_keep(const struct futures *f, struct endpoints *e,
                 const struct observed *const column[], size_t columns, const int32_t month[],
                 size_t months)
{
    const double bytes = 8.0 * (double)(columns * (months + 1)) * (double)f->replications;

    if (bytes > BYTES) {
        fprintf(stderr,
                "chokepoint: %" PRIu64 " futures need about %.1f GB; use fewer --replications\n",
                f->replications, bytes / 1e9);
        return EXIT_WORLD;
    }
    return endpoints_init(e, column, columns, month, months, f->replications) ? EXIT_FINE
                                                                              : no_memory();
}

void futures_begin(struct futures *f, const char *what, size_t runs)
{
    progress_begin(&f->progress, what, runs * f->replications);
}

/** A run under way, and the futures of those before it. */
struct watched {
    struct progress *progress;
    uint64_t before;
};

static void show(void *context, uint64_t done)
{
    const struct watched *w = context;

    progress_show(w->progress, w->before + done);
}

static bool stop(void *context)
{
    (void)context;
    return progress_interrupted();
}

int futures_run(struct futures *f, const struct plan *plan, uint64_t first, struct endpoints *e)
{
    struct ensemble_result result;
    struct watched watched = {&f->progress, f->progress.done};
    const struct ensemble_job job = {.plan = plan,
                                     .first = first,
                                     .replications = f->replications,
                                     .threads = f->threads,
                                     .stop = stop,
                                     .progress = show,
                                     .context = &watched};
    const struct ensemble_sink sink = endpoints_sink(e);
    const enum ensemble_end end = ensemble_run(&job, &sink, &result);

    f->progress.done = watched.before + f->replications;
    if (end == ENSEMBLE_NO_MEMORY)
        return no_memory();
    if (end == ENSEMBLE_STOPPED)
        fputs("chokepoint: interrupted\n", stderr);
    if (result.failed)
        fprintf(stderr, "%" PRIu64 " of %" PRIu64 " futures violated an identity: left out\n",
                result.failed, f->replications);
    return end == ENSEMBLE_STOPPED ? EXIT_INTERRUPTED : EXIT_FINE;
}

const struct observed *futures_metric(const struct futures *f, const char *actor,
                                      const char *metric)
{
    const struct observed wanted = {OBSERVE_METRICS, {actor, metric}, .unit = ""};
    const size_t column = observe_find(&f->observation, &wanted);

    return column == SIZE_MAX ? NULL : &f->observation.column[column];
}

void futures_quantiles(double x[], size_t n, const double p[], size_t k, double q[])
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            x[kept++] = x[i];
    quantiles_of(x, kept, p, k, q);
}

void futures_mean(const struct futures *f, const double x[], size_t n, double *mean, double *error)
{
    struct moments moments = {0};
    struct spread spread = {0};

    moments_add_values(&moments, x, n);
    *mean = moments_mean(&moments);
    *error = moments_error(&moments);
    if (f->plan.sampling == SAMPLING_SOBOL) {
        spread_add(&spread, x, n);
        *error = spread_error(&spread);
    }
}
