#include "ensemble/moments.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

/** In chunks of 256. */
static struct moments all(const double x[], size_t n)
{
    struct moments m = {0};

    for (size_t i = 0; i < n; i += 256) {
        struct moments part = {0};
        moments_add_values(&part, x + i, n - i < 256 ? n - i : 256);
        moments_merge(&m, &part);
    }
    return m;
}

// the fraction itself, correctly rounded
static void a_share_of_futures_is_the_fraction_it_is(void **unused)
{
    static double x[1000];

    (void)unused;
    for (int share = 1; share < 1000; share++) {
        for (int i = 0; i < 1000; i++)
            x[i] = (i * 389) % 1000 < share; // spread over all chunks
        const struct moments m = all(x, 1000);
        assert_true(moments_mean(&m) == share / 1000.0);
    }
}

static void what_never_varies_is_its_own_mean_without_error(void **unused)
{
    static double x[1009];

    (void)unused;
    for (int k = 1; k < 500; k++) {
        for (int i = 0; i < 1009; i++)
            x[i] = 0.037 * k + 1.0 / k;
        const struct moments m = all(x, 1009);
        assert_true(moments_mean(&m) == x[0] && moments_error(&m) == 0);
    }
}

// mean by long double, error by GSL, of numbers whose mean is 10^7 times their spread
static void moments_are_those_of_one_pass(void **unused)
{
    static double x[3001];
    long double sum = 0;

    (void)unused;
    for (int i = 0; i < 3001; i++) {
        x[i] = 1e9 + 23.85 * sin(0.037 * i * i);
        sum += x[i];
    }
    const struct moments m = all(x, 3001);
    assert_true(moments_mean(&m) == (double)(sum / 3001));
    const double error = gsl_stats_sd(x, 1, 3001) / sqrt(3001);
    assert_true(fabs(moments_error(&m) / error - 1) < 1e-9);
}

static void undefined_and_infinite_values_are_told_apart(void **unused)
{
    const double x[] = {23.85, NAN, 25.85}, y[] = {7.5, INFINITY};
    const struct moments m = all(x, 3), infinite = all(y, 2), none = all(x, 0);

    (void)unused;
    assert_true(m.n == 2 && moments_mean(&m) == 24.85 && fabs(moments_error(&m) - 1) < 1e-12);
    assert_true(isinf(moments_mean(&infinite)) && isnan(moments_error(&infinite)));
    assert_true(isnan(moments_mean(&none)) && isnan(moments_error(&none)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_of_futures_is_the_fraction_it_is),
        cmocka_unit_test(what_never_varies_is_its_own_mean_without_error),
        cmocka_unit_test(moments_are_those_of_one_pass),
        cmocka_unit_test(undefined_and_infinite_values_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
