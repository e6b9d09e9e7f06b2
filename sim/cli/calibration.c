#include "cli/calibration.h"

#include "base/exact_math.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "ensemble/ensemble.h"
#include "model/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RANK_LEAST 0x1p-53 // no draw is nearer to 0 or 1
#define HELD_MOST  0x1p27  // numbers of a generation, or of the wave, held at once: 1 GiB

static struct fit_model model_of(const struct calibration *c)
{
    const struct entity *run = scenario_at(&c->scenario, &kind_run, 0);

    return (struct fit_model){&c->observation, scenario_value(run, "start")->integer,
                              c->plan.months};
}

/** What all futures of a generation say is held until each particle's mean is known. */
static void check_size(const struct calibration *c, const struct study *study, struct diag *diag)
{
    const struct study_calibration *s = &study->calibration;
    const double points = (double)c->fit.points;
    const double generation = 2.0 * (double)s->particles * (double)s->replications * points;
    const double wave = (double)s->wave * (double)s->wave_replications * points;
    const double most = fmax(generation, wave);

    if (most > HELD_MOST)
        diag_add(diag, (struct diag_place){study->file, 0},
                 generation > wave ? "calibration.particles" : "calibration.wave",
                 "with these futures of each, %.3g numbers would be held at once; expected at most "
                 "%.3g",
                 most, HELD_MOST);
}

/** Compiles the scenario and takes the observations.  @return false if memory is short */
static bool prepare(struct calibration *c, const struct study *study, struct diag *diag)
{
    const size_t before = diag->count;

    if (!study->calibration.n_targets) {
        diag_add(diag, (struct diag_place){study->file, 0}, "calibration",
                 "the study has none; expected this group and 'targets', see 'chokepoint help "
                 "study'");
        return true;
    }
    if (!study_calibration_scenario(study, &c->scenario, diag))
        return false;
    if (!observations_read(&c->observations, study->calibration.observations_file, diag) ||
        diag->count > before)
        return true;
    if (!plan_init(&c->plan, &c->scenario, false) || !observation_init(&c->observation, &c->plan))
        return false;
    const struct fit_model model = model_of(c);
    const bool fine = fit_init(&c->fit, study, &c->observations, &model, diag);
    if (fine && diag->count == before)
        check_size(c, study, diag);
    return fine;
}

bool calibration_check(const struct study *study, struct diag *diag)
{
    struct calibration c = {0};
    const bool fine = !study->calibration.n_targets || prepare(&c, study, diag);

    calibration_close(&c);
    return fine;
}

static bool make_room(struct calibration *c)
{
    const struct study_calibration *s = &c->experiment.study.calibration;
    const size_t d = s->n_parameters, rows = c->fit.n, n = s->wave;
    struct calibration_wave *w = &c->wave;

    c->low = calloc(d + 1, sizeof *c->low);
    c->high = calloc(d + 1, sizeof *c->high);
    *w = (struct calibration_wave){.n = n,
                                   .rank = calloc(n * d + 1, sizeof *w->rank),
                                   .value = calloc(n * d + 1, sizeof *w->value),
                                   .mean = calloc(n * rows + 1, sizeof *w->mean),
                                   .variance = calloc(n * rows + 1, sizeof *w->variance),
                                   .implausibility = calloc(n + 1, sizeof *w->implausibility),
                                   .worst = calloc(n + 1, sizeof *w->worst)};
    return c->low && c->high && w->rank && w->value && w->mean && w->variance &&
           w->implausibility && w->worst &&
           abc_init(&c->abc, &(struct abc_of){.particles = s->particles,
                                              .parameters = d,
                                              .rows = rows,
                                              .seed = c->experiment.study.seed,
                                              .generations = s->generations,
                                              .tolerance = s->tolerance,
                                              .acceptance = s->acceptance,
                                              .low = c->low,
                                              .high = c->high});
}

int calibration_open(struct calibration *c, const char *file, const struct arguments *a)
{
    uint64_t threads = options_cores();
    struct diag diag = {0};

    *c = (struct calibration){0};
    if (!arguments_integer(a, "--threads", 1, ENSEMBLE_THREADS, &threads) ||
        !options_progress(a, &c->progress.form))
        return EXIT_USAGE;
    c->threads = (unsigned)threads;
    c->progress.subject = "calibration";
    const int code = experiment_open(&c->experiment, file, a);
    if (code != EXIT_FINE)
        return code;
    const bool fine = prepare(c, &c->experiment.study, &diag);
    const size_t mistakes = diag.count;
    diag_print(&diag, file, stderr);
    diag_free(&diag);
    if (mistakes)
        return EXIT_CONFIGURATION;
    return fine && make_room(c) ? EXIT_FINE : no_memory();
}

void calibration_close(struct calibration *c)
{
    free(c->wave.rank);
    free(c->wave.value);
    free(c->wave.mean);
    free(c->wave.variance);
    free(c->wave.implausibility);
    free(c->wave.worst);
    free(c->low);
    free(c->high);
    abc_free(&c->abc);
    fit_free(&c->fit);
    observation_free(&c->observation);
    plan_free(&c->plan);
    scenario_free(&c->scenario);
    observations_free(&c->observations);
    experiment_close(&c->experiment);
}

static bool stop(void *context)
{
    (void)context;
    return progress_interrupted();
}

static void show(void *context, uint64_t done)
{
    progress_show(context, done);
}

/** Runs particles; prints why if it cannot.  @param job all but what every one has  @param seen
 * (particles, replications, points) to be freed  @return an exit code */
static int simulate(struct calibration *c, struct particles_job job, double **seen)
{
    *seen = calloc(job.particles * job.replications * c->fit.points + 1, sizeof **seen);
    if (!*seen)
        return no_memory();
    job.plan = &c->plan;
    job.observation = &c->observation;
    job.point = c->fit.point;
    job.points = c->fit.points;
    job.parameters = c->abc.of.parameters;
    job.seen = *seen;
    job.threads = c->threads;
    job.stop = stop;
    job.progress = show;
    job.context = &c->progress;
    const enum particles_end end = particles_run(&job);
    progress_end(&c->progress, end == PARTICLES_WHOLE ? "whole" : "interrupted");
    return end == PARTICLES_WHOLE     ? EXIT_FINE
           : end == PARTICLES_STOPPED ? EXIT_INTERRUPTED
                                      : no_memory();
}

/** Mean and variance of a row over the futures of a particle.  @param seen (n, points) of it */
static void moments(const struct calibration *c, size_t row, const double seen[], uint64_t n,
                    double *mean, double *variance)
{
    double sum = 0, squares = 0;

    for (uint64_t r = 0; r < n; r++)
        sum += fit_simulated(&c->fit, row, seen + r * c->fit.points);
    *mean = sum / (double)n;
    for (uint64_t r = 0; r < n; r++) {
        const double apart = fit_simulated(&c->fit, row, seen + r * c->fit.points) - *mean;
        squares += apart * apart;
    }
    *variance = n > 1 ? squares / (double)(n - 1) : 0;
}

int calibration_wave(struct calibration *c)
{
    const struct study_calibration *s = &c->experiment.study.calibration;
    const struct study sampled = {
        .seed = c->experiment.study.seed, .factors = s->parameters, .n_factors = s->n_parameters};
    const struct design_plan cube = {.study = &sampled, .futures = s->wave};
    const size_t d = s->n_parameters, rows = c->fit.n, futures = s->wave_replications;
    struct calibration_wave *w = &c->wave;
    double *seen, *x = calloc(w->n + 1, sizeof *x);

    for (size_t k = 0; x && k < d; k++) {
        designs_find("latin_hypercube")->fill(&cube, k, 0, w->n, x);
        for (size_t i = 0; i < w->n; i++)
            w->rank[i * d + k] = x[i];
    }
    if (!x)
        return no_memory();
    free(x);
    progress_begin(&c->progress, "history matching", w->n * futures);
    const int code = simulate(
        c,
        (struct particles_job){
            .particles = w->n, .replications = futures, .rank = w->rank, .value = w->value},
        &seen);
    for (size_t i = 0; code == EXIT_FINE && i < w->n * rows; i++)
        moments(c, i % rows, seen + i / rows * futures * c->fit.points, futures, &w->mean[i],
                &w->variance[i]);
    free(seen);
    return code;
}

/** The largest implausibility of a point; one that cannot be computed is ruled out. */
static void judge(struct calibration *c, size_t i)
{
    struct calibration_wave *w = &c->wave;
    const size_t rows = c->fit.n;

    w->implausibility[i] = 0;
    for (size_t row = 0; row < rows; row++) {
        const double x = fit_implausibility(&c->fit.row[row], w->mean[i * rows + row],
                                            w->variance[i * rows + row],
                                            c->experiment.study.calibration.wave_replications);
        if (x > w->implausibility[i] || isnan(x)) {
            w->implausibility[i] = isnan(x) ? INFINITY : x;
            w->worst[i] = row;
        }
    }
}

void calibration_rule_out(struct calibration *c)
{
    struct calibration_wave *w = &c->wave;
    const size_t d = c->abc.of.parameters;
    const double edge = 1 / (double)w->n; // the width of the intervals points stand for

    for (size_t k = 0; k < d; k++) {
        c->low[k] = 1;
        c->high[k] = 0;
    }
    for (size_t i = 0; i < w->n; i++) {
        judge(c, i);
        if (w->implausibility[i] > c->experiment.study.calibration.cut)
            continue;
        w->left++;
        for (size_t k = 0; k < d; k++) {
            c->low[k] = fmin(c->low[k], fmax(w->rank[i * d + k] - edge, 0));
            c->high[k] = fmax(c->high[k], fmin(w->rank[i * d + k] + edge, 1));
        }
    }
    for (size_t k = 0; k < d && !w->left; k++) {
        c->low[k] = 0;
        c->high[k] = 1;
    }
}

/** Ranks of the particles proposed.  @param rank (proposed, parameters) */
static void take_ranks(const struct calibration *c, double rank[])
{
    const struct abc *abc = &c->abc;
    const size_t d = abc->of.parameters;

    for (size_t i = 0; i < abc->proposed; i++)
        for (size_t k = 0; k < d; k++)
            rank[i * d + k] =
                fmin(fmax(exact_math_normal_cdf(abc_score(abc, abc->kept + i)[k]), RANK_LEAST),
                     1 - RANK_LEAST);
}

int calibration_generation(struct calibration *c)
{
    const struct study_calibration *s = &c->experiment.study.calibration;
    struct abc *abc = &c->abc;
    char what[32];

    abc_propose(abc);
    const size_t n = abc->proposed, d = abc->of.parameters, futures = s->replications;
    double *rank = calloc(2 * n * d + 1, sizeof *rank), *value = rank ? rank + n * d : NULL, *seen;
    if (!rank)
        return no_memory();
    take_ranks(c, rank);
    snprintf(what, sizeof what, "generation %zu", abc->done + 1);
    progress_begin(&c->progress, what, n * futures);
    const int code =
        simulate(c,
                 (struct particles_job){.particles = n,
                                        .replications = futures,
                                        .first = s->wave * s->wave_replications +
                                                 abc->particle[abc->kept].number * futures,
                                        .rank = rank,
                                        .value = value},
                 &seen);
    for (size_t i = 0; code == EXIT_FINE && i < n; i++) {
        struct abc_particle *p = &abc->particle[abc->kept + i];
        memcpy(abc_value(abc, abc->kept + i), value + i * d, d * sizeof *value);
        for (size_t row = 0; row < c->fit.n; row++)
            moments(c, row, seen + i * futures * c->fit.points, futures,
                    &abc_seen(abc, abc->kept + i)[row], &(double){0});
        p->distance = fit_distance(&c->fit, p->number, abc_seen(abc, abc->kept + i));
    }
    free(seen);
    free(rank);
    if (code == EXIT_FINE)
        abc_select(abc);
    return code;
}
