#include "ensemble/histogram.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define N 20011

/** Samples of both signs over many octaves with an atom at zero. */
static double *sample(unsigned long seed, double sigma)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    double *x = calloc(N, sizeof *x);

    gsl_rng_set(rng, seed);
    for (size_t i = 0; i < N; i++) {
        const double size = gsl_ran_lognormal(rng, 3, sigma), side = gsl_rng_uniform(rng);
        x[i] = side < 0.3 ? -size : side < 0.4 ? 0 : size;
    }
    gsl_rng_free(rng);
    return x;
}

// order statistics by gsl_sort on the values themselves
static void every_rank_is_within_the_stated_error(void **unused)
{
    static const uint32_t bits[] = {3, 6, 9};

    (void)unused;
    for (int b = 0; b < 3; b++)
        for (int spread = 0; spread < 2; spread++) {
            double *x = sample(23, spread ? 20 : 0.037), worst = 0;
            struct histogram h;
            histogram_init(&h, bits[b]);
            assert_true(histogram_add(&h, x, N));
            gsl_sort(x, 1, N);
            for (size_t k = 0; k < N; k += 7) {
                const double error = fabs(histogram_rank(&h, (double)k) - x[k]);
                assert_true(error <= histogram_error(&h) * fabs(x[k]));
                worst = fmax(worst, x[k] != 0 ? error / fabs(x[k]) : 0);
            }
            assert_true(worst >
                        0.5 * histogram_error(&h)); // the bound is no larger than it must be
            histogram_free(&h);
            free(x);
        }
}

static void sixty_four_bins_an_octave_keep_eight_in_a_thousand(void **unused)
{
    struct histogram h;

    (void)unused;
    histogram_init(&h, 6);
    assert_true(histogram_error(&h) < 0.008);
    histogram_init(&h, 9);
    assert_true(histogram_error(&h) < 0.001);
}

static void assert_same(const struct histogram *a, const struct histogram *b)
{
    assert_true(a->n == b->n && a->least == b->least && a->most == b->most);
    assert_int_equal(a->zeros, b->zeros);
    assert_memory_equal(a->infinite, b->infinite, sizeof a->infinite);
    for (int s = 0; s < 2; s++) {
        assert_int_equal(a->side[s].first, b->side[s].first);
        assert_int_equal(a->side[s].n, b->side[s].n);
        for (uint32_t i = 0; i < a->side[s].n; i++) {
            assert_int_equal(!a->side[s].octave[i], !b->side[s].octave[i]);
            if (a->side[s].octave[i])
                assert_memory_equal(a->side[s].octave[i], b->side[s].octave[i],
                                    sizeof(uint32_t) << a->bits);
        }
    }
}

static void merging_in_any_order_is_one_pass(void **unused)
{
    double *x = sample(7, 5);
    struct histogram whole, forth, back, part;

    (void)unused;
    x[11] = INFINITY;
    x[12] = -INFINITY;
    x[13] = NAN;
    histogram_init(&whole, 6);
    histogram_init(&forth, 6);
    histogram_init(&back, 6);
    assert_true(histogram_add(&whole, x, N));
    for (int chunk = 0; chunk < 4; chunk++)
        for (int way = 0; way < 2; way++) {
            const size_t from = (size_t)(way ? 3 - chunk : chunk) * 5003;
            histogram_init(&part, 6);
            assert_true(histogram_add(&part, x + from, N - from < 5003 ? N - from : 5003));
            assert_true(histogram_merge(way ? &back : &forth, &part));
            histogram_free(&part);
        }
    assert_true(whole.n == N - 1);
    assert_same(&whole, &forth);
    assert_same(&whole, &back);
    histogram_free(&whole);
    histogram_free(&forth);
    histogram_free(&back);
    free(x);
}

// gsl_stats_quantile_from_sorted_data is type 7 too
static void quantiles_are_those_of_gsl_within_the_error(void **unused)
{
    const double p[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double *x = sample(99, 1), q[5];
    struct histogram h;

    (void)unused;
    histogram_init(&h, 9);
    assert_true(histogram_add(&h, x, N));
    gsl_sort(x, 1, N);
    histogram_quantiles(&h, p, 5, q);
    for (int i = 0; i < 5; i++) {
        const double exact = gsl_stats_quantile_from_sorted_data(x, 1, N, p[i]);
        assert_true(fabs(q[i] - exact) <= (1.0 / 1024 + 1e-12) * fabs(exact));
    }
    histogram_free(&h);
    free(x);
}

static void what_never_varies_and_the_ends_are_exact(void **unused)
{
    double x[500];
    struct histogram h;

    (void)unused;
    for (int i = 0; i < 500; i++)
        x[i] = 23.85;
    histogram_init(&h, 6);
    assert_true(histogram_add(&h, x, 500));
    assert_true(histogram_rank(&h, 250) == 23.85);
    x[0] = -0.037;
    x[1] = 4.9e-324; // counts as zero, which it is nearly
    assert_true(histogram_add(&h, x, 500));
    assert_true(histogram_rank(&h, 0) == -0.037 && histogram_rank(&h, 999) == 23.85);
    assert_true(histogram_rank(&h, 1) == 0);
    histogram_free(&h);
    assert_true(isnan(histogram_rank(&(struct histogram){.bits = 6}, 0)));
}

// x to either side of every value, further than a bin is wide
static void what_lies_below_is_counted(void **unused)
{
    const double x[] = {-INFINITY, -23.85, -0.37, 0, 0, 5.5, 11.25, INFINITY};
    struct histogram h;

    (void)unused;
    histogram_init(&h, 9);
    assert_true(histogram_add(&h, x, 8));
    const double at[] = {-INFINITY, -25, -23.8, -0.36, 0.1, 5.6, 11.3, INFINITY};
    const double below[] = {1, 1, 2, 3, 5, 6, 7, 8};
    for (int i = 0; i < 8; i++)
        assert_true(histogram_below(&h, at[i]) == below[i]);
    histogram_free(&h);
}

static void infinities_are_ranked_at_the_ends(void **unused)
{
    const double x[] = {INFINITY, 5.5, -INFINITY, INFINITY}, p[] = {0, 0.25, 0.5, 1};
    double q[4];
    struct histogram h;

    (void)unused;
    histogram_init(&h, 6);
    assert_true(histogram_add(&h, x, 4));
    assert_true(isinf(histogram_rank(&h, 0)) && histogram_rank(&h, 0) < 0);
    assert_true(fabs(histogram_rank(&h, 1) / 5.5 - 1) < 0.008);
    histogram_quantiles(&h, p, 4, q);
    assert_true(q[0] == -INFINITY && q[1] == -INFINITY && q[2] == INFINITY && q[3] == INFINITY);
    histogram_free(&h);
}

// 10^6 values of one octave and its neighbours: a few octaves of 64 counts of 4 bytes
static void memory_does_not_grow_with_the_number_of_values(void **unused)
{
    double *x = sample(5, 0.2);
    struct histogram h;

    (void)unused;
    histogram_init(&h, 6);
    assert_true(histogram_add(&h, x, N));
    const size_t bytes = histogram_bytes(&h);
    for (int i = 0; i < 49; i++)
        assert_true(histogram_add(&h, x, N));
    assert_true(h.n == 50.0 * N);
    assert_int_equal(histogram_bytes(&h), bytes);
    assert_true(bytes < 5000);
    histogram_free(&h);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rank_is_within_the_stated_error),
        cmocka_unit_test(sixty_four_bins_an_octave_keep_eight_in_a_thousand),
        cmocka_unit_test(merging_in_any_order_is_one_pass),
        cmocka_unit_test(quantiles_are_those_of_gsl_within_the_error),
        cmocka_unit_test(what_never_varies_and_the_ends_are_exact),
        cmocka_unit_test(what_lies_below_is_counted),
        cmocka_unit_test(infinities_are_ranked_at_the_ends),
        cmocka_unit_test(memory_does_not_grow_with_the_number_of_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
