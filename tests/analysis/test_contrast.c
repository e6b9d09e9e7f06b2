#include "analysis/contrast.h"

#include "../read_scenario.h"

#include <math.h>
#include <stdlib.h>

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
    assert_true(c.above == 0.5 && c.below == 0.25 && c.equal == 0.25);
    assert_true(c.quantile[CONTRAST_P50] == 2.5); // between 0 and 5
    // Student's t of three degrees of freedom: 3.182446 (any table)
    assert_true(fabs(c.high - 2.5 - 3.182446 * c.error) < 1e-4 * c.error);
    assert_true(fabs(c.low - 2.5 + 3.182446 * c.error) < 1e-4 * c.error);
    assert_true(c.flipped == 0.25);
    // squared deviations of both: 159.671875 and 329.421875
    assert_true(fabs(c.reduction - 489.09375 / 73) < 1e-12);
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
    assert_true(c.low == 23.5 && c.high == 23.5 && c.flipped == 0 && c.reduction == INFINITY);
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
    assert_true(isnan(c.low) && isnan(c.high) && isnan(c.flipped) && isnan(c.reduction));
}

static void assert_near(double a, double b, double relative)
{
    assert_true((isnan(a) && isnan(b)) || a == b || fabs(a - b) <= relative * fabs(b));
}

struct world {
    struct scenario sc;
    struct plan plan;
};

static void open_world(struct world *w, const char *sampling, const char *change)
{
    const char *const changes[] = {"run.months=7", sampling, change};
    struct diag diag = {0};

    assert_true(read_scenario(SOURCE_DIR "/configs/examples/minimal.cfg", NULL, changes,
                              change ? 3 : 2, &w->sc, &diag));
    assert_true(plan_init(&w->plan, &w->sc, false));
}

static void collect(struct collector *c, const struct world *w, const struct collector *reference,
                    bool exact)
{
    const struct ensemble_job job = {.plan = &w->plan, .replications = 2101, .threads = 2};
    struct ensemble_result *result = calloc(1, sizeof *result);

    assert_true(collector_init(c, &w->plan, reference, 0, 2101, exact, ensemble_workers(&job)));
    const struct ensemble_sink sink = collector_sink(c);
    assert_int_equal(ensemble_run(&job, &sink, result), ENSEMBLE_WHOLE);
    free(result);
}

// the runs that keep nothing against those of the same futures that keep every value
static void compare_bins_with_values(const char *sampling)
{
    struct world one, other;
    struct collector reference[2], policy[2];
    double *scratch = calloc(2 * 2101, sizeof *scratch);
    size_t varied = 0;

    open_world(&one, sampling, NULL);
    open_world(&other, sampling, "instruments.duty.rate=0.37");
    for (int exact = 0; exact < 2; exact++) {
        collect(&reference[exact], &one, NULL, exact);
        collect(&policy[exact], &other, &reference[exact], exact);
    }
    for (size_t i = 0; i < policy[0].first_sum; i++)
        for (int32_t t = -1; t < 7; t++) {
            const struct contrast a =
                contrast_of_metric(&policy[0], i, &reference[0], i, t, scratch);
            const struct contrast b =
                contrast_of_metric(&policy[1], i, &reference[1], i, t, scratch);
            assert_int_equal(a.n, b.n);
            assert_true(a.above == b.above && a.below == b.below);
            assert_true(a.n == 0 || a.equal == b.equal);
            assert_true(fabs(a.mean - b.mean) <= 1e-12 * fabs(b.mean) &&
                        fabs(a.error - b.error) <= 1e-9 * b.error);
            assert_near(a.high - a.low, b.high - b.low, 1e-9);
            assert_near(a.flipped, b.flipped, 0);
            assert_near(a.reduction, b.reduction, 1e-6);
            for (int q = 0; q < CONTRAST_QUANTILES; q++)
                assert_true(fabs(a.quantile[q] - b.quantile[q]) <= fabs(b.quantile[q]) / 32);
            varied += b.error > 0;
        }
    assert_true(varied > 0);
    for (int exact = 0; exact < 2; exact++) {
        collector_free(&reference[exact]);
        collector_free(&policy[exact]);
    }
    for (struct world *w = &one; w; w = w == &one ? &other : NULL) {
        plan_free(&w->plan);
        scenario_free(&w->sc);
    }
    free(scratch);
}

static void differences_are_the_same_by_bins_as_by_values(void **unused)
{
    (void)unused;
    compare_bins_with_values("run.sampling = \"random\"");
    compare_bins_with_values("run.sampling = \"sobol\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_taken_future_by_future),
        cmocka_unit_test(quantiles_are_those_of_all_differences),
        cmocka_unit_test(what_all_futures_share_cancels),
        cmocka_unit_test(a_future_undefined_in_either_run_does_not_count),
        cmocka_unit_test(no_common_future_gives_no_number),
        cmocka_unit_test(differences_are_the_same_by_bins_as_by_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
