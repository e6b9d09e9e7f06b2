#include "analysis/regret.h"

#include "analysis/kendall.h"
#include "analysis/quantiles.h"
#include "base/rng.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE 1024

/** What all threads share. */
struct work {
    const struct regret_of *of;
    uint8_t *complete; // (futures) finite under every policy
    double *best;      // (futures) score of the best policy
    size_t n;          // complete futures
    double *sample;    // (metrics, policies, resamples) values of the metrics
    struct regret *regret;
    atomic_size_t next; // policy
};

/** A thread, which takes policy after policy. */
struct worker {
    struct work *work;
    struct ranked *scores, *regrets, *baselines, *scratch; // (complete) of one policy
    uint16_t *count; // (futures) how often a resample drew each
    pthread_t thread;
    bool runs;
};

static double score(const struct regret_of *of, size_t policy, size_t future)
{
    const double x = of->value[policy][future];

    return of->minimise ? -x : x;
}

static bool begin(struct work *w, const struct regret_of *of, struct regret *r)
{
    const size_t n = of->futures + 1, cells = of->policies * ROBUSTNESS_METRICS;

    *w = (struct work){.of = of,
                       .complete = calloc(n, sizeof *w->complete),
                       .best = calloc(n, sizeof *w->best),
                       .sample = calloc(cells * of->resamples + 1, sizeof *w->sample),
                       .regret = r};
    if (!w->complete || !w->best || !w->sample)
        return false;
    for (size_t i = 0; i < of->futures; i++) {
        bool finite = true;
        w->best[i] = -INFINITY;
        for (size_t p = 0; p < of->policies; p++) {
            const double x = score(of, p, i);
            finite = finite && isfinite(x);
            w->best[i] = x > w->best[i] ? x : w->best[i];
        }
        w->complete[i] = finite;
        w->n += finite;
    }
    return true;
}

static void end(struct work *w)
{
    free(w->complete);
    free(w->best);
    free(w->sample);
}

static bool worker_init(struct worker *x, struct work *w)
{
    const size_t n = w->n + 1;

    *x = (struct worker){.work = w,
                         .scores = calloc(n, sizeof *x->scores),
                         .regrets = calloc(n, sizeof *x->regrets),
                         .baselines = calloc(n, sizeof *x->baselines),
                         .scratch = calloc(n, sizeof *x->scratch),
                         .count = calloc(w->of->futures + 1, sizeof *x->count)};
    return x->scores && x->regrets && x->baselines && x->scratch && x->count;
}

static void worker_free(struct worker *x)
{
    free(x->scores);
    free(x->regrets);
    free(x->baselines);
    free(x->scratch);
    free(x->count);
}

/** Puts a policy's scores and regrets in their order. */
static void rank_policy(struct worker *x, size_t policy)
{
    const struct work *w = x->work;
    size_t n = 0;

    for (size_t i = 0; i < w->of->futures; i++) {
        if (!w->complete[i])
            continue;
        const double own = score(w->of, policy, i);
        x->scores[n] = (struct ranked){own, (uint32_t)i};
        x->regrets[n] = (struct ranked){w->best[i] - own, (uint32_t)i};
        x->baselines[n] = (struct ranked){score(w->of, w->of->baseline, i) - own, (uint32_t)i};
        n++;
    }
    ranked_sort(x->scores, n, x->scratch);
    ranked_sort(x->regrets, n, x->scratch);
    ranked_sort(x->baselines, n, x->scratch);
}

/** Share of futures that meet the threshold. */
static double share_satisfied(const struct work *w, size_t policy, const uint16_t count[],
                              uint64_t total)
{
    const uint8_t *satisfied = w->of->satisfied ? w->of->satisfied + policy * w->of->futures : NULL;
    uint64_t sum = 0;

    for (size_t i = 0; satisfied && i < w->of->futures; i++)
        sum += w->complete[i] && satisfied[i] ? count ? count[i] : 1 : 0;
    return satisfied ? (double)sum / (double)total : NAN;
}

/** All metrics of the policy that is ranked.  @param count NULL: every future once
 *  @param value (metrics, stride) */
static void measure(const struct worker *x, size_t policy, const uint16_t count[], double value[],
                    size_t stride)
{
    const struct work *w = x->work;
    uint64_t total = 0;

    for (size_t i = 0; i < w->of->futures; i++)
        total += w->complete[i] ? count ? count[i] : 1 : 0;
    const bool none = total == 0;
    const struct robustness_facts facts = {
        .minimise = w->of->minimise,
        .alpha = w->of->alpha,
        .satisfied = none ? NAN : share_satisfied(w, policy, count, total),
        .score = none ? (struct robustness_distribution){0}
                      : robustness_describe(x->scores, w->n, count, total),
        .regret = none ? (struct robustness_distribution){0}
                       : robustness_describe(x->regrets, w->n, count, total),
        .baseline = none ? (struct robustness_distribution){0}
                         : robustness_describe(x->baselines, w->n, count, total),
    };
    for (size_t m = 0; m < ROBUSTNESS_METRICS; m++)
        value[m * stride] = none ? NAN : robustness_metrics[m].value(&facts);
}

/** Draws as many futures as there are, with replacement. */
static void draw(struct worker *x, uint64_t resample)
{
    const struct regret_of *of = x->work->of;
    const struct rng_at at = {of->seed, rng_tag("bootstrap"), (uint32_t)resample, RNG_ONCE, 0};
    const size_t n = of->futures;
    double u[AT_ONCE];

    memset(x->count, 0, n * sizeof *x->count);
    for (size_t first = 0; first < n; first += AT_ONCE) {
        const size_t size = n - first < AT_ONCE ? n - first : AT_ONCE;
        rng_uniform(at, first, size, u);
        for (size_t i = 0; i < size; i++) {
            const size_t future = (size_t)(u[i] * (double)n);
            x->count[future < n ? future : n - 1]++;
        }
    }
}

/** Values of a policy, of all futures and of every resample. */
static void measure_policy(struct worker *x, size_t policy)
{
    const struct work *w = x->work;
    const size_t resamples = w->of->resamples, policies = w->of->policies;
    double value[ROBUSTNESS_METRICS];

    rank_policy(x, policy);
    measure(x, policy, NULL, value, 1);
    for (size_t m = 0; m < ROBUSTNESS_METRICS; m++)
        w->regret->cell[m * policies + policy] = (struct regret_cell){.value = value[m]};
    for (size_t b = 0; b < resamples; b++) {
        draw(x, b);
        measure(x, policy, x->count, w->sample + policy * resamples + b, policies * resamples);
    }
}

static void *take_policies(void *context)
{
    struct worker *x = context;

    for (size_t p; (p = atomic_fetch_add(&x->work->next, 1)) < x->work->of->policies;)
        measure_policy(x, p);
    return NULL;
}

/** All policies, on as many threads as there are (those that cannot start leave more to others). */
static bool measure_all(struct work *w)
{
    const size_t most = w->of->threads < w->of->policies ? w->of->threads : w->of->policies,
                 n = most ? most : 1;
    struct worker *worker = calloc(n, sizeof *worker);
    bool fine = worker != NULL;

    for (size_t i = 0; fine && i < n; i++)
        fine = worker_init(&worker[i], w);
    for (size_t i = 1; fine && i < n; i++)
        worker[i].runs = pthread_create(&worker[i].thread, NULL, take_policies, &worker[i]) == 0;
    if (fine)
        take_policies(&worker[0]);
    for (size_t i = 0; worker && i < n; i++) {
        if (worker[i].runs)
            pthread_join(worker[i].thread, NULL);
        worker_free(&worker[i]);
    }
    free(worker);
    return fine;
}

/** Which policies a metric prefers.  @param value of policy p at p stride
 *  @return how many share the first place, the first of them in *first */
static size_t prefer(size_t metric, bool minimise, const double value[], size_t stride,
                     size_t policies, size_t *first)
{
    size_t ties = 0;

    for (size_t p = 0; p < policies; p++) {
        const double x = value[p * stride];
        if (isnan(x))
            continue;
        if (!ties ||
            robustness_better(&robustness_metrics[metric], minimise, x, value[*first * stride])) {
            *first = p;
            ties = 1;
        } else {
            ties += x == value[*first * stride];
        }
    }
    return ties;
}

/** Ranks, and shares of resamples in which each policy is preferred. */
static void order_policies(struct regret *r, const struct work *w, size_t metric)
{
    const size_t n = r->policies, resamples = w->of->resamples;
    struct regret_cell *cell = r->cell + metric * n;
    const double *sample = w->sample + metric * n * resamples;

    for (size_t p = 0; p < n; p++) {
        cell[p].rank = !isnan(cell[p].value);
        for (size_t q = 0; q < n && cell[p].rank; q++)
            cell[p].rank += robustness_better(&robustness_metrics[metric], w->of->minimise,
                                              cell[q].value, cell[p].value);
    }
    for (size_t b = 0; b < resamples; b++) {
        size_t first = 0;
        const size_t ties = prefer(metric, w->of->minimise, sample + b, resamples, n, &first);
        for (size_t p = 0; p < n && ties; p++)
            if (sample[p * resamples + b] == sample[first * resamples + b])
                cell[p].preferred += 1 / (double)ties;
    }
}

/** The interval and the share of a cell from its resamples, whose order is lost. */
static void bound(struct regret_cell *cell, double sample[], size_t resamples)
{
    const double p[2] = {0.025, 0.975};
    double q[2];
    size_t n = 0;

    for (size_t b = 0; b < resamples; b++)
        if (!isnan(sample[b]))
            sample[n++] = sample[b];
    quantiles_of(sample, n, p, 2, q);
    cell->low = q[0];
    cell->high = q[1];
    cell->preferred /= (double)resamples;
}

/** Between all pairs of metrics. @param value (2, policies) scratch */
static void agree(struct regret *r, bool minimise, double value[])
{
    const size_t n = r->policies;

    for (size_t a = 0; a < ROBUSTNESS_METRICS; a++)
        for (size_t b = 0; b < ROBUSTNESS_METRICS; b++) {
            for (size_t p = 0; p < n; p++) {
                const bool turn[2] = {robustness_better(&robustness_metrics[a], minimise, 0, 1),
                                      robustness_better(&robustness_metrics[b], minimise, 0, 1)};
                value[p] = (turn[0] ? -1 : 1) * regret_at(r, a, p)->value;
                value[n + p] = (turn[1] ? -1 : 1) * regret_at(r, b, p)->value;
            }
            r->agreement[a][b] = kendall_tau(value, value + n, n);
        }
}

bool regret_take(struct regret *r, const struct regret_of *of)
{
    struct work w = {0};
    const size_t cells = of->policies * ROBUSTNESS_METRICS;
    double *value = calloc(2 * of->policies + 1, sizeof *value);

    *r = (struct regret){.policies = of->policies, .cell = calloc(cells + 1, sizeof *r->cell)};
    const bool fine = r->cell && value && begin(&w, of, r) && measure_all(&w);
    if (fine) {
        r->futures = w.n;
        for (size_t m = 0; m < ROBUSTNESS_METRICS; m++)
            order_policies(r, &w, m);
        for (size_t i = 0; i < cells; i++)
            bound(&r->cell[i], w.sample + i * of->resamples, of->resamples);
        agree(r, of->minimise, value);
    }
    end(&w);
    free(value);
    return fine;
}

void regret_free(struct regret *r)
{
    free(r->cell);
    r->cell = NULL;
}

size_t regret_preferred(const struct regret *r, size_t metric, size_t *ties)
{
    size_t first = SIZE_MAX;

    *ties = 0;
    for (size_t p = 0; p < r->policies; p++)
        if (regret_at(r, metric, p)->rank == 1) {
            first = first == SIZE_MAX ? p : first;
            ++*ties;
        }
    return first;
}
