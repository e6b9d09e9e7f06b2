#include "ensemble/collector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double collector_thresholds[COLLECTOR_THRESHOLDS] = {0,   1,   1000, 10000, 50000,
                                                           1e5, 2e5, 4e5,  1e6};

/** One worker's share of the chunk it works on. */
struct collector_part {
    lanes *month; // (columns) of one block
    double *about, *sum,
        *squares;     // (months + 1, n_sums): first value, sums of deviations and of their squares
    uint32_t n;       // replications of the chunk so far
    uint32_t n_month; // the same before the block in work
    uint32_t *reached, *moved, *happened;
    int32_t (*regime)[LANES]; // (jurisdictions) at the end of last month
    lanes *delivered;         // (deliveries) of one month
};

static size_t records(const struct collector *c)
{
    return (size_t)c->months + 1;
}

static size_t count_deliveries(const struct plan *plan)
{
    return (size_t)(plan->n_actors + 1) * (size_t)(plan->n_chips + 1);
}

static size_t count_moves(const struct plan *plan)
{
    size_t n = 0;

    for (int32_t j = 0; j < plan->n_jurisdictions; j++)
        n += (size_t)plan->regime_count[j] * (size_t)(plan->regime_count[j] - 1);
    return n;
}

double collector_bytes(const struct plan *plan, const struct observation *observation,
                       uint64_t replications, unsigned workers)
{
    const double rows = plan->months + 1.0;
    const double metrics = (double)observation->first[OBSERVE_METRICS + 1];
    const double sums = (double)observation->n - metrics;
    const double counts =
        8.0 * ((double)count_deliveries(plan) * COLLECTOR_THRESHOLDS + (double)count_moves(plan));
    const double part = rows * (24 * sums + counts / 2) + (double)observation->n * sizeof(lanes) +
                        (double)plan_state_bytes(plan);

    return rows * (8 * metrics * (double)replications + 16 * sums + counts) + (double)replications +
           workers * part;
}

static bool init_part(const struct collector *c, struct collector_part *p)
{
    const struct plan *plan = c->plan;
    const size_t sums = records(c) * c->n_sums;

    p->month = aligned_alloc(64, (c->observation.n * sizeof *p->month + 127) / 64 * 64);
    p->about = calloc(sums + 1, sizeof *p->about);
    p->sum = calloc(sums + 1, sizeof *p->sum);
    p->squares = calloc(sums + 1, sizeof *p->squares);
    p->reached =
        calloc(records(c) * c->n_deliveries * COLLECTOR_THRESHOLDS + 1, sizeof *p->reached);
    p->moved = calloc(records(c) * c->n_moves + 1, sizeof *p->moved);
    p->happened = calloc((size_t)plan->n_events + 1, sizeof *p->happened);
    p->regime = calloc((size_t)plan->n_jurisdictions + 1, sizeof *p->regime);
    p->delivered = calloc(c->n_deliveries + 1, sizeof *p->delivered);
    return p->month && p->about && p->sum && p->squares && p->reached && p->moved && p->happened &&
           p->regime && p->delivered;
}

static void free_part(struct collector_part *p)
{
    free(p->month);
    free(p->about);
    free(p->sum);
    free(p->squares);
    free(p->reached);
    free(p->moved);
    free(p->happened);
    free(p->regime);
    free(p->delivered);
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

bool collector_init(struct collector *c, const struct plan *plan, uint64_t first,
                    uint64_t replications, unsigned workers)
{
    *c = (struct collector){
        .plan = plan, .months = plan->months, .first = first, .replications = replications};
    if (!observation_init(&c->observation, plan))
        return false;
    c->first_sum = c->observation.first[OBSERVE_METRICS + 1];
    c->n_sums = c->observation.n - c->first_sum;
    c->deliveries = calloc(count_deliveries(plan) + 1, sizeof *c->deliveries);
    c->moves = calloc(count_moves(plan) + 1, sizeof *c->moves);
    if (!c->deliveries || !c->moves)
        return false;
    list_deliveries(c);
    list_moves(c);
    c->mean = calloc(records(c) * c->n_sums + 1, sizeof *c->mean);
    c->squares = calloc(records(c) * c->n_sums + 1, sizeof *c->squares);
    c->values = calloc(records(c) * c->first_sum * replications + 1, sizeof *c->values);
    c->counts = calloc(replications + 1, sizeof *c->counts);
    c->reached =
        calloc(records(c) * c->n_deliveries * COLLECTOR_THRESHOLDS + 1, sizeof *c->reached);
    c->moved = calloc(records(c) * c->n_moves + 1, sizeof *c->moved);
    c->happened = calloc((size_t)plan->n_events + 1, sizeof *c->happened);
    c->parts = calloc(workers, sizeof *c->parts);
    c->n_parts = c->parts ? workers : 0;
    bool fine = c->mean && c->squares && c->values && c->counts && c->reached && c->moved &&
                c->happened && c->parts;
    for (unsigned i = 0; i < c->n_parts; i++)
        fine = init_part(c, &c->parts[i]) && fine;
    return fine;
}

void collector_free(struct collector *c)
{
    for (unsigned i = 0; i < c->n_parts; i++)
        free_part(&c->parts[i]);
    free(c->parts);
    observation_free(&c->observation);
    free(c->mean);
    free(c->squares);
    free(c->values);
    free(c->counts);
    free(c->deliveries);
    free(c->reached);
    free(c->moves);
    free(c->moved);
    free(c->happened);
    *c = (struct collector){0};
}

static void collector_begin(void *context, unsigned worker)
{
    const struct collector *c = context;
    struct collector_part *p = &c->parts[worker];
    const size_t sums = records(c) * c->n_sums;

    p->n = 0;
    memset(p->sum, 0, sums * sizeof *p->sum);
    memset(p->squares, 0, sums * sizeof *p->squares);
    memset(p->reached, 0, records(c) * c->n_deliveries * COLLECTOR_THRESHOLDS * sizeof *p->reached);
    memset(p->moved, 0, records(c) * c->n_moves * sizeof *p->moved);
    memset(p->happened, 0, (size_t)c->plan->n_events * sizeof *p->happened);
}

/** Adds a block to a column's moments, lane after lane: the order of replications whatever LANES
 * is. */
static void add_column(const double v[LANES], const uint8_t used[LANES], double about, double *sum,
                       double *squares)
{
    double s = *sum, q = *squares;
    bool same = true;

    EACH_LANE (i)
        same &= v[i] == about;
    if (same)
        return;
    EACH_LANE (i) {
        const double d = used[i] ? v[i] - about : 0;
        s += d;
        q += d * d;
    }
    *sum = s;
    *squares = q;
}

static void add_sums(const struct collector *c, struct collector_part *p,
                     const struct ensemble_block *block, int32_t t)
{
    const size_t row = (size_t)(t + 1) * c->n_sums;
    double *about = p->about + row, *sum = p->sum + row, *squares = p->squares + row;
    int first = 0;

    while (first < LANES && !block->used[first])
        first++;
    if (first == LANES)
        return;
    for (size_t i = 0; i < c->n_sums; i++) {
        const double *v = p->month[c->first_sum + i];
        if (p->n_month == 0)
            about[i] = v[first];
        add_column(v, block->used, about[i], &sum[i], &squares[i]);
    }
}

static void keep_values(struct collector *c, const struct collector_part *p,
                        const struct ensemble_block *block, int32_t t)
{
    const uint64_t left = c->replications - block->place;
    const size_t n = left < LANES ? (size_t)left : LANES;

    for (size_t i = 0; i < c->first_sum; i++)
        memcpy(c->values + ((size_t)(t + 1) * c->first_sum + i) * c->replications + block->place,
               p->month[i], n * sizeof(double));
}

/** Chips landed since the start, by actor and chip and their sums; domestic chips need no key and
 * are left out. */
static void add_deliveries(const struct collector *c, struct collector_part *p,
                           const struct ensemble_block *block, const struct state *state, int32_t t)
{
    const struct plan *plan = c->plan;
    const size_t width = (size_t)plan->n_chips + 1;
    uint32_t *reached = p->reached + (size_t)(t + 1) * c->n_deliveries * COLLECTOR_THRESHOLDS;

    memset(p->delivered, 0, c->n_deliveries * sizeof *p->delivered);
    for (int32_t i = 0; i < plan->n_pairs; i++) {
        const int32_t a = plan->pairs[i].actor, k = plan->pairs[i].chip;
        const struct chip *chip = &state->chip[k];
        if (chip->channel == CHANNEL_DOMESTIC)
            continue;
        const bool official =
            chip->channel == CHANNEL_OFFICIAL && chip->origin != state->actor[a].home;
        const size_t mine = (size_t)a * width, all = (size_t)plan->n_actors * width;
        EACH_LANE (l) {
            const double x = state->sum_landed[i][l];
            p->delivered[mine + (size_t)k][l] += x;
            p->delivered[all + (size_t)k][l] += x;
            p->delivered[mine + width - 1][l] += official ? x : 0;
            p->delivered[all + width - 1][l] += official ? x : 0;
        }
    }
    for (size_t d = 0; d < c->n_deliveries; d++)
        EACH_LANE (l)
            for (int h = 0; h < COLLECTOR_THRESHOLDS && block->used[l] && p->delivered[d][l] > 0;
                 h++)
                reached[d * COLLECTOR_THRESHOLDS + (size_t)h] +=
                    p->delivered[d][l] >= collector_thresholds[h];
}

static void add_moves(const struct collector *c, struct collector_part *p,
                      const struct ensemble_block *block, const struct state *state, int32_t t)
{
    uint32_t *moved = p->moved + (size_t)(t + 1) * c->n_moves;

    for (size_t m = 0; m < c->n_moves && t >= 0; m++) {
        const struct collector_move *way = &c->moves[m];
        EACH_LANE (l)
            moved[m] += block->used[l] && p->regime[way->jurisdiction][l] == way->from &&
                        state->regime[way->jurisdiction][l] == way->to;
    }
    memcpy(p->regime, state->regime, (size_t)c->plan->n_jurisdictions * sizeof *p->regime);
    if (t == c->months - 1)
        for (int32_t e = 0; e < c->plan->n_events; e++)
            EACH_LANE (l)
                p->happened[e] += block->used[l] && state->event_happens[e][l] > 0;
}

static void collector_month(void *context, unsigned worker, const struct ensemble_block *block,
                            const struct plan *plan, const struct state *state, int32_t t)
{
    struct collector *c = context;
    struct collector_part *p = &c->parts[worker];

    if (t == -1) {
        p->n_month = p->n;
        EACH_LANE (l)
            p->n += block->used[l];
        for (uint64_t l = 0; l < LANES && block->place + l < c->replications; l++)
            c->counts[block->place + l] = block->used[l];
    }
    observe_values(&c->observation, plan, state, 0, c->observation.n, p->month);
    keep_values(c, p, block, t);
    add_sums(c, p, block, t);
    add_deliveries(c, p, block, state, t);
    add_moves(c, p, block, state, t);
}

static void collector_commit(void *context, unsigned worker)
{
    struct collector *c = context;
    const struct collector_part *p = &c->parts[worker];
    const double before = (double)c->n, n = p->n, total = before + n;

    if (p->n == 0)
        return;
    for (size_t i = 0; i < records(c) * c->n_sums; i++) {
        const double mean = p->about[i] + p->sum[i] / n;
        const double squares = fmax(0, p->squares[i] - p->sum[i] * p->sum[i] / n);
        const double delta = mean - c->mean[i];
        c->mean[i] = before > 0 ? c->mean[i] + delta * (n / total) : mean;
        c->squares[i] += squares + (before > 0 ? delta * delta * (before * n / total) : 0);
    }
    c->n += p->n;
    for (size_t i = 0; i < records(c) * c->n_deliveries * COLLECTOR_THRESHOLDS; i++)
        c->reached[i] += p->reached[i];
    for (size_t i = 0; i < records(c) * c->n_moves; i++)
        c->moved[i] += p->moved[i];
    for (int32_t e = 0; e < c->plan->n_events; e++)
        c->happened[e] += p->happened[e];
}

struct ensemble_sink collector_sink(struct collector *c)
{
    return (struct ensemble_sink){c, collector_begin, collector_month, collector_commit};
}

double collector_mean(const struct collector *c, int32_t t, size_t column)
{
    return c->mean[(size_t)(t + 1) * c->n_sums + column - c->first_sum];
}

double collector_error(const struct collector *c, int32_t t, size_t column)
{
    const double n = (double)c->n;

    if (c->n < 2)
        return NAN;
    return sqrt(c->squares[(size_t)(t + 1) * c->n_sums + column - c->first_sum] / (n - 1) / n);
}

const double *collector_values(const struct collector *c, int32_t t, size_t column)
{
    return c->values + ((size_t)(t + 1) * c->first_sum + column) * c->replications;
}
