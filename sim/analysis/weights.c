#include "analysis/weights.h"

#include <stdint.h>
#include <stdlib.h>

#define WORK   1e9  // values looked at, about: a minute
#define POINTS 2000 // of the lattice, at most
#define FEWEST 4    // steps

/** What is asked at every point. */
struct asking {
    struct stakeholders *stakeholders;
    size_t baseline, threads;
    double alpha;
    double *weight; // (stakeholders) the point
    struct regret found;
};

/** All metrics at the point. */
static bool ask(struct asking *a)
{
    const struct performance *p = a->stakeholders->performance;
    const struct regret_of of = {.futures = p->futures,
                                 .policies = p->n_policies,
                                 .value = a->stakeholders->column,
                                 .baseline = a->baseline,
                                 .alpha = a->alpha,
                                 .threads = a->threads};

    regret_free(&a->found);
    stakeholders_mix(a->stakeholders, a->weight);
    return regret_take(&a->found, &of);
}

/** Continues the metric's last interval, or begins one.  @param last of each metric, or SIZE_MAX */
static bool extend(struct weights *w, const struct asking *a, size_t stakeholder, size_t metric,
                   size_t *last)
{
    const double weight = a->weight[stakeholder];
    size_t ties;
    const size_t policy = regret_preferred(&a->found, metric, &ties);

    if (policy == SIZE_MAX)
        return true;
    if (*last != SIZE_MAX && w->interval[*last].policy == policy &&
        w->interval[*last].ties == ties) {
        w->interval[*last].to = weight;
        return true;
    }
    if (w->n == w->room) {
        const size_t room = w->room ? 2 * w->room : 64;
        struct weights_interval *grown = realloc(w->interval, room * sizeof *grown);
        if (!grown)
            return false;
        w->interval = grown;
        w->room = room;
    }
    *last = w->n++;
    w->interval[*last] =
        (struct weights_interval){stakeholder, metric, weight, weight, policy, ties};
    return true;
}

static int by_metric(const void *x, const void *y)
{
    const struct weights_interval *a = x, *b = y;

    if (a->stakeholder != b->stakeholder)
        return a->stakeholder < b->stakeholder ? -1 : 1;
    if (a->metric != b->metric)
        return a->metric < b->metric ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

/** Along one stakeholder's weight. */
static bool walk(struct weights *w, struct asking *a, size_t stakeholder)
{
    const size_t n = a->stakeholders->n;
    size_t last[ROBUSTNESS_METRICS];
    bool fine = true;

    for (size_t m = 0; m < ROBUSTNESS_METRICS; m++)
        last[m] = SIZE_MAX;
    for (size_t k = 0; k <= w->steps && fine; k++) {
        const double weight = (double)k / (double)w->steps;
        for (size_t s = 0; s < n; s++)
            a->weight[s] = s == stakeholder ? weight : (1 - weight) / (double)(n - 1);
        fine = ask(a);
        for (size_t m = 0; m < ROBUSTNESS_METRICS && fine; m++)
            fine = extend(w, a, stakeholder, m, &last[m]);
    }
    return fine;
}

static void count_point(struct weights *w, const struct asking *a)
{
    for (size_t m = 0; m < ROBUSTNESS_METRICS; m++) {
        size_t ties;
        regret_preferred(&a->found, m, &ties);
        for (size_t p = 0; p < a->found.policies; p++)
            if (regret_at(&a->found, m, p)->rank == 1)
                w->share[m * a->found.policies + p] += 1 / (double)ties;
    }
}

/** All points whose weights from `stakeholder` on add up to what is left. */
static bool look_at_all(struct weights *w, struct asking *a, size_t stakeholder, size_t left)
{
    const bool last = stakeholder + 1 == a->stakeholders->n;
    bool fine = true;

    for (size_t k = last ? left : 0; k <= left && fine; k++) {
        a->weight[stakeholder] = (double)k / (double)w->lattice;
        if (!last) {
            fine = look_at_all(w, a, stakeholder + 1, left - k);
        } else if ((fine = ask(a))) {
            count_point(w, a);
        }
    }
    return fine;
}

/** Points of a lattice: combinations of `steps` among n + steps - 1. */
static double points_of(size_t steps, size_t n)
{
    double points = 1;

    for (size_t k = 1; k < n; k++)
        points *= (double)(steps + k) / (double)k;
    return points;
}

static void choose_steps(struct weights *w, const struct stakeholders *s, size_t steps)
{
    const struct performance *p = s->performance;
    const double each = (double)p->futures * (double)p->n_policies + 1, most = WORK / each;

    w->steps = steps ? steps : WEIGHTS_STEPS;
    while (!steps && w->steps > FEWEST && (double)((w->steps + 1) * s->n) > most)
        w->steps--;
    w->lattice = w->steps;
    while (w->lattice > 1 &&
           (points_of(w->lattice, s->n) > POINTS || (!steps && points_of(w->lattice, s->n) > most)))
        w->lattice--;
    w->points = (size_t)(points_of(w->lattice, s->n) + 0.5);
}

bool weights_take(struct weights *w, struct stakeholders *s, size_t baseline, double alpha,
                  size_t steps, bool spread, size_t threads)
{
    struct asking a = {.stakeholders = s,
                       .baseline = baseline,
                       .threads = threads,
                       .alpha = alpha,
                       .weight = calloc(s->n + 1, sizeof *a.weight)};

    *w = (struct weights){
        .share = calloc(ROBUSTNESS_METRICS * s->performance->n_policies + 1, sizeof *w->share)};
    bool fine = a.weight && w->share;
    if (fine && s->n > 1) {
        choose_steps(w, s, steps);
        for (size_t k = 0; k < s->n && fine; k++)
            fine = walk(w, &a, k);
        if (!spread)
            w->points = 0;
        else
            fine = fine && look_at_all(w, &a, 0, w->lattice);
        for (size_t i = 0; w->points && i < ROBUSTNESS_METRICS * s->performance->n_policies; i++)
            w->share[i] /= (double)w->points;
    }
    if (w->n)
        qsort(w->interval, w->n, sizeof *w->interval, by_metric);
    regret_free(&a.found);
    free(a.weight);
    return fine;
}

void weights_free(struct weights *w)
{
    free(w->interval);
    free(w->share);
    *w = (struct weights){0};
}
