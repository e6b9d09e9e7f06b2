// Expected values: worked out by hand, and the textbook's standard error of independent numbers.
#include "ensemble/spread.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void sixteen_numbers_have_the_usual_standard_error(void **unused)
{
    (void)unused;
    double x[16], mean = 0, squares = 0;
    struct spread s = {0};

    for (int i = 0; i < 16; i++) {
        x[i] = 23.85 + 0.37 * i * i;
        mean += x[i] / 16;
    }
    for (int i = 0; i < 16; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    spread_add(&s, x, 16);
    assert_true(fabs(spread_error(&s) / sqrt(squares / 15 / 16) - 1) < 1e-12);
}

static void what_cancels_within_randomisations_does_not_count(void **unused)
{
    (void)unused;
    double x[64];
    struct spread s = {0};

    for (int i = 0; i < 64; i++) // 3 and 7 in turn within each randomisation
        x[i] = i / 16 % 2 ? 7 : 3;
    spread_add(&s, x, 64);
    assert_true(spread_error(&s) == 0);
    x[5] = 11; // the sum of one randomisation 8 more: its deviation 7.5, the others' -0.5
    s = (struct spread){0};
    spread_add(&s, x, 64);
    const double squares = 7.5 * 7.5 + 15 * 0.5 * 0.5;
    assert_true(fabs(spread_error(&s) - sqrt(squares * 16 / 15) / 64) < 1e-12);
}

static void what_is_undefined_is_left_out(void **unused)
{
    (void)unused;
    double x[32], y[32];
    struct spread s = {0};

    for (int i = 0; i < 32; i++)
        x[i] = i % 16 < 3 ? i * i : NAN;
    spread_add(&s, x, 32);
    // sums 256, 290, 328 of two numbers each around a mean of 145.666...
    const double d[] = {256 - 874 / 3., 290 - 874 / 3., 328 - 874 / 3.};
    const double squares = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    assert_true(fabs(spread_error(&s) - sqrt(squares * 3 / 2) / 6) < 1e-12);
    for (int i = 0; i < 32; i++)
        y[i] = i % 16 ? NAN : 37;
    s = (struct spread){0};
    spread_add(&s, y, 32);
    assert_true(isnan(spread_error(&s)));
    y[1] = INFINITY;
    spread_add(&s, y, 32);
    assert_true(isnan(spread_error(&s)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_numbers_have_the_usual_standard_error),
        cmocka_unit_test(what_cancels_within_randomisations_does_not_count),
        cmocka_unit_test(what_is_undefined_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
