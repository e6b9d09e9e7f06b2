// Expected: the definition in docs/model.md, 7.6, evaluated by the GNU Scientific Library, and what
// holds at the ends of the ranges.
#include "engine/licence_luck.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define N(a) (sizeof(a) / sizeof *(a))

static const double correlations[] = {0, 0.037, 0.5, 0.85, 0.9999, 1};
static const double scores[] = {-8.1, -2.385, 0, 0.37, 1.85, 8.1};
static const double uniforms[] = {0x1p-53, 1e-9,   0.0037,  0.037,    0.2385,     0.5,
                                  0.85,    0.9637, 0.99963, 1 - 1e-9, 1 - 0x1p-40};

/** P(U > u) of the correlated uniform u: of its upper tail, so that nothing is lost near 1. */
static double beyond(double rho, double shared, double own)
{
    if (rho == 0)
        return 1 - own;
    const double n1 = rho < 1 ? gsl_cdf_ugaussian_Pinv(own) : 0;
    return gsl_cdf_ugaussian_Q(sqrt(rho) * shared + sqrt(1 - rho) * n1);
}

/** P(x > y) of the delay. */
static double longer(int32_t shape, double mean, double y)
{
    if (shape == 0 || mean == 0)
        return mean >= y ? 1 : 0; // half up
    return gsl_cdf_gamma_Q(y, shape, mean / shape);
}

static int near(double x, double y)
{
    return fabs(x - y) <= 1e-12 * fmax(x, y) + 1e-15;
}

/** Every threshold of one licence against the definition. */
static void hold_delays(int32_t shape, double mean, double rho, double shared)
{
    double at[3 * LICENCE_LUCK_STEP];

    for (int first = 0; first < 3 * LICENCE_LUCK_STEP; first += LICENCE_LUCK_STEP)
        licence_luck_delays(shape, mean, rho, shared, first, at + first);
    for (int n = 0; n < 3 * LICENCE_LUCK_STEP; n++) {
        const double chance = longer(shape, mean, n + 0.5);
        assert_true(at[n] >= 0 && at[n] <= 1);
        for (size_t i = 0; i < N(uniforms); i++) {
            const double left = beyond(rho, shared, uniforms[i]);
            if (!near(left, chance))
                assert_int_equal(uniforms[i] >= at[n], left < chance || chance == 1);
        }
    }
}

static void thresholds_of_delay_count_the_months_of_the_definition(void **unused)
{
    (void)unused;
    static const double means[] = {0, 1e-9, 0.037, 0.5, 2.385, 8.5, 23.85, 600};
    static const int32_t shapes[] = {0, 1, 2, 3, 20};

    for (size_t k = 0; k < N(shapes); k++)
        for (size_t m = 0; m < N(means); m++)
            for (size_t r = 0; r < N(correlations); r++)
                for (size_t z = 0; z < N(scores); z++)
                    hold_delays(shapes[k], means[m], correlations[r], scores[z]);
}

static void thresholds_of_denial_deny_as_the_definition(void **unused)
{
    (void)unused;
    static const double chances[] = {0, 1e-9, 0.037, 0.2385, 0.5, 0.85, 1 - 1e-9, 1};

    for (size_t p = 0; p < N(chances); p++)
        for (size_t r = 0; r < N(correlations); r++)
            for (size_t z = 0; z < N(scores); z++) {
                const double below = licence_luck_denial(chances[p], correlations[r], scores[z]);
                for (size_t i = 0; i < N(uniforms); i++) {
                    const double left = beyond(correlations[r], scores[z], uniforms[i]);
                    const double chance = 1 - chances[p];
                    if (chances[p] == 0 || chances[p] == 1)
                        assert_int_equal(uniforms[i] < below, chances[p] == 1);
                    else if (!near(left, chance))
                        assert_int_equal(uniforms[i]<below, left> chance);
                }
            }
}

static void without_correlation_thresholds_are_the_probabilities_themselves(void **unused)
{
    (void)unused;
    double at[LICENCE_LUCK_STEP];

    licence_luck_delays(3, 2.385, 0, 1.85, 0, at);
    for (int n = 0; n < LICENCE_LUCK_STEP; n++)
        assert_true(fabs(at[n] - gsl_cdf_gamma_P(n + 0.5, 3, 2.385 / 3)) < 1e-15);
    assert_true(licence_luck_denial(0.037, 0, 1.85) == 0.037);
}

static void what_is_wholly_shared_leaves_nothing_to_the_own_draw(void **unused)
{
    (void)unused;
    double at[LICENCE_LUCK_STEP];
    const double shared = gsl_cdf_ugaussian_Pinv(0.37);

    licence_luck_delays(2, 2.385, 1, shared, 0, at);
    for (int n = 0; n < LICENCE_LUCK_STEP; n++)
        assert_true(at[n] == (gsl_cdf_gamma_P(n + 0.5, 2, 2.385 / 2) <= 0.37 ? 0 : 1));
    assert_true(licence_luck_denial(0.38, 1, shared) == 1);
    assert_true(licence_luck_denial(0.36, 1, shared) == 0);
    assert_true(licence_luck_denial(0.5, 1, 0) == 0); // u = p is not below p
}

static void months_are_the_delay_rounded_half_up(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < N(uniforms); i++) {
        const double x = gsl_cdf_gamma_Pinv(uniforms[i], 3, 8.5 / 3);
        assert_int_equal(licence_luck_months(3, 8.5, uniforms[i], 600), (int)(x + 0.5));
        assert_int_equal(licence_luck_months(0, 8.5, uniforms[i], 600), 9);
        assert_int_equal(licence_luck_months(0, 8.49, uniforms[i], 600), 8);
        assert_int_equal(licence_luck_months(3, 0, uniforms[i], 600), 0);
        assert_true(licence_luck_months(0, 600, uniforms[i], 37) >= 37);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_of_delay_count_the_months_of_the_definition),
        cmocka_unit_test(thresholds_of_denial_deny_as_the_definition),
        cmocka_unit_test(without_correlation_thresholds_are_the_probabilities_themselves),
        cmocka_unit_test(what_is_wholly_shared_leaves_nothing_to_the_own_draw),
        cmocka_unit_test(months_are_the_delay_rounded_half_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
