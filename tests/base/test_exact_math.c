// Expected values: MPFR at 200 bits, over fixed pseudo-random arguments and the special ones.
#include "base/exact_math.h"
#include "base/lanes.h"
#include "base/rng.h"

#include <math.h>
#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { N = 20000 };

struct reference {
    mpfr_t value, work, more;
};

static int reference_set_up(void **state)
{
    static struct reference r;
    mpfr_inits2(200, r.value, r.work, r.more, (mpfr_ptr)NULL);
    *state = &r;
    return 0;
}

static int reference_tear_down(void **state)
{
    struct reference *r = *state;
    mpfr_clears(r->value, r->work, r->more, (mpfr_ptr)NULL);
    mpfr_free_cache();
    return 0;
}

static double uniform(const char *name, uint64_t i)
{
    double u;
    rng_uniform((struct rng_at){.seed = 2385, .process = rng_tag(name)}, i, 1, &u);
    return u;
}

static double absolute_error(struct reference *r, double y)
{
    mpfr_sub_d(r->work, r->value, y, MPFR_RNDN);
    return fabs(mpfr_get_d(r->work, MPFR_RNDN));
}

static double relative_error(struct reference *r, double y)
{
    return absolute_error(r, y) / fabs(mpfr_get_d(r->value, MPFR_RNDN));
}

static double error_in_ulp(struct reference *r, double y)
{
    const double exact = fabs(mpfr_get_d(r->value, MPFR_RNDN));
    return absolute_error(r, y) / (nextafter(exact, INFINITY) - exact);
}

static void assert_bound(const char *what, double measured, double bound)
{
    if (!(measured < bound))
        fail_msg("%s: error %g is not below %g", what, measured, bound);
}

// a third over the whole range, a third of moderate size, a third near the point where errors show
static double argument(const char *name, uint64_t i, double wide, double near, double centre)
{
    const double u = uniform(name, i) - 0.5;
    return i % 3 == 0 ? 2 * wide * u : i % 3 == 1 ? 2 * near * u : centre + 1e-3 * u;
}

static void exp_is_within_its_bound(void **state)
{
    struct reference *r = *state;
    double worst = 0;
    for (uint64_t i = 0; i < N; i++) {
        const double x = argument("exp", i, 708, 3, 0);
        mpfr_set_d(r->value, x, MPFR_RNDN);
        mpfr_exp(r->value, r->value, MPFR_RNDN);
        worst = fmax(worst, error_in_ulp(r, exact_math_exp(x)));
    }
    assert_bound("exp [ulp]", worst, 0.7);
}

static void exp_of_large_negative_numbers_is_within_one_subnormal_ulp(void **state)
{
    struct reference *r = *state;
    for (uint64_t i = 0; i < 2000; i++) {
        const double x = -708 - 40 * uniform("subnormal", i);
        mpfr_set_d(r->value, x, MPFR_RNDN);
        mpfr_exp(r->value, r->value, MPFR_RNDN);
        mpfr_sub_d(r->value, r->value, exact_math_exp(x), MPFR_RNDN);
        mpfr_mul_2ui(r->value, r->value, 1074, MPFR_RNDN);
        assert_bound("exp [smallest double]", fabs(mpfr_get_d(r->value, MPFR_RNDN)), 1);
    }
}

static void exp_keeps_its_special_values(void **state)
{
    (void)state;
    assert_true(exact_math_exp(0) == 1);
    assert_true(exact_math_exp(-0.0) == 1);
    assert_true(exact_math_exp(709.7) < INFINITY);
    assert_true(exact_math_exp(709.8) == INFINITY);
    assert_true(exact_math_exp(1e300) == INFINITY);
    assert_true(exact_math_exp(INFINITY) == INFINITY);
    assert_true(exact_math_exp(-745) > 0);
    assert_true(exact_math_exp(-745.2) == 0);
    assert_true(exact_math_exp(-INFINITY) == 0);
    assert_true(isnan(exact_math_exp(NAN)));
}

static void log_is_within_its_bound(void **state)
{
    struct reference *r = *state;
    double worst = 0;
    for (uint64_t i = 0; i < N; i++) {
        const double u = uniform("log", i);
        const double x = i % 3 == 0   ? ldexp(u, (int)(u * 2e9) % 1070)
                         : i % 3 == 1 ? 3 * u
                                      : 0.99 + 0.02 * u;
        const double y = i % 6 == 0 ? 1 / x : x;
        mpfr_set_d(r->value, y, MPFR_RNDN);
        mpfr_log(r->value, r->value, MPFR_RNDN);
        worst = fmax(worst, error_in_ulp(r, exact_math_log(y)));
    }
    assert_bound("log [ulp]", worst, 0.9);
}

static void log_keeps_its_special_values(void **state)
{
    struct reference *r = *state;
    assert_true(exact_math_log(1) == 0);
    assert_true(exact_math_log(0) == -INFINITY);
    assert_true(exact_math_log(-0.0) == -INFINITY);
    assert_true(exact_math_log(INFINITY) == INFINITY);
    assert_true(isnan(exact_math_log(-5e-324)));
    assert_true(isnan(exact_math_log(-INFINITY)));
    assert_true(isnan(exact_math_log(NAN)));

    static const double subnormal[] = {5e-324, 2.385e-310, 0x1p-1022};
    for (size_t i = 0; i < 3; i++) {
        mpfr_set_d(r->value, subnormal[i], MPFR_RNDN);
        mpfr_log(r->value, r->value, MPFR_RNDN);
        assert_bound("log [ulp]", error_in_ulp(r, exact_math_log(subnormal[i])), 0.9);
    }
}

static void pow_is_within_its_bound(void **state)
{
    struct reference *r = *state;
    double worst = 0;
    for (uint64_t i = 0; i < N; i++) {
        const double u = uniform("pow", i), v = uniform("power", i);
        const double x = i % 3 == 0 ? exp(1400 * (u - 0.5)) : i % 3 == 1 ? 3 * u : 0.995 + 0.01 * u;
        const double y = i % 2 ? 10 * (v - 0.5) : 1400 * (v - 0.5) / log(x);
        if (fabs(y * log(x)) > 700)
            continue;
        mpfr_set_d(r->value, x, MPFR_RNDN);
        mpfr_set_d(r->work, y, MPFR_RNDN);
        mpfr_pow(r->value, r->value, r->work, MPFR_RNDN);
        worst = fmax(worst, relative_error(r, exact_math_pow(x, y)));
    }
    assert_bound("pow", worst, 1e-14);
}

static void pow_keeps_its_special_values(void **state)
{
    (void)state;
    assert_true(exact_math_pow(0, 0) == 1);
    assert_true(exact_math_pow(23.85, 0) == 1);
    assert_true(exact_math_pow(INFINITY, 0) == 1);
    assert_true(exact_math_pow(0, 0.037) == 0);
    assert_true(exact_math_pow(0, -0.037) == INFINITY);
    assert_true(exact_math_pow(INFINITY, 2) == INFINITY);
    assert_true(exact_math_pow(INFINITY, -2) == 0);
    assert_true(exact_math_pow(1, 1e300) == 1);
    assert_true(exact_math_pow(1, -INFINITY) == 1);
    assert_true(exact_math_pow(23.85, INFINITY) == INFINITY);
    assert_true(exact_math_pow(0.037, INFINITY) == 0);
    assert_true(exact_math_pow(0.037, -1e300) == INFINITY);
    assert_true(exact_math_pow(1 + 0x1p-52, 1e300) == INFINITY);
    assert_true(exact_math_pow(2, 10) == 1024);
    assert_true(isnan(exact_math_pow(-2, 2)));
    assert_true(isnan(exact_math_pow(NAN, 2)));
    assert_true(isnan(exact_math_pow(2, NAN)));
}

static void sqrt_is_within_its_bound(void **state)
{
    struct reference *r = *state;
    double worst = 0;
    for (uint64_t i = 0; i < N; i++) {
        const double x = exp(1380 * (uniform("sqrt", i) - 0.5));
        mpfr_set_d(r->value, x, MPFR_RNDN);
        mpfr_sqrt(r->value, r->value, MPFR_RNDN);
        worst = fmax(worst, error_in_ulp(r, exact_math_sqrt(x)));
    }
    assert_bound("sqrt [ulp]", worst, 1);
    assert_true(exact_math_sqrt(0) == 0);
    assert_true(exact_math_sqrt(4) == 2);
}

// Phi(z) into r->value
static void reference_cdf(struct reference *r, mpfr_t z)
{
    mpfr_set_ui(r->value, 2, MPFR_RNDN);
    mpfr_sqrt(r->value, r->value, MPFR_RNDN);
    mpfr_div(r->value, z, r->value, MPFR_RNDN);
    mpfr_neg(r->value, r->value, MPFR_RNDN);
    mpfr_erfc(r->value, r->value, MPFR_RNDN);
    mpfr_div_ui(r->value, r->value, 2, MPFR_RNDN);
}

static void normal_cdf_is_within_its_bounds(void **state)
{
    struct reference *r = *state;
    double below = 0, above = 0;
    for (uint64_t i = 0; i < 5000; i++) {
        const double u = uniform("cdf", i), z = i % 2 ? -37 * u : 8.5 * u;
        mpfr_set_d(r->more, z, MPFR_RNDN);
        reference_cdf(r, r->more);
        if (z < 0)
            below = fmax(below, relative_error(r, exact_math_normal_cdf(z)));
        else
            above = fmax(above, absolute_error(r, exact_math_normal_cdf(z)));
    }
    assert_bound("normal cdf below 0, relative", below, 2e-15);
    assert_bound("normal cdf above 0", above, 5e-16);
    assert_true(fabs(exact_math_normal_cdf(0) - 0.5) < 2e-16);
    assert_true(exact_math_normal_cdf(-INFINITY) == 0);
    assert_true(exact_math_normal_cdf(INFINITY) == 1);
    assert_true(isnan(exact_math_normal_cdf(NAN)));
}

// One Newton step in 200 bits from z squares its error, so the step is the error.
static double error_of_quantile(struct reference *r, double p, double z)
{
    mpfr_set_d(r->more, z, MPFR_RNDN);
    reference_cdf(r, r->more);
    mpfr_sub_d(r->value, r->value, p, MPFR_RNDN);
    mpfr_sqr(r->work, r->more, MPFR_RNDN);
    mpfr_div_ui(r->work, r->work, 2, MPFR_RNDN);
    mpfr_exp(r->work, r->work, MPFR_RNDN);
    mpfr_mul(r->value, r->value, r->work, MPFR_RNDN);
    return fabs(mpfr_get_d(r->value, MPFR_RNDN)) * sqrt(2 * M_PI) / fabs(z);
}

static void normal_quantile_is_within_its_bound(void **state)
{
    double worst = 0;
    for (uint64_t i = 0; i < 6000; i++) {
        const double u = uniform("quantile", i);
        const double p = i % 4 == 0   ? u
                         : i % 4 == 1 ? exp(-708 * u)
                         : i % 4 == 2 ? 1 - exp(-36 * u)
                                      : 0.4 + 0.2 * u;
        if (p < 1)
            worst = fmax(worst, error_of_quantile(*state, p, exact_math_normal_quantile(p)));
    }
    assert_bound("normal quantile, relative", worst, 1e-15);
}

static void normal_quantile_keeps_its_special_values(void **state)
{
    (void)state;
    assert_true(exact_math_normal_quantile(0) == -INFINITY);
    assert_true(exact_math_normal_quantile(1) == INFINITY);
    assert_true(exact_math_normal_quantile(0.5) == 0);
    assert_true(exact_math_normal_quantile(5e-324) < -38);
    assert_true(isnan(exact_math_normal_quantile(-1e-9)));
    assert_true(isnan(exact_math_normal_quantile(1.0000001)));
    assert_true(isnan(exact_math_normal_quantile(NAN)));
    // Wichura 1988, check values of PPND16
    assert_true(fabs(exact_math_normal_quantile(0.25) + 0.6744897501960817) < 1e-15);
    assert_true(fabs(exact_math_normal_quantile(0.001) + 3.090232306167814) < 1e-14);
    assert_true(fabs(exact_math_normal_quantile(1e-20) + 9.262340089798408) < 1e-14);
}

static void a_loop_over_lanes_gives_the_bits_of_single_calls(void **state)
{
    (void)state;
    lanes u, y[5];
    for (uint64_t block = 0; block < 500; block++) {
        EACH_LANE(i)
        u[i] = uniform("lanes", block * LANES + (uint64_t)i);
        EACH_LANE(i)
        y[0][i] = exact_math_exp(50 * u[i]);
        EACH_LANE(i)
        y[1][i] = exact_math_log(u[i]);
        EACH_LANE(i)
        y[2][i] = exact_math_pow(u[i], 3 - 7 * u[i]);
        EACH_LANE(i)
        y[3][i] = exact_math_normal_quantile(u[i]);
        EACH_LANE(i)
        y[4][i] = exact_math_normal_cdf(20 * u[i] - 15);
        EACH_LANE(i)
        {
            volatile double one = u[i]; // a single call, out of the vectoriser's sight
            assert_true(y[0][i] == exact_math_exp(50 * one));
            assert_true(y[1][i] == exact_math_log(one));
            assert_true(y[2][i] == exact_math_pow(one, 3 - 7 * one));
            assert_true(y[3][i] == exact_math_normal_quantile(one));
            assert_true(y[4][i] == exact_math_normal_cdf(20 * one - 15));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_within_its_bound),
        cmocka_unit_test(exp_of_large_negative_numbers_is_within_one_subnormal_ulp),
        cmocka_unit_test(exp_keeps_its_special_values),
        cmocka_unit_test(log_is_within_its_bound),
        cmocka_unit_test(log_keeps_its_special_values),
        cmocka_unit_test(pow_is_within_its_bound),
        cmocka_unit_test(pow_keeps_its_special_values),
        cmocka_unit_test(sqrt_is_within_its_bound),
        cmocka_unit_test(normal_cdf_is_within_its_bounds),
        cmocka_unit_test(normal_quantile_is_within_its_bound),
        cmocka_unit_test(normal_quantile_keeps_its_special_values),
        cmocka_unit_test(a_loop_over_lanes_gives_the_bits_of_single_calls),
    };
    return cmocka_run_group_tests(tests, reference_set_up, reference_tear_down);
}
