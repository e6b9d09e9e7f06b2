#include "ensemble/collector.h"

#include "../read_scenario.h"
#include "engine/engine.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char *const changes[] = {"run.months=13"};

struct world {
    struct scenario sc;
    struct plan plan;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct diag diag = {0};

    *state = w;
    return read_scenario(SOURCE_DIR "/configs/examples/minimal.cfg", NULL, changes, 1, &w->sc,
                         &diag) &&
                   diag.count == 0 && plan_init(&w->plan, &w->sc, false)
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    plan_free(&w->plan);
    scenario_free(&w->sc);
    free(w);
    return 0;
}

static enum ensemble_end collect(const struct world *w, struct collector *c, uint64_t first,
                                 uint64_t n, unsigned threads)
{
    const struct ensemble_job job = {
        .plan = &w->plan, .first = first, .replications = n, .threads = threads};
    struct ensemble_result *result = calloc(1, sizeof *result);

    assert_true(collector_init(c, &w->plan, NULL, first, n, false, ensemble_workers(&job)));
    const struct ensemble_sink sink = collector_sink(c);
    const enum ensemble_end end = ensemble_run(&job, &sink, result);
    assert_int_equal(result->failed, 0);
    free(result);
    return end;
}

static void assert_same_bits(const struct collector *a, const struct collector *b)
{
    const size_t rows = (size_t)a->months + 1;

    assert_int_equal(a->n, b->n);
    const uint64_t chunks = (a->replications + ENSEMBLE_CHUNK - 1) / ENSEMBLE_CHUNK;
    assert_memory_equal(a->samples.value, b->samples.value,
                        chunks * rows * a->first_sum * a->samples.width * sizeof(double));
    assert_memory_equal(a->moments, b->moments, rows * a->n_sums * sizeof *a->moments);
    assert_memory_equal(a->reached, b->reached,
                        rows * a->n_deliveries * DELIVERIES_THRESHOLDS * sizeof(uint64_t));
    assert_memory_equal(a->moved, b->moved, rows * a->n_moves * sizeof(uint64_t));
}

static void threads_do_not_change_one_bit(void **state)
{
    struct collector one, other;

    assert_int_equal(collect(*state, &one, 0, 1003, 1),
                     ENSEMBLE_WHOLE); // 1003 fills no block of 4 or more
    for (unsigned threads = 2; threads <= 4; threads++) {
        assert_int_equal(collect(*state, &other, 0, 1003, threads), ENSEMBLE_WHOLE);
        assert_same_bits(&one, &other);
        collector_free(&other);
    }
    collector_free(&one);
}

static void assert_same_bins(const struct histogram *a, const struct histogram *b)
{
    assert_true(a->n == b->n && (a->n == 0 || (a->least == b->least && a->most == b->most)));
    assert_int_equal(a->zeros, b->zeros);
    for (int s = 0; s < 2; s++) {
        assert_int_equal(a->side[s].n, b->side[s].n);
        for (uint32_t i = 0; i < a->side[s].n; i++)
            if (a->side[s].octave[i])
                assert_memory_equal(a->side[s].octave[i], b->side[s].octave[i],
                                    sizeof(uint32_t) << a->bits);
    }
}

static void threads_do_not_change_one_bin(void **state)
{
    struct collector one, other;

    assert_int_equal(collect(*state, &one, 0, 2401, 1), ENSEMBLE_WHOLE);
    assert_false(one.samples.exact);
    const size_t cells = one.samples.records * one.samples.columns;
    for (unsigned threads = 2; threads <= 5; threads += 3) {
        assert_int_equal(collect(*state, &other, 0, 2401, threads), ENSEMBLE_WHOLE);
        assert_memory_equal(one.samples.moments, other.samples.moments,
                            cells * sizeof *one.samples.moments);
        for (size_t i = 0; i < cells; i++)
            assert_same_bins(&one.samples.histogram[i], &other.samples.histogram[i]);
        collector_free(&other);
    }
    collector_free(&one);
}

/** The n values from place `first` on of every metric and month are the same as those of b. */
static void assert_same_values(const struct collector *a, uint64_t first, const struct collector *b,
                               uint64_t n)
{
    double *x = calloc(first + n, sizeof *x), *y = calloc(n, sizeof *y);

    for (size_t i = 0; i < a->first_sum; i++)
        for (int32_t t = -1; t < a->months; t++) {
            samples_values(&a->samples, t, i, first + n, x);
            samples_values(&b->samples, t, i, n, y);
            assert_memory_equal(x + first, y, n * sizeof *y);
            assert_true(samples_value(&a->samples, t, i, first) == x[first]);
        }
    free(x);
    free(y);
}

static void fewer_replications_are_the_first_of_more(void **state)
{
    struct collector few, many;

    collect(*state, &few, 0, 299, 2);
    collect(*state, &many, 0, 600, 2);
    assert_same_values(&many, 0, &few, 299);
    collector_free(&few);
    collector_free(&many);
}

static void a_later_first_replication_continues(void **state)
{
    struct collector all, tail;

    collect(*state, &all, 0, 600, 1);
    collect(*state, &tail, 283, 317, 1);
    assert_same_values(&all, 283, &tail, 317);
    collector_free(&all);
    collector_free(&tail);
}

/** Every value of one column and month, by an observer of its own. */
struct sample {
    const struct observation *observation;
    size_t column;
    int32_t t;
    double *x;
    uint64_t n, place;
};

static void take(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    struct sample *s = context;
    const double *v = observe_values(&s->observation->column[s->column], state);

    (void)plan;
    for (int i = 0; i < LANES && s->place + (uint64_t)i < s->n && t == s->t; i++)
        s->x[s->place + (uint64_t)i] = v[i];
}

// means and standard errors against gsl_stats on the values themselves
static void moments_are_those_of_all_values(void **state)
{
    const struct world *w = *state;
    const uint64_t n = 701;
    double *x = calloc(n, sizeof *x);
    struct state block;
    struct collector c;
    size_t varied = 0;

    collect(w, &c, 0, n, 2);
    assert_true(state_init(&block, &w->plan));
    for (size_t i = c.first_sum; i < c.observation.n; i += 3) {
        struct sample s = {.observation = &c.observation, .column = i, .t = 11, .x = x, .n = n};
        const struct engine_observer observer = {take, &s};
        for (s.place = 0; s.place < n; s.place += LANES)
            engine_run(&w->plan, &block, (struct engine_futures){.first = s.place}, NULL, NULL,
                       &observer);
        const double mean = gsl_stats_mean(x, 1, n),
                     error = gsl_stats_sd_m(x, 1, n, mean) / sqrt((double)n);
        assert_true(fabs(collector_mean(&c, 11, i) - mean) <= 1e-12 * fabs(mean));
        assert_true(fabs(collector_error(&c, 11, i) - error) <= 1e-9 * error + 1e-12 * fabs(mean));
        varied += error > 0;
    }
    assert_true(varied > 0);
    state_free(&block);
    collector_free(&c);
    free(x);
}

/** Hands the engine's months to the collector, but says that one lane failed. */
struct mask {
    struct ensemble_sink sink;
    struct ensemble_block block;
};

static void pass_on(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    struct mask *m = context;

    m->sink.month(m->sink.context, 0, &m->block, plan, state, t);
}

static void a_failed_replication_counts_nowhere(void **state)
{
    const struct world *w = *state;
    struct collector some, all;
    struct state block;
    struct mask m = {0};
    const struct engine_observer observer = {pass_on, &m};

    assert_true(state_init(&block, &w->plan));
    assert_true(collector_init(&some, &w->plan, NULL, 0, LANES, false, 1));
    assert_true(collector_init(&all, &w->plan, NULL, 0, LANES, false, 1));
    for (int run = 0; run < 2; run++) {
        struct collector *c = run ? &all : &some;
        m.sink = collector_sink(c);
        EACH_LANE (i)
            m.block.used[i] = run || i != LANES / 2;
        m.sink.begin(m.sink.context, 0);
        engine_run(&w->plan, &block, (struct engine_futures){.first = 0}, NULL, NULL, &observer);
        m.sink.commit(m.sink.context, 0);
    }
    assert_int_equal(some.n, LANES - 1);
    assert_int_equal(some.samples.counts[LANES / 2], 0);
    // the sum over all futures is the sum over the others and the failed one's own value
    for (size_t i = some.first_sum; i < some.observation.n; i++) {
        const double *v = observe_values(&some.observation.column[i], &block); // the last month's
        const double without = collector_mean(&all, 12, i) * LANES - v[LANES / 2];
        assert_true(fabs(collector_mean(&some, 12, i) * (LANES - 1) - without) <=
                    1e-9 * (1 + collector_mean(&all, 12, i) * LANES));
    }
    for (size_t d = 0; d < all.n_deliveries; d++) {
        const struct collector_delivery *what = &all.deliveries[d];
        if (what->actor < 0 || what->chip < 0)
            continue;
        const int32_t pair = w->plan.pair_of[what->actor * w->plan.n_chips + what->chip];
        for (size_t h = 0; pair >= 0 && h < DELIVERIES_THRESHOLDS; h++) {
            const size_t at = (13 * all.n_deliveries + d) * DELIVERIES_THRESHOLDS + h;
            const double landed = block.sum_landed[pair][LANES / 2];
            assert_int_equal(all.reached[at] - some.reached[at],
                             landed > 0 && landed >= deliveries_thresholds[h]);
        }
    }
    state_free(&block);
    collector_free(&some);
    collector_free(&all);
}

static void the_chance_of_deliveries_falls_with_their_number_and_grows_with_time(void **state)
{
    struct collector c;

    collect(*state, &c, 0, 512, 1);
    for (size_t d = 0; d < c.n_deliveries; d++)
        for (int32_t t = -1; t < c.months; t++) {
            const uint64_t *at =
                c.reached + ((size_t)(t + 1) * c.n_deliveries + d) * DELIVERIES_THRESHOLDS;
            for (size_t h = 0; h < DELIVERIES_THRESHOLDS; h++) {
                assert_true(at[h] <= 512 && (h == 0 || at[h] <= at[h - 1]));
                assert_true(t < 0 || at[h] >= *(at + h - c.n_deliveries * DELIVERIES_THRESHOLDS));
            }
        }
    collector_free(&c);
}

static bool never_mind(void *context)
{
    return ++*(int *)context > 3;
}

static void a_run_can_be_stopped(void **state)
{
    const struct world *w = *state;
    int asked = 0;
    const struct ensemble_job job = {.plan = &w->plan,
                                     .replications = 100000,
                                     .threads = 1,
                                     .stop = never_mind,
                                     .context = &asked};
    struct ensemble_result *result = calloc(1, sizeof *result);
    struct collector c;

    assert_true(collector_init(&c, &w->plan, NULL, 0, 1000, false, 1));
    const struct ensemble_sink sink = collector_sink(&c);
    assert_int_equal(ensemble_run(&job, &sink, result), ENSEMBLE_STOPPED);
    assert_int_equal(asked, 4);
    assert_int_equal(result->places, 0);
    free(result);
    collector_free(&c);
}

static bool after_768(void *unused, uint64_t done)
{
    (void)unused;
    return done >= 768;
}

// the first three chunks of 256, by a run of as many
static void a_run_ends_when_it_is_enough_at_the_same_chunk_for_any_threads(void **state)
{
    const struct world *w = *state;
    struct ensemble_result *result = calloc(1, sizeof *result);
    struct collector c, first;

    collect(w, &first, 0, 768, 1);
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        const struct ensemble_job job = {
            .plan = &w->plan, .replications = 100000, .threads = threads, .enough = after_768};
        assert_true(collector_init(&c, &w->plan, NULL, 0, 100000, false, ensemble_workers(&job)));
        const struct ensemble_sink sink = collector_sink(&c);
        assert_int_equal(ensemble_run(&job, &sink, result), ENSEMBLE_ENOUGH);
        assert_int_equal(result->places, 768);
        assert_int_equal(c.places, 768);
        assert_memory_equal(c.moments, first.moments,
                            c.samples.records * c.n_sums * sizeof *c.moments);
        for (size_t i = 0; i < c.samples.records * c.samples.columns; i++) {
            double x[768], n = 0; // that are defined in the first 768
            samples_values(&first.samples, (int32_t)(i / c.samples.columns) - 1,
                           i % c.samples.columns, 768, x);
            for (size_t r = 0; r < 768; r++)
                n += !isnan(x[r]);
            assert_true(c.samples.histogram[i].n == n);
        }
        collector_free(&c);
    }
    collector_free(&first);
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_change_one_bit),
        cmocka_unit_test(threads_do_not_change_one_bin),
        cmocka_unit_test(fewer_replications_are_the_first_of_more),
        cmocka_unit_test(a_later_first_replication_continues),
        cmocka_unit_test(moments_are_those_of_all_values),
        cmocka_unit_test(a_failed_replication_counts_nowhere),
        cmocka_unit_test(the_chance_of_deliveries_falls_with_their_number_and_grows_with_time),
        cmocka_unit_test(a_run_can_be_stopped),
        cmocka_unit_test(a_run_ends_when_it_is_enough_at_the_same_chunk_for_any_threads),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
