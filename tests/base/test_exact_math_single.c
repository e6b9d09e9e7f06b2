// Expected values: MPFR at 60 bits, over arguments evenly spaced among the 32-bit numbers of a
// range.
#include "base/exact_math_single.h"

#include <math.h>
#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { N = 200000 };

typedef int function(mpfr_t, mpfr_srcptr, mpfr_rnd_t);

/** Difference in units of the last place of the exact result, or of the smallest number. */
static double error_in_ulp(function *exact, float x, float y)
{
    mpfr_t value;

    mpfr_init2(value, 60);
    mpfr_set_flt(value, x, MPFR_RNDN);
    exact(value, value, MPFR_RNDN);
    const double e = fabs(mpfr_get_d(value, MPFR_RNDN));
    mpfr_sub_d(value, value, (double)y, MPFR_RNDN);
    const double error = fabs(mpfr_get_d(value, MPFR_RNDN));
    mpfr_clear(value);
    return error / fmax(ldexp(1, e > 0 ? ilogb(e) - 23 : -149), 0x1p-149); // of 0: the smallest
}

static void assert_bound(const char *what, float x, double measured, double bound)
{
    if (!(measured < bound))
        fail_msg("%s(%a): error %g ulp is not below %g", what, x, measured, bound);
}

/** Arguments from low to high, both positive. */
static void hold(const char *what, function *exact, float (*own)(float), float low, float high,
                 int sign)
{
    const uint32_t first = exact_math_bitsf(low), step = (exact_math_bitsf(high) - first) / N;

    for (uint32_t i = 0; i < N; i++) {
        const float x = (float)sign * exact_math_realf(first + i * step);
        assert_bound(what, x, error_in_ulp(exact, x, own(x)), 1);
    }
}

static void exp_is_within_its_bound(void **state)
{
    (void)state;
    hold("exp", mpfr_exp, exact_math_expf, 1e-9F, 88.7F, 1);
    hold("exp", mpfr_exp, exact_math_expf, 1e-9F, 87, -1);
    hold("exp", mpfr_exp, exact_math_expf, 0.5F, 88.7F, 1);
    hold("exp", mpfr_exp, exact_math_expf, 0.5F, 87, -1);
}

static void exp_of_large_negative_numbers_is_within_one_subnormal_ulp(void **state)
{
    (void)state;
    hold("exp", mpfr_exp, exact_math_expf, 87, 110, -1);
}

static void exp_keeps_its_special_values(void **state)
{
    (void)state;
    assert_true(exact_math_expf(0) == 1);
    assert_true(exact_math_expf(-0.0F) == 1);
    assert_true(exact_math_expf(88.72F) < INFINITY);
    assert_true(exact_math_expf(88.73F) == INFINITY);
    assert_true(exact_math_expf(1e38F) == INFINITY);
    assert_true(exact_math_expf(INFINITY) == INFINITY);
    assert_true(exact_math_expf(-103) > 0);
    assert_true(exact_math_expf(-104) == 0);
    assert_true(exact_math_expf(-INFINITY) == 0);
    assert_true(isnan(exact_math_expf(NAN)));
}

static void log_is_within_its_bound(void **state)
{
    (void)state;
    hold("log", mpfr_log, exact_math_logf, 0x1p-149F, 3e38F, 1);
    hold("log", mpfr_log, exact_math_logf, 0.5F, 2, 1);
    hold("log", mpfr_log, exact_math_logf, 0.99F, 1.01F, 1);
}

static void log_keeps_its_special_values(void **state)
{
    (void)state;
    assert_true(exact_math_logf(1) == 0);
    assert_true(exact_math_logf(0) == -INFINITY);
    assert_true(exact_math_logf(-0.0F) == -INFINITY);
    assert_true(exact_math_logf(INFINITY) == INFINITY);
    assert_true(isnan(exact_math_logf(-1e-45F)));
    assert_true(isnan(exact_math_logf(-INFINITY)));
    assert_true(isnan(exact_math_logf(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_within_its_bound),
        cmocka_unit_test(exp_of_large_negative_numbers_is_within_one_subnormal_ulp),
        cmocka_unit_test(exp_keeps_its_special_values),
        cmocka_unit_test(log_is_within_its_bound),
        cmocka_unit_test(log_keeps_its_special_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
