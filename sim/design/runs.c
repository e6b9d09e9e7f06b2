#include "design/runs.h"

#include "ensemble/variants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Runs that share a plan: futures order[first ... first+futures-1] under policies of a group. */
struct share {
    size_t first, futures;
    const size_t *policy; // (policies)
    size_t policies;
};

bool runs_init(struct runs *r, const struct design_plan *design, struct plans *plans)
{
    const struct study *study = plans->study;
    const size_t columns = study->n_factors + study->n_levers;

    *r = (struct runs){.study = study, .design = design, .plans = plans};
    r->level = calloc(study->n_factors + 1, sizeof *r->level);
    r->structural = calloc(study->n_factors + 1, sizeof *r->structural);
    r->sample = calloc(study->n_outcomes * study->replications + 1, sizeof *r->sample);
    r->block.value = calloc(study->n_outcomes + 1, sizeof *r->block.value);
    r->block.given = aligned_alloc(64, (columns * sizeof *r->block.given + 64) / 64 * 64);
    if (!r->level || !r->structural || !r->sample || !r->block.value || !r->block.given)
        return false;
    memset(r->block.given, 0, columns * sizeof *r->block.given);
    for (size_t k = 0; k < study->n_factors; k++)
        if (study_is_structural(&study->factors[k]))
            r->structural[r->n_structural++] = k;
    return true;
}

void runs_free(struct runs *r)
{
    state_free(&r->state);
    if (r->one)
        plans_give_back(r->plans, r->one);
    free(r->outcome);
    free(r->series);
    free(r->failure);
    free(r->x);
    free(r->order);
    free(r->level);
    free(r->structural);
    free(r->sample);
    free(r->month_sample);
    free(r->block.month);
    free(r->block.value);
    free(r->block.given);
    *r = (struct runs){0};
}

/** Scratch for the months of one run, if they are kept. */
static bool make_room_for_series(struct runs *r)
{
    const size_t n = r->study->n_outcomes * r->records;

    if (n == 0 || r->month_sample)
        return true;
    r->block.month = calloc(n, sizeof *r->block.month);
    r->month_sample = calloc(n * r->study->replications, sizeof *r->month_sample);
    return r->block.month && r->month_sample;
}

/** Scratch for a range. */
static bool make_room(struct runs *r, struct runs_range range)
{
    const size_t futures = range.futures, n = futures * range.policies;

    if (futures > r->room_futures) {
        free(r->x);
        free(r->order);
        r->x = calloc(futures * r->study->n_factors + 1, sizeof *r->x);
        r->order = calloc(futures, sizeof *r->order);
        r->room_futures = r->x && r->order ? futures : 0;
    }
    if (n > r->room_runs) {
        free(r->outcome);
        free(r->series);
        free(r->failure);
        r->outcome = calloc(n * r->study->n_outcomes + 1, sizeof *r->outcome);
        r->failure = calloc(n, sizeof *r->failure);
        r->series = calloc(n * r->study->n_outcomes * r->records + 1, sizeof *r->series);
        r->room_runs = r->outcome && r->failure && r->series ? n : 0;
    }
    return futures <= r->room_futures && n <= r->room_runs && make_room_for_series(r);
}

/** Order of two futures of the range by their structural levels. */
static int by_levels(const struct runs *r, size_t a, size_t b)
{
    for (size_t i = 0; i < r->n_structural; i++) {
        const double x = runs_value(r, r->structural[i], a), y = runs_value(r, r->structural[i], b);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static int by_levels_and_number(const void *a, const void *b, void *runs)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int order = by_levels(runs, x, y);

    return order ? order : (x > y) - (x < y);
}

static void set_levels(struct runs *r, size_t future)
{
    for (size_t i = 0; i < r->n_structural; i++)
        r->level[r->structural[i]] = (size_t)runs_value(r, r->structural[i], future);
}

/** Makes a plan the one in work. */
static bool turn_to(struct runs *r, size_t group)
{
    struct plans_one *one = plans_take(r->plans, group, r->level);

    if (one && one == r->one) {
        plans_give_back(r->plans, one);
        return true;
    }
    state_free(&r->state);
    if (r->one)
        plans_give_back(r->plans, r->one);
    r->one = one;
    return one && state_init(&r->state, &one->plan);
}

/** Gives each lane its future of the range and its policy. */
static void give(struct runs *r, const size_t future[LANES], const size_t policy[LANES])
{
    const struct study *study = r->study;
    double(*given)[LANES] = r->block.given;

    for (size_t k = 0; k < study->n_factors; k++)
        EACH_LANE (l)
            given[k][l] = runs_value(r, k, future[l]);
    for (size_t k = 0; k < study->n_levers; k++)
        for (int l = 0; l < LANES && study->levers[k].numbers; l++)
            given[study->n_factors + k][l] =
                study->levers[k].numbers[study->policies[policy[l]].level[k]];
}

static uint64_t replication_number(const struct runs *r, size_t future, uint64_t replication)
{
    return (r->study->common_luck ? 0 : (r->range.future + future) * r->study->replications) +
           replication;
}

/** The lanes as the engine takes them; those that follow each other are drawn faster. */
static struct engine_futures lanes_of(struct runs_block *b)
{
    uint64_t first = b->number[0];
    bool follow = true;

    for (int l = 1; l < LANES; l++) {
        follow = follow && b->number[l] == b->number[0] + (uint64_t)l;
        first = b->number[l] < first ? b->number[l] : first;
    }
    EACH_LANE (l)
        b->offset[l] = (uint32_t)(b->number[l] - first);
    return (struct engine_futures){first, follow ? NULL : b->offset,
                                   (const double(*)[LANES])b->given};
}

static void observe(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    struct runs *r = context;
    const size_t outcomes = r->study->n_outcomes, record = (size_t)(t + 1);

    // months that the plan of a shorter run does not have are undefined
    for (size_t i = 0; i < outcomes * r->records && t == -1; i++)
        EACH_LANE (l)
            r->block.month[i][l] = NAN;
    for (size_t o = 0; o < outcomes && record < r->records; o++)
        outcomes_sum(&r->one->outcomes, o, state, r->block.month[o * r->records + record]);
    outcomes_month(&r->one->outcomes, plan, state, t, r->block.value);
}

/** The series of a run's outcomes. */
static void end_series(struct runs *r, size_t future, size_t policy)
{
    const uint64_t n = r->study->replications;
    const size_t outcomes = r->study->n_outcomes, place = policy - r->range.policy;

    for (size_t i = 0; i < outcomes * r->records; i++) {
        const size_t o = i / r->records, t = i % r->records;
        r->series[((place * outcomes + o) * r->range.futures + future) * r->records + t] =
            r->bad.failure
                ? NAN
                : outcomes_statistic(r->study->outcomes[o].statistic, r->month_sample + i * n, n);
    }
}

/** All replications of a run are in: its outcomes, or why it has none. */
static void end_run(struct runs *r, size_t future, size_t policy)
{
    const struct study *study = r->study;
    const uint64_t n = study->replications;
    double *row =
        r->outcome + (future * r->range.policies + policy - r->range.policy) * study->n_outcomes;

    for (size_t o = 0; o < study->n_outcomes; o++)
        row[o] = r->bad.failure
                     ? NAN
                     : outcomes_statistic(study->outcomes[o].statistic, r->sample + o * n, n);
    end_series(r, future, policy);
    if (r->bad.failure) {
        r->bad.run = (r->range.future + future) * study->n_policies + policy;
        r->failure[r->n_failures++] = r->bad;
    }
    r->bad.failure = 0;
}

static void keep_lane(struct runs *r, int l, size_t future, size_t policy, uint64_t replication)
{
    const uint64_t n = r->study->replications;

    for (size_t o = 0; o < r->study->n_outcomes; o++)
        r->sample[o * n + replication] = r->block.value[o][l];
    for (size_t i = 0; i < r->study->n_outcomes * r->records; i++)
        r->month_sample[i * n + replication] = r->block.month[i][l];
    if (r->state.failure[l] && !r->bad.failure)
        r->bad = (struct runs_failure){.replication = replication,
                                       .failure = r->state.failure[l],
                                       .month = r->state.failure_month[l]};
    if (replication + 1 == n)
        end_run(r, future, policy);
}

/** Lane by lane policy by policy, then future by future, then replication by replication; the last
 * block is filled up with the last of them. */
static void run_share(struct runs *r, struct share s)
{
    const struct variant engine = variants_best();
    const struct engine_observer observer = {observe, r};
    const uint64_t n = r->study->replications, each = s.futures * n, all = s.policies * each;
    size_t future[LANES], policy[LANES];

    for (uint64_t begin = 0; begin < all; begin += LANES) {
        if (r->pulse)
            r->pulse(r->context);
        for (int l = 0; l < LANES; l++) {
            const uint64_t i = begin + (uint64_t)l < all ? begin + (uint64_t)l : all - 1;
            future[l] = r->order[s.first + i % each / n];
            policy[l] = s.policy[i / each];
            r->block.number[l] = replication_number(r, future[l], i % n);
        }
        give(r, future, policy);
        engine.run(&r->one->plan, &r->state, lanes_of(&r->block), NULL, NULL, &observer);
        for (int l = 0; l < LANES && begin + (uint64_t)l < all; l++)
            keep_lane(r, l, future[l], policy[l], (begin + (uint64_t)l) % n);
    }
}

/** The policies of a group that are in the range. */
static struct share share_of(const struct runs *r, const struct plans_group *group, size_t first,
                             size_t futures)
{
    size_t begin = 0, end = group->n;

    while (begin < end && group->policy[begin] < r->range.policy)
        begin++;
    while (end > begin && group->policy[end - 1] >= r->range.policy + r->range.policies)
        end--;
    return (struct share){first, futures, group->policy + begin, end - begin};
}

static int by_run(const void *a, const void *b)
{
    const struct runs_failure *x = a, *y = b;

    return (x->run > y->run) - (x->run < y->run);
}

/** Takes factor k of the range from the design. */
static void take_factor(struct runs *r, size_t k)
{
    const struct study_factor *factor = &r->study->factors[k];
    double *x = r->x + k * r->range.futures;

    designs_fill(r->design, k, r->range.future, r->range.futures, x);
    for (size_t i = 0; i < r->range.futures && factor->numbers; i++)
        x[i] = factor->numbers[(size_t)x[i]];
}

static bool lay_out(struct runs *r, struct runs_range range)
{
    if (!make_room(r, range))
        return false;
    r->range = range;
    r->n_failures = 0;
    r->bad.failure = 0;
    for (size_t k = 0; k < r->study->n_factors; k++)
        take_factor(r, k);
    for (size_t i = 0; i < range.futures; i++)
        r->order[i] = i;
    if (r->n_structural > 0)
        qsort_r(r->order, range.futures, sizeof *r->order, by_levels_and_number, r);
    return true;
}

bool runs_compute(struct runs *r, struct runs_range range)
{
    if (!lay_out(r, range))
        return false;
    for (size_t first = 0, futures; first < range.futures; first += futures) {
        for (futures = 1; first + futures < range.futures &&
                          by_levels(r, r->order[first], r->order[first + futures]) == 0;)
            futures++;
        set_levels(r, r->order[first]);
        for (size_t g = 0; g < r->plans->n_groups; g++) {
            const struct share share = share_of(r, &r->plans->groups[g], first, futures);
            if (share.policies == 0)
                continue;
            if (!turn_to(r, g))
                return false;
            run_share(r, share);
        }
    }
    qsort(r->failure, r->n_failures, sizeof *r->failure, by_run);
    return true;
}

bool runs_prepare(struct runs *r, uint64_t future, size_t policy, uint64_t replication,
                  struct engine_futures *futures)
{
    size_t of[LANES];

    if (!lay_out(r, (struct runs_range){future, 1, policy, 1}))
        return false;
    set_levels(r, 0);
    for (size_t g = 0; g < r->plans->n_groups; g++)
        if (share_of(r, &r->plans->groups[g], 0, 1).policies && !turn_to(r, g))
            return false;
    EACH_LANE (l) {
        of[l] = policy;
        r->block.number[l] = replication_number(r, 0, replication);
    }
    give(r, (size_t[LANES]){0}, of);
    *futures = lanes_of(&r->block);
    return true;
}

/** Where the plan in work draws each factor that is given by rank, else SIZE_MAX.
 *  @param place (n_factors) */
static void find_ranked(const struct runs *r, size_t place[])
{
    const struct plan *plan = &r->one->plan;

    for (size_t k = 0; k < r->study->n_factors; k++)
        place[k] = SIZE_MAX;
    for (size_t u = 0; u < plan->n_uncertain; u++)
        if (plan->uncertain[u].column >= 0 &&
            (size_t)plan->uncertain[u].column < r->study->n_factors)
            place[plan->uncertain[u].column] = u;
}

/** Draws a block of futures, and puts the values of uncertain parameters for their ranks. */
static void draw_values(struct runs *r, size_t first, const size_t place[])
{
    const struct study *study = r->study;
    const size_t n = r->range.futures;
    size_t future[LANES];

    EACH_LANE (l)
        future[l] = first + (size_t)l < n ? first + (size_t)l : n - 1;
    give(r, future, (size_t[LANES]){0});
    r->state.draws = (struct draws){.seed = r->one->plan.seed};
    draws_init(&r->state.draws);
    plan_draw(&r->one->plan, &r->state, (const double(*)[LANES])r->block.given);
    for (size_t k = 0; k < study->n_factors; k++)
        for (int l = 0; l < LANES && study->factors[k].variation == STUDY_DISTRIBUTION; l++)
            if (first + (size_t)l < n)
                r->x[k * n + first + (size_t)l] =
                    place[k] == SIZE_MAX ? NAN : plan_drawn(&r->one->plan, &r->state, place[k], l);
}

bool runs_take_values(struct runs *r, uint64_t future, uint64_t futures)
{
    size_t *place = calloc(r->study->n_factors + 1, sizeof *place), group = 0;
    bool fine = place && lay_out(r, (struct runs_range){future, futures, 0, 1});

    while (r->plans->groups[group].policy[0] != 0)
        group++;
    memset(r->level, 0, r->study->n_factors * sizeof *r->level);
    fine = fine && turn_to(r, group);
    if (fine)
        find_ranked(r, place);
    for (size_t first = 0; first < futures && fine; first += LANES)
        draw_values(r, first, place);
    free(place);
    return fine;
}
