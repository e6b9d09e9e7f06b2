#include "analysis/sensitivity.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { N = 1 << 15, INPUTS = 3 };

static double a[N], b[N], ab[N];
static double at[2][INPUTS][N];

/** Ishigami & Homma (1990), with the usual a = 7 and b = 0.1. */
static double ishigami(const double x[INPUTS])
{
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/** The function where input `frozen` (-1: none) is of sample 1, the others of `sample`. */
static void evaluate(int sample, int frozen, double y[N])
{
    for (int i = 0; i < N; i++) {
        double x[INPUTS];
        for (int k = 0; k < INPUTS; k++)
            x[k] = M_PI * (2 * at[k == frozen ? 1 : sample][k][i] - 1);
        y[i] = ishigami(x);
    }
}

// exact indices: Saltelli et al., Global Sensitivity Analysis (2008), section 4.4
static void indices_of_the_ishigami_function_are_the_exact_ones(void **unused)
{
    const double first[INPUTS] = {0.3139, 0.4424, 0}, total[INPUTS] = {0.5576, 0.4424, 0.2437};

    (void)unused;
    for (uint32_t s = 0; s < 2; s++)
        for (uint32_t k = 0; k < INPUTS; k++)
            rng_uniform((struct rng_at){37, 1, k, s, 0}, 0, N, at[s][k]);
    evaluate(0, -1, a);
    evaluate(1, -1, b);
    for (int k = 0; k < INPUTS; k++) {
        struct sensitivity s;
        evaluate(0, k, ab);
        assert_true(sensitivity_of(a, b, ab, N, 1, &s));
        // at a fixed seed; standard errors at this N are below 0.008
        assert_true(fabs(s.first.value - first[k]) < 0.024);
        assert_true(fabs(s.total.value - total[k]) < 0.024);
        assert_true(s.first.low < s.first.value && s.first.value < s.first.high);
        assert_true(s.total.low <= total[k] + 0.01 && total[k] - 0.01 <= s.total.high);
    }
}

static void rows_without_a_number_are_left_out(void **unused)
{
    const double x[] = {1, 2, NAN, 4, 8, 3}, y[] = {3, 5, 1, NAN, 2, 7}, z[] = {2, 2, 1, 1, 8, 4};
    const double x_kept[] = {1, 2, 8, 3}, y_kept[] = {3, 5, 2, 7}, z_kept[] = {2, 2, 8, 4};
    struct sensitivity with, without;

    (void)unused;
    assert_true(sensitivity_of(x, y, z, 6, 1, &with));
    assert_true(sensitivity_of(x_kept, y_kept, z_kept, 4, 1, &without));
    assert_true(with.first.value == without.first.value);
    assert_true(with.total.high == without.total.high);
}

static void what_never_varies_has_no_shares(void **unused)
{
    const double x[] = {37, 37, 37};
    struct sensitivity s;

    (void)unused;
    assert_true(sensitivity_of(x, x, x, 3, 1, &s));
    assert_true(isnan(s.first.value) && isnan(s.total.value) && isnan(s.total.low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_of_the_ishigami_function_are_the_exact_ones),
        cmocka_unit_test(rows_without_a_number_are_left_out),
        cmocka_unit_test(what_never_varies_has_no_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
