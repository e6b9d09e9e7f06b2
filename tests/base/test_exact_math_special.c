// Expected values: MPFR (ln Gamma, upper incomplete gamma, binomial sums for the beta with whole
// shapes) and GSL.
#include "base/exact_math.h"
#include "base/exact_math_special.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const double shapes[] = {0.01, 0.05, 0.3, 0.9, 1, 1.5, 2.7, 5, 11, 40, 333, 1e4};
static const double probabilities[] = {1e-12,   1e-6, 0.001, 0.05,     0.3,        0.5,
                                       0.50001, 0.8,  0.99,  1 - 1e-6, 1 - 0x1p-40};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static double apart(double a, double b)
{
    return a == b ? 0 : fabs(a - b) / fmax(fabs(a), fabs(b));
}

static void assert_close(const char *what, double got, double expected, double tolerance)
{
    if (!(apart(got, expected) <= tolerance))
        fail_msg("%s: %.17g, expected %.17g", what, got, expected);
}

static void log_gamma_agrees_with_mpfr(void **state)
{
    (void)state;
    mpfr_t r;
    int sign;
    mpfr_init2(r, 128);
    for (double x = 1e-5; x < 1e20; x *= 1.0137) {
        mpfr_set_d(r, x, MPFR_RNDN);
        mpfr_lgamma(r, &sign, r, MPFR_RNDN);
        const double expected = mpfr_get_d(r, MPFR_RNDN);
        const double error = fabs(exact_math_log_gamma(x) - expected);
        assert_true(error < 4e-15 * fmax(1, fabs(expected)));
    }
    mpfr_clear(r);
    mpfr_free_cache();
    assert_true(exact_math_log_gamma(0) == INFINITY);
    assert_true(exact_math_log_gamma(INFINITY) == INFINITY);
    assert_true(isnan(exact_math_log_gamma(-0.5)));
    assert_true(isnan(exact_math_log_gamma(NAN)));
}

static void deviance_keeps_its_digits_near_equality(void **state)
{
    (void)state;
    // a ln(a/x) + x - a = d^2/(2a) + d^3/(3a^2) + ... for x = a + d (with alternating sign from the
    // cube on)
    assert_close("deviance", exact_math_deviance(1000, 1000.001), 1e-6 / 2000 * (1 - 1e-6 * 2 / 3),
                 1e-9);
    assert_close("deviance", exact_math_deviance(3, 7), 3 * log(3.0 / 7) + 4, 1e-14);
    assert_true(exact_math_deviance(23.85, 23.85) == 0);
}

static void gamma_cdf_agrees_with_mpfr(void **state)
{
    (void)state;
    mpfr_t a, x, upper, all;
    mpfr_inits2(160, a, x, upper, all, (mpfr_ptr)NULL);
    for (size_t i = 0; i < COUNT(shapes) - 1; i++) {
        for (double ratio = 0.05; ratio < 8; ratio *= 1.31) {
            const double at = shapes[i] * ratio;
            mpfr_set_d(a, shapes[i], MPFR_RNDN);
            mpfr_set_d(x, at, MPFR_RNDN);
            mpfr_gamma_inc(upper, a, x, MPFR_RNDN);
            mpfr_gamma(all, a, MPFR_RNDN);
            mpfr_div(upper, upper, all, MPFR_RNDN);
            const double q = mpfr_get_d(upper, MPFR_RNDN);
            mpfr_ui_sub(upper, 1, upper, MPFR_RNDN);
            const double p = mpfr_get_d(upper, MPFR_RNDN);
            if (p > 1e-30)
                assert_close("P", exact_math_gamma_cdf(shapes[i], at), p, 1e-12);
            if (q > 1e-3 || (q > 1e-290 && at > shapes[i] + 1))
                assert_close("Q", exact_math_gamma_upper(shapes[i], at), q, 1e-12);
        }
    }
    mpfr_clears(a, x, upper, all, (mpfr_ptr)NULL);
    mpfr_free_cache();
}

// I_x(a, b) = P(at least a successes in a + b - 1 trials) for whole a and b
static double binomial_tail(unsigned a, unsigned b, double x)
{
    mpfr_t term, sum, odds;
    mpfr_inits2(300, term, sum, odds, (mpfr_ptr)NULL);
    const unsigned n = a + b - 1;

    mpfr_set_d(odds, x, MPFR_RNDN);
    mpfr_ui_sub(sum, 1, odds, MPFR_RNDN);
    mpfr_div(odds, odds, sum, MPFR_RNDN);
    mpfr_pow_ui(term, sum, n, MPFR_RNDN);
    mpfr_set_ui(sum, 0, MPFR_RNDN);
    for (unsigned j = 0; j <= n; j++) {
        if (j >= a)
            mpfr_add(sum, sum, term, MPFR_RNDN);
        mpfr_mul_ui(term, term, n - j, MPFR_RNDN);
        mpfr_div_ui(term, term, j + 1, MPFR_RNDN);
        mpfr_mul(term, term, odds, MPFR_RNDN);
    }
    const double result = mpfr_get_d(sum, MPFR_RNDN);
    mpfr_clears(term, sum, odds, (mpfr_ptr)NULL);
    return result;
}

static void beta_cdf_agrees_with_binomial_sums(void **state)
{
    (void)state;
    static const unsigned whole[] = {1, 2, 5, 23, 85, 400};
    for (size_t i = 0; i < COUNT(whole); i++)
        for (size_t j = 0; j < COUNT(whole); j++)
            for (double x = 0.003; x < 1; x += 0.0931) {
                const double expected = binomial_tail(whole[i], whole[j], x);
                if (expected > 1e-290)
                    assert_close("I", exact_math_beta_cdf(whole[i], whole[j], x), expected, 1e-12);
            }
    mpfr_free_cache();
}

static void beta_cdf_agrees_with_gsl_for_broken_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes) - 1; i++)
        for (size_t j = 0; j < COUNT(shapes) - 1; j++)
            for (double x = 0.003; x < 1; x += 0.0931) {
                const double expected = gsl_cdf_beta_P(x, shapes[i], shapes[j]);
                if (expected > 1e-200)
                    assert_close("I", exact_math_beta_cdf(shapes[i], shapes[j], x), expected,
                                 3e-12);
            }
}

static void gamma_quantile_inverts_the_gamma_cdf(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++)
        for (size_t j = 0; j < COUNT(probabilities); j++) {
            const double a = shapes[i], p = probabilities[j], x = exact_math_gamma_quantile(a, p);
            if (x < 1e-300) // below the doubles
                continue;
            if (p <= 0.5)
                assert_close("P", exact_math_gamma_cdf(a, x), p, 1e-12);
            else
                assert_close("Q", exact_math_gamma_upper(a, x), 1 - p, 1e-11);
        }
    assert_true(exact_math_gamma_quantile(2.7, 0) == 0);
    assert_true(exact_math_gamma_quantile(2.7, 1) == INFINITY);
    assert_true(exact_math_gamma_quantile(0.01, 1e-12) == 0);
    assert_true(isnan(exact_math_gamma_quantile(2.7, 1.1)));
    assert_true(isnan(exact_math_gamma_quantile(0, 0.3)));
}

static void beta_quantile_inverts_the_beta_cdf(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++)
        for (size_t j = 0; j < COUNT(shapes); j++)
            for (size_t k = 0; k < COUNT(probabilities); k++) {
                const double a = shapes[i], b = shapes[j], p = probabilities[k];
                const double x = exact_math_beta_quantile(a, b, p);
                if (x < 1e-300 || x > 1 - 1e-7) // the cdf turns too much between two doubles
                    continue;
                assert_close("I", exact_math_beta_cdf(a, b, x), p, 1e-9);
            }
    assert_true(exact_math_beta_quantile(2, 3, 0) == 0);
    assert_true(exact_math_beta_quantile(2, 3, 1) == 1);
    assert_true(isnan(exact_math_beta_quantile(2, 3, -0.1)));
    assert_true(isnan(exact_math_beta_quantile(-2, 3, 0.1)));
}

static void quantiles_never_fall_when_the_probability_rises(void **state)
{
    (void)state;
    double gamma = 0, beta = 0;
    for (double p = 0.0005; p < 1; p += 0.001) {
        const double g = exact_math_gamma_quantile(0.7, p),
                     b = exact_math_beta_quantile(2.2, 3.8, p);
        assert_true(g > gamma && b > beta);
        gamma = g;
        beta = b;
    }
}

static void arguments_outside_give_nan_or_the_ends(void **state)
{
    (void)state;
    assert_true(exact_math_gamma_cdf(2.7, 0) == 0);
    assert_true(exact_math_gamma_cdf(2.7, INFINITY) == 1);
    assert_true(exact_math_gamma_upper(2.7, 0) == 1);
    assert_true(exact_math_gamma_upper(2.7, INFINITY) == 0);
    assert_true(isnan(exact_math_gamma_cdf(2.7, -1)));
    assert_true(isnan(exact_math_gamma_upper(-1, 2)));
    assert_true(exact_math_beta_cdf(2, 3, 0) == 0);
    assert_true(exact_math_beta_cdf(2, 3, 1) == 1);
    assert_true(isnan(exact_math_beta_cdf(2, 3, 1.1)));
    assert_true(isnan(exact_math_beta_cdf(2, 0, 0.5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_gamma_agrees_with_mpfr),
        cmocka_unit_test(deviance_keeps_its_digits_near_equality),
        cmocka_unit_test(gamma_cdf_agrees_with_mpfr),
        cmocka_unit_test(beta_cdf_agrees_with_binomial_sums),
        cmocka_unit_test(beta_cdf_agrees_with_gsl_for_broken_shapes),
        cmocka_unit_test(gamma_quantile_inverts_the_gamma_cdf),
        cmocka_unit_test(beta_quantile_inverts_the_beta_cdf),
        cmocka_unit_test(quantiles_never_fall_when_the_probability_rises),
        cmocka_unit_test(arguments_outside_give_nan_or_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
