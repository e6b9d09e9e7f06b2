#include "analysis/robustness.h"

#include "analysis/kendall.h"
#include "analysis/regret.h"
#include "analysis/student.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static double of(const struct regret *r, const char *metric, size_t policy)
{
    for (size_t m = 0; m < ROBUSTNESS_METRICS; m++)
        if (strcmp(robustness_metrics[m].name, metric) == 0)
            return regret_at(r, m, policy)->value;
    fail_msg("no metric %s", metric);
    return 0;
}

#define ASSERT_NEAR(x, y) assert_true(fabs((x) - (y)) < 1e-12 * (1 + fabs(y)))

/** Both policies of the example. */
static void expect(const struct regret *r, const char *metric, double a, double b)
{
    ASSERT_NEAR(of(r, metric, 0), a);
    ASSERT_NEAR(of(r, metric, 1), b);
}

// The example in the authors' code (McPhail, RAPID, test_metrics.py). There what is to be small is
// turned to negative scores; here it keeps its own sign.
static const double first[] = {0.99, 1.0, 0.5}, second[] = {0.69, 0.6, 0.6};
static const double *const example[] = {first, second};

static void the_authors_example_where_more_is_better(void **unused)
{
    struct regret r;

    (void)unused;
    assert_true(regret_take(
        &r, &(struct regret_of){.futures = 3, .policies = 2, .value = example, .alpha = 0.75}));
    assert_int_equal(r.futures, 3);
    expect(&r, "maximin", 0.5, 0.6);
    expect(&r, "maximax", 1.0, 0.69);
    expect(&r, "hurwicz", 0.625, 0.6225);
    expect(&r, "laplace", 0.83, 0.63);
    expect(&r, "mean_variance", 1.42320289996384, 1.54948632859709);
    expect(&r, "undesirable_deviations", 0.245, 0);
    expect(&r, "minimax_regret", 0.1, 0.4);
    // by hand: regrets 0, 0, 0.1 and 0.3, 0.4, 0; rank 1.8 of 0 ... 2
    expect(&r, "p90_regret", 0.08, 0.38);
    expect(&r, "expected_regret", 0.1 / 3, 0.7 / 3);
    // against the first policy: 0.3, 0.4, -0.1
    expect(&r, "baseline_minimax_regret", 0, 0.4);
    expect(&r, "baseline_p90_regret", 0, 0.38);
    expect(&r, "baseline_expected_regret", 0, 0.2);
    assert_true(isnan(of(&r, "satisficing", 0)));
    regret_free(&r);
}

static void the_authors_example_where_less_is_better(void **unused)
{
    struct regret r;

    (void)unused;
    assert_true(regret_take(
        &r, &(struct regret_of){
                .futures = 3, .policies = 2, .value = example, .minimise = true, .alpha = 0.75}));
    expect(&r, "maximin", 1.0, 0.69);
    expect(&r, "maximax", 0.5, 0.6);
    expect(&r, "hurwicz", 0.875, 0.6675);
    expect(&r, "laplace", 0.83, 0.63);
    expect(&r, "undesirable_deviations", 0.005, 0.045);
    expect(&r, "minimax_regret", 0.4, 0.1);
    // Hamarat et al. (2014): the product, not the quotient
    expect(&r, "mean_variance", 1.83 * (1 + sqrt(0.0817)), 1.63 * (1 + sqrt(0.0027)));
    regret_free(&r);
}

// 0, 1, ... 20 but for the middle: 10th, 25th, 50th, 75th, 90th percentile are the 2nd, 5th, ...
static void percentiles_tell_the_shape(void **unused)
{
    double x[21];
    const double *const one[] = {x};
    struct regret r;

    (void)unused;
    for (int i = 0; i < 21; i++)
        x[i * 8 % 21] = i == 10 ? 13 : i;
    for (int minimise = 0; minimise < 2; minimise++) {
        assert_true(regret_take(
            &r,
            &(struct regret_of){.futures = 21, .policies = 1, .value = one, .minimise = minimise}));
        // sorted: 0 ... 9, 11, 12, 13, 13, ...: p50 is 11
        ASSERT_NEAR(of(&r, "percentile_skewness", 0), (minimise ? -1 : 1) * (11.0 - 10) / 8);
        ASSERT_NEAR(of(&r, "percentile_kurtosis", 0), 16.0 / 10);
        regret_free(&r);
    }
}

// Starr's example of the same code: 0.65 itself meets the threshold
static void the_threshold_itself_satisfies(void **unused)
{
    const double a[] = {0.5, 0.99, 1.0}, b[] = {0.6, 0.65, 0.69};
    const double *const values[] = {a, b};
    uint8_t satisfied[6];
    struct regret r;

    (void)unused;
    for (int i = 0; i < 3; i++) {
        satisfied[i] = a[i] >= 0.65;
        satisfied[3 + i] = b[i] >= 0.65;
    }
    assert_true(regret_take(
        &r,
        &(struct regret_of){.futures = 3, .policies = 2, .value = values, .satisfied = satisfied}));
    expect(&r, "satisficing", 2.0 / 3, 2.0 / 3);
    regret_free(&r);
}

// A future counted twice is two futures.
static void counts_stand_for_copies(void **unused)
{
    struct ranked list[] = {{-4, 2}, {1, 0}, {1, 3}, {7.5, 1}, {9, 4}}, copies[8], scratch[8];
    const uint16_t count[] = {3, 1, 2, 0, 2};
    size_t n = 0;

    (void)unused;
    for (size_t i = 5; i-- > 0;)
        for (uint16_t k = 0; k < count[list[i].future]; k++)
            copies[n++] = list[i];
    ranked_sort(copies, n, scratch);
    const struct robustness_distribution x = robustness_describe(list, 5, count, n),
                                         y = robustness_describe(copies, n, NULL, n);
    ASSERT_NEAR(x.mean, (3 - 8 + 7.5 + 18) / 8);
    ASSERT_NEAR(x.mean, y.mean);
    ASSERT_NEAR(x.deviation, y.deviation);
    ASSERT_NEAR(x.lower_half, (-8 + 1 + 1) / 4.0);
    for (int k = 0; k < ROBUSTNESS_QUANTILES; k++)
        ASSERT_NEAR(x.quantile[k], y.quantile[k]);
    assert_true(x.least == -4 && x.most == 9);
}

static int rising(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

// against the C library's qsort
static void numbers_are_put_in_order(void **unused)
{
    enum { N = 3000 };
    static struct ranked list[N], scratch[N];
    static double x[N];

    (void)unused;
    srand(11);
    for (size_t i = 0; i < N; i++) {
        x[i] = i % 7 == 0 ? (double)(rand() % 5) - 2 : ldexp(rand() - 1e9, rand() % 200 - 100);
        list[i] = (struct ranked){x[i], (uint32_t)i};
    }
    x[1] = list[1].value = -0.0;
    ranked_sort(list, N, scratch);
    for (size_t i = 0; i < N; i++)
        assert_true(list[i].value == x[list[i].future]);
    qsort(x, N, sizeof *x, rising);
    for (size_t i = 0; i < N; i++)
        assert_true(list[i].value == x[i]);
    for (size_t i = 1; i < N; i++)
        assert_true(list[i].value != list[i - 1].value || list[i].future > list[i - 1].future);
}

// Kendall (1945): tau-b, by hand
static void rankings_are_correlated(void **unused)
{
    const double x[] = {1, 2, 2, 4, 5}, y[] = {1, 3, 2, 2, 5}, same[] = {7, 7, 7, 7, 7};
    const double up[] = {1, 2, 3, NAN}, down[] = {9, 4, 0, 3};

    (void)unused;
    // pairs of x: one tied (2, 2); of y: one tied (2, 2); 7 agree, 1 does not
    ASSERT_NEAR(kendall_tau(x, y, 5), (7 - 1) / 9.0);
    assert_true(kendall_tau(up, down, 4) == -1 && kendall_tau(up, up, 4) == 1);
    assert_true(isnan(kendall_tau(x, same, 5)));
}

static void students_quantile_is_that_of_gsl(void **unused)
{
    (void)unused;
    for (double n = 1; n < 2e6; n = ceil(n * 1.3))
        assert_true(fabs(student_95(n) / gsl_cdf_tdist_Pinv(0.975, n) - 1) < 1e-5);
    assert_true(isnan(student_95(0)) && isnan(student_95(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_authors_example_where_more_is_better),
        cmocka_unit_test(the_authors_example_where_less_is_better),
        cmocka_unit_test(percentiles_tell_the_shape),
        cmocka_unit_test(the_threshold_itself_satisfies),
        cmocka_unit_test(counts_stand_for_copies),
        cmocka_unit_test(numbers_are_put_in_order),
        cmocka_unit_test(rankings_are_correlated),
        cmocka_unit_test(students_quantile_is_that_of_gsl),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
