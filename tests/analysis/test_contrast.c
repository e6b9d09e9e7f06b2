#include "analysis/contrast.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

// differences by hand: -3, 5, 0, 8; mean 2.5; squared deviations 30.25 + 6.25 + 6.25 + 30.25 = 73
static void differences_are_taken_future_by_future(void **unused)
{
    const double policy[] = {20.5, 7.25, 3.5, 10}, reference[] = {23.5, 2.25, 3.5, 2};
    double scratch[4];

    (void)unused;
    const struct contrast c = contrast_of(policy, reference, 4, scratch);
    assert_int_equal(c.n, 4);
    assert_true(c.mean == 2.5);
    assert_true(fabs(c.error - sqrt(73.0 / 3 / 4)) < 1e-12);
    assert_true(c.above == 0.5 && c.below == 0.25);
    assert_true(c.quantile[CONTRAST_P50] == 2.5); // between 0 and 5
}

// -1, 2, ... -999, 1000 in a scrambled order, against values put in theirs
static void quantiles_are_those_of_all_differences(void **unused)
{
    double policy[1001], reference[1001], scratch[1001];

    (void)unused;
    for (int i = 0; i < 1001; i++) {
        const int k = i * 389 % 1001;
        reference[i] = 7.5 * i;
        policy[i] = reference[i] + (k % 2 ? -k : k);
    }
    const struct contrast c = contrast_of(policy, reference, 1001, scratch);
    assert_true(c.quantile[CONTRAST_P5] == -899 && c.quantile[CONTRAST_P50] == 0);
    assert_true(c.quantile[CONTRAST_P95] == 900);
}

static void what_all_futures_share_cancels(void **unused)
{
    double policy[100], reference[100], scratch[100];

    (void)unused;
    for (int i = 0; i < 100; i++) {
        reference[i] = i * i;
        policy[i] = reference[i] + 23.5;
    }
    const struct contrast c = contrast_of(policy, reference, 100, scratch);
    assert_true(c.mean == 23.5 && c.error == 0 && c.above == 1 && c.below == 0);
}

static void a_future_undefined_in_either_run_does_not_count(void **unused)
{
    const double policy[] = {NAN, 7.5, 4.5, INFINITY}, reference[] = {3, NAN, 4, INFINITY};
    double scratch[4];

    (void)unused;
    const struct contrast c = contrast_of(policy, reference, 4, scratch);
    assert_int_equal(c.n, 2); // 0.5, and two infinities that do not differ
    assert_true(c.mean == 0.25 && c.above == 0.5);
}

static void no_common_future_gives_no_number(void **unused)
{
    double scratch[1] = {0};

    (void)unused;
    const struct contrast c = contrast_of(scratch, scratch, 0, scratch);
    assert_true(isnan(c.mean) && isnan(c.above) && isnan(c.quantile[CONTRAST_P50]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_taken_future_by_future),
        cmocka_unit_test(quantiles_are_those_of_all_differences),
        cmocka_unit_test(what_all_futures_share_cancels),
        cmocka_unit_test(a_future_undefined_in_either_run_does_not_count),
        cmocka_unit_test(no_common_future_gives_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
