#include "ensemble/collector.h"

#include "base/pages.h"

#include <stdlib.h>
#include <string.h>

/** One worker's share of the chunk it works on. */
struct collector_part {
    const real **value;   // (columns) where the block's state keeps them
    const uint8_t **mark; // (columns) and notes whether some lane may have any
    struct samples_part samples;
    struct differences_part differences;
    struct sums sums;
    uint32_t places;  // of the chunk so far, failed replications included
    uint32_t n;       // replications of them that count
    uint32_t n_month; // the same before the block in work
    uint32_t (*reached)[DELIVERIES_THRESHOLDS], *waiting, *moved, *happened;
    int32_t (*regime)[LANES]; // (jurisdictions) at the end of last month
    lanes *by_chip;           // (chips + 1) for deliveries_add
};

static size_t records(const struct collector *c)
{
    return (size_t)c->months + 1;
}

/** Numbers of futures that still wait, in all months. */
static size_t awaited(const struct collector *c)
{
    return (size_t)c->months * arrivals_count(c->plan);
}

static size_t count_moves(const struct plan *plan)
{
    size_t n = 0;

    for (int32_t j = 0; j < plan->n_jurisdictions; j++)
        n += (size_t)plan->regime_count[j] * (size_t)(plan->regime_count[j] - 1);
    return n;
}

double collector_bytes(const struct plan *plan, const struct observation *observation,
                       uint64_t replications, bool exact, unsigned workers)
{
    const size_t rows = (size_t)plan->months + 1, metrics = observation->first[OBSERVE_METRICS + 1];
    const size_t sums = observation->n - metrics;
    const double counts = 8.0 * ((double)deliveries_count(plan) * DELIVERIES_THRESHOLDS +
                                 (double)arrivals_count(plan) + (double)count_moves(plan));
    const double part = sums_bytes(sums, rows) + (double)rows * counts / 2 +
                        2.0 * (double)observation->n * sizeof(double *) +
                        (double)plan_state_bytes(plan);

    return samples_bytes(rows, metrics, replications, exact, workers) +
           (double)rows * ((double)sums * sizeof(struct moments) + counts) + workers * part;
}

static bool init_part(const struct collector *c, struct collector_part *p)
{
    const struct plan *plan = c->plan;

    p->value = calloc(c->observation.n + 1, sizeof *p->value);
    p->mark = calloc(c->observation.n + 1, sizeof *p->mark);
    p->reached = calloc(records(c) * c->n_deliveries + 1, sizeof *p->reached);
    p->waiting = calloc(awaited(c) + 1, sizeof *p->waiting);
    p->moved = calloc(records(c) * c->n_moves + 1, sizeof *p->moved);
    p->happened = calloc((size_t)plan->n_events + 1, sizeof *p->happened);
    p->regime = calloc((size_t)plan->n_jurisdictions + 1, sizeof *p->regime);
    p->by_chip = pages_take(((size_t)plan->n_chips + 1) * sizeof *p->by_chip);
    return samples_part_init(&p->samples, &c->samples) &&
           differences_part_init(&p->differences, &c->differences) &&
           sums_init(&p->sums, c->n_sums, records(c)) && p->value && p->mark && p->reached &&
           p->waiting && p->moved && p->happened && p->regime && p->by_chip;
}

static void free_part(struct collector_part *p)
{
    free(p->value);
    free(p->mark);
    samples_part_free(&p->samples);
    differences_part_free(&p->differences);
    sums_free(&p->sums);
    free(p->reached);
    free(p->waiting);
    free(p->moved);
    free(p->happened);
    free(p->regime);
    free(p->by_chip);
}

/** By actor, then chip; those of all actors and of all chips last. */
static void list_deliveries(struct collector *c)
{
    size_t n = 0;

    for (int32_t a = 0; a <= c->plan->n_actors; a++)
        for (int32_t k = 0; k <= c->plan->n_chips; k++)
            c->deliveries[n++] = (struct collector_delivery){a < c->plan->n_actors ? a : -1,
                                                             k < c->plan->n_chips ? k : -1};
    c->n_deliveries = n;
}

static void list_moves(struct collector *c)
{
    const struct plan *plan = c->plan;
    size_t n = 0;

    for (int32_t j = 0; j < plan->n_jurisdictions; j++)
        for (int32_t from = 0; from < plan->regime_count[j]; from++)
            for (int32_t to = 0; to < plan->regime_count[j]; to++)
                if (from != to)
                    c->moves[n++] = (struct collector_move){j, plan->regime_first[j] + from,
                                                            plan->regime_first[j] + to};
    c->n_moves = n;
}

bool collector_init(struct collector *c, const struct plan *plan, const struct collector *reference,
                    uint64_t first, uint64_t replications, bool exact, unsigned workers)
{
    *c = (struct collector){
        .plan = plan, .months = plan->months, .first = first, .replications = replications};
    if (!observation_init(&c->observation, plan))
        return false;
    c->first_sum = c->observation.first[OBSERVE_METRICS + 1];
    c->n_sums = c->observation.n - c->first_sum;
    c->deliveries = calloc(deliveries_count(plan) + 1, sizeof *c->deliveries);
    c->moves = calloc(count_moves(plan) + 1, sizeof *c->moves);
    if (!c->deliveries || !c->moves)
        return false;
    list_deliveries(c);
    list_moves(c);
    c->moments = calloc(records(c) * c->n_sums + 1, sizeof *c->moments);
    c->reached =
        calloc(records(c) * c->n_deliveries * DELIVERIES_THRESHOLDS + 1, sizeof *c->reached);
    c->waiting = calloc(awaited(c) + 1, sizeof *c->waiting);
    c->moved = calloc(records(c) * c->n_moves + 1, sizeof *c->moved);
    c->happened = calloc((size_t)plan->n_events + 1, sizeof *c->happened);
    c->parts = calloc(workers, sizeof *c->parts);
    c->n_parts = c->parts ? workers : 0;
    const bool all = samples_exact(records(c), c->first_sum, replications, exact);
    const bool apart = reference && !(all && reference->samples.exact);
    bool fine =
        samples_init(&c->samples, &c->observation, c->months, replications, all, SAMPLES_BITS) &&
        differences_init(&c->differences, apart ? reference->plan : NULL, &c->observation,
                         c->months, first, replications) &&
        c->moments && c->reached && c->waiting && c->moved && c->happened && c->parts;
    if (plan->sampling == SAMPLING_SOBOL)
        fine = fine && spreads_init(&c->spreads, &c->samples) &&
               spreads_init(&c->differences.spreads, &c->differences.samples);
    for (unsigned i = 0; i < c->n_parts; i++)
        fine = init_part(c, &c->parts[i]) && fine;
    return fine;
}

void collector_rest(struct collector *c)
{
    for (unsigned i = 0; i < c->n_parts; i++)
        free_part(&c->parts[i]);
    free(c->parts);
    c->parts = NULL;
    c->n_parts = 0;
}

void collector_free(struct collector *c)
{
    collector_rest(c);
    observation_free(&c->observation);
    samples_free(&c->samples);
    spreads_free(&c->spreads);
    differences_free(&c->differences);
    free(c->moments);
    free(c->deliveries);
    free(c->reached);
    free(c->waiting);
    free(c->moves);
    free(c->moved);
    free(c->happened);
    *c = (struct collector){0};
}

static void collector_begin(void *context, unsigned worker)
{
    const struct collector *c = context;
    struct collector_part *p = &c->parts[worker];

    p->n = 0;
    p->places = 0;
    sums_begin(&p->sums);
    memset(p->reached, 0, records(c) * c->n_deliveries * sizeof *p->reached);
    memset(p->waiting, 0, awaited(c) * sizeof *p->waiting);
    memset(p->moved, 0, records(c) * c->n_moves * sizeof *p->moved);
    memset(p->happened, 0, (size_t)c->plan->n_events * sizeof *p->happened);
}

/** Where moves of jurisdiction j out of its n-th regime begin. */
static size_t first_move(const struct plan *plan, int32_t j, int32_t n)
{
    size_t first = 0;

    for (int32_t i = 0; i < j; i++)
        first += (size_t)plan->regime_count[i] * (size_t)(plan->regime_count[i] - 1);
    return first + (size_t)n * (size_t)(plan->regime_count[j] - 1);
}

/** Counts who moved since last month. */
static void add_moves(const struct collector *c, struct collector_part *p,
                      const struct ensemble_block *block, const struct state *state, int32_t t)
{
    const struct plan *plan = c->plan;
    uint32_t *moved = p->moved + (size_t)(t + 1) * c->n_moves;

    for (int32_t j = 0; j < plan->n_jurisdictions && t >= 0; j++)
        EACH_LANE (l) {
            const int32_t from = p->regime[j][l] - plan->regime_first[j],
                          to = state->regime[j][l] - plan->regime_first[j];
            if (from != to && block->used[l])
                moved[first_move(plan, j, from) + (size_t)(to - (to > from))]++;
        }
    memcpy(p->regime, state->regime, (size_t)plan->n_jurisdictions * sizeof *p->regime);
}

static void add_events(const struct collector *c, struct collector_part *p,
                       const struct ensemble_block *block, const struct state *state)
{
    for (int32_t e = 0; e < c->plan->n_events; e++)
        EACH_LANE (l)
            p->happened[e] += block->used[l] && state->event_happens[e][l] > 0;
}

/** A block begins: where to look, and how many count. */
static void begin_block(const struct collector *c, struct collector_part *p,
                        const struct ensemble_block *block, const struct state *state)
{
    const uint64_t left = c->replications - block->place;

    p->places += left < LANES ? (uint32_t)left : LANES;
    p->n_month = p->n;
    EACH_LANE (l)
        p->n += block->used[l];
    for (size_t i = 0; i < c->observation.n; i++) {
        p->value[i] = observe_values(&c->observation.column[i], state);
        p->mark[i] = observe_mark(&c->observation.column[i], state);
    }
}

static void collector_month(void *context, unsigned worker, const struct ensemble_block *block,
                            const struct plan *plan, const struct state *state, int32_t t)
{
    struct collector *c = context;
    struct collector_part *p = &c->parts[worker];

    if (t == -1) {
        begin_block(c, p, block, state);
        add_events(c, p, block, state);
        if (c->differences.plan)
            differences_run(&c->differences, &p->differences, block);
    }
    samples_keep(&c->samples, &p->samples, block, t, p->value);
    if (c->differences.plan)
        differences_keep(&c->differences, &p->differences, t, p->value);
    sums_add(&p->sums, block, t, p->n_month == 0, p->value + c->first_sum, p->mark + c->first_sum);
    deliveries_add(plan, state, block, p->by_chip, p->reached + (size_t)(t + 1) * c->n_deliveries);
    if (t >= 0)
        arrivals_add(plan, state, block, p->by_chip, p->waiting + (size_t)t * arrivals_count(plan));
    add_moves(c, p, block, state, t);
}

static void collector_ready(void *context, unsigned worker)
{
    const struct collector *c = context;
    struct collector_part *p = &c->parts[worker];

    samples_sum(&c->samples, &p->samples, p->places);
    samples_sum(&c->differences.samples, &p->differences.samples, p->places);
}

static void collector_commit(void *context, unsigned worker)
{
    struct collector *c = context;
    const struct collector_part *p = &c->parts[worker];

    c->places += p->places;
    if (p->n == 0)
        return;
    c->n += p->n;
    samples_commit(&c->samples, &p->samples, p->places);
    samples_commit(&c->differences.samples, &p->differences.samples, p->places);
    if (!spreads_commit(&c->spreads, &c->samples, &p->samples, p->places) ||
        !spreads_commit(&c->differences.spreads, &c->differences.samples, &p->differences.samples,
                        p->places))
        c->samples.failed = true;
    sums_commit(&p->sums, p->n, c->moments);
    for (size_t i = 0; i < records(c) * c->n_deliveries; i++)
        for (size_t h = 0; h < DELIVERIES_THRESHOLDS; h++)
            c->reached[i * DELIVERIES_THRESHOLDS + h] += p->reached[i][h];
    for (size_t i = 0; i < awaited(c); i++)
        c->waiting[i] += p->waiting[i];
    for (size_t i = 0; i < records(c) * c->n_moves; i++)
        c->moved[i] += p->moved[i];
    for (int32_t e = 0; e < c->plan->n_events; e++)
        c->happened[e] += p->happened[e];
}

static void collector_settle(void *context, unsigned worker)
{
    struct collector *c = context;
    const struct collector_part *p = &c->parts[worker];

    samples_settle(&c->samples, &p->samples, p->places);
    samples_settle(&c->differences.samples, &p->differences.samples, p->places);
}

struct ensemble_sink collector_sink(struct collector *c)
{
    return (struct ensemble_sink){.context = c,
                                  .begin = collector_begin,
                                  .month = collector_month,
                                  .ready = collector_ready,
                                  .commit = collector_commit,
                                  .settle = collector_settle};
}

double collector_mean(const struct collector *c, int32_t t, size_t column)
{
    return c->n ? moments_mean(&c->moments[(size_t)(t + 1) * c->n_sums + column - c->first_sum])
                : 0;
}

double collector_error(const struct collector *c, int32_t t, size_t column)
{
    return moments_error(&c->moments[(size_t)(t + 1) * c->n_sums + column - c->first_sum]);
}
