#include "analysis/summary.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void mean_and_error_are_those_of_gsl(void **unused)
{
    double x[] = {23.85, 0.037, 512.25, 7.5, 1e4, 23.85, 99.1};
    const double mean = gsl_stats_mean(x, 1, 7), error = gsl_stats_sd(x, 1, 7) / sqrt(7);

    (void)unused;
    const struct summary s = summary_of(x, 7);
    assert_int_equal(s.n, 7);
    assert_true(fabs(s.mean - mean) < 1e-12 * mean);
    assert_true(fabs(s.error - error) < 1e-12 * error);
}

static void what_never_varies_has_error_zero(void **unused)
{
    double x[1000];

    (void)unused;
    for (int i = 0; i < 1000; i++)
        x[i] = 0.1 + 0.2;
    const struct summary s = summary_of(x, 1000);
    assert_true(s.mean == 0.1 + 0.2 && s.error == 0 && s.quantile[SUMMARY_P5] == s.mean);
}

static void undefined_values_are_left_out(void **unused)
{
    double x[] = {NAN, 23.85, NAN, 25.85};

    (void)unused;
    const struct summary s = summary_of(x, 4);
    assert_int_equal(s.n, 2);
    assert_true(s.mean == 24.85 && s.quantile[SUMMARY_P50] == 24.85);
    // sd of two numbers 2 apart is sqrt(2), the error of their mean 1
    assert_true(fabs(s.error - 1) < 1e-12);
}

static void a_mean_over_something_infinite_is_infinite_and_has_no_error(void **unused)
{
    double x[] = {5.5, INFINITY, 7.5};

    (void)unused;
    const struct summary s = summary_of(x, 3);
    assert_true(isinf(s.mean) && isnan(s.error) && s.quantile[SUMMARY_P50] == 7.5);
}

static void one_future_has_no_error_and_none_has_no_mean(void **unused)
{
    double x[] = {23.85};

    (void)unused;
    assert_true(isnan(summary_of(x, 1).error) && summary_of(x, 1).mean == 23.85);
    assert_true(isnan(summary_of(x, 0).mean) && isnan(summary_of(x, 0).quantile[SUMMARY_P50]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_and_error_are_those_of_gsl),
        cmocka_unit_test(what_never_varies_has_error_zero),
        cmocka_unit_test(undefined_values_are_left_out),
        cmocka_unit_test(a_mean_over_something_infinite_is_infinite_and_has_no_error),
        cmocka_unit_test(one_future_has_no_error_and_none_has_no_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
