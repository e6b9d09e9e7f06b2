#include "analysis/quantiles.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const double probabilities[] = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
#define P (sizeof probabilities / sizeof probabilities[0])

/** A reproducible number in [0, 1): Knuth's MMIX generator. */
static double next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) * 0x1p-53;
}

// GSL's gsl_stats_quantile_from_sorted_data is the same definition (type 7), on fully sorted data
static void quantiles_are_those_of_gsl(void **unused)
{
    uint64_t seed = 7;
    double x[3000], sorted[3000], q[P];

    (void)unused;
    for (int trial = 0; trial < 300; trial++) {
        const size_t n = trial < 60 ? (size_t)trial + 1 : (size_t)(next(&seed) * 2999) + 1;
        // ties, atoms at zero, and spread out over many orders
        for (size_t i = 0; i < n; i++) {
            const double u = next(&seed);
            x[i] = trial % 3 == 0 ? floor(u * 5) : trial % 3 == 1 ? (u < 0.6 ? 0 : u) : exp(30 * u);
        }
        memcpy(sorted, x, n * sizeof *x);
        gsl_sort(sorted, 1, n);
        quantiles_of(x, n, probabilities, P, q);
        for (size_t i = 0; i < P; i++) {
            const double g = gsl_stats_quantile_from_sorted_data(sorted, 1, n, probabilities[i]);
            assert_true(fabs(q[i] - g) <= 1e-15 * fabs(g));
        }
    }
}

static void sorted_and_reversed_samples_give_the_same(void **unused)
{
    double up[1001], down[1001], a[P], b[P];

    (void)unused;
    for (int i = 0; i <= 1000; i++) {
        up[i] = 0.037 * i;
        down[1000 - i] = 0.037 * i;
    }
    quantiles_of(up, 1001, probabilities, P, a);
    quantiles_of(down, 1001, probabilities, P, b);
    assert_memory_equal(a, b, sizeof a);
    assert_true(a[3] == 0.037 * 500); // the middle one of 1001
}

static void infinite_values_stay_infinite_and_spoil_no_other(void **unused)
{
    double x[] = {INFINITY, 23.85, INFINITY, 5.5, INFINITY};
    double y[] = {INFINITY, INFINITY};
    double q[P];

    (void)unused;
    quantiles_of(x, 5, probabilities, P, q);
    assert_true(q[0] == 5.5 && q[2] == 23.85 && isinf(q[3]) && isinf(q[6]));
    quantiles_of(y, 2, probabilities, P, q);
    for (size_t i = 0; i < P; i++)
        assert_true(isinf(q[i]));
}

static void an_empty_sample_has_no_quantiles(void **unused)
{
    double x[1], q[P];

    (void)unused;
    quantiles_of(x, 0, probabilities, P, q);
    for (size_t i = 0; i < P; i++)
        assert_true(isnan(q[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_those_of_gsl),
        cmocka_unit_test(sorted_and_reversed_samples_give_the_same),
        cmocka_unit_test(infinite_values_stay_infinite_and_spoil_no_other),
        cmocka_unit_test(an_empty_sample_has_no_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
