#include "analysis/convergence.h"

#include "analysis/quantiles.h"
#include "../read_scenario.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

struct values {
    double x[4000], scratch[4000];
    size_t n;
    double at[3]; // the probabilities asked for
};

static void of_values(void *context, const double p[3], double q[3])
{
    struct values *v = context;

    for (int i = 0; i < 3; i++)
        v->at[i] = p[i];
    memcpy(v->scratch, v->x, v->n * sizeof *v->x);
    quantiles_of(v->scratch, v->n, p, 3, q);
}

// large samples: half width 1.96 sqrt(p (1 - p) / n) / density
static void the_half_width_is_that_of_theory(void **unused)
{
    static struct values v;
    const double ps[] = {0.05, 0.5, 0.95};
    double q;

    (void)unused;
    v.n = 4000;
    for (int k = 0; k < 3; k++) {
        for (size_t i = 0; i < v.n; i++) // the quantiles of a normal themselves: no chance
            v.x[i] = gsl_cdf_gaussian_Pinv(((double)i + 0.5) / (double)v.n, 23.85);
        const double half = convergence_half_width((double)v.n, ps[k], of_values, &v, &q);
        const double z = gsl_cdf_gaussian_Pinv(ps[k], 23.85);
        const double theory =
            1.96 * sqrt(ps[k] * (1 - ps[k]) / (double)v.n) / gsl_ran_gaussian_pdf(z, 23.85);
        assert_true(fabs(half / theory - 1) < 0.06);
        assert_true(fabs(q - z) < 0.05);
        assert_true(v.at[0] < ps[k] && ps[k] < v.at[2]);
    }
}

// 95 % by construction, a little more for whole ranks: of 2000 samples 1900 +- 4 standard
// deviations (9.7) or more hold the median; by chance fewer in one of 30000 trials, and the seed is
// fixed
static void nineteen_intervals_in_twenty_hold_the_quantile(void **unused)
{
    static struct values v;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    int held = 0;

    (void)unused;
    v.n = 501;
    for (int trial = 0; trial < 2000; trial++) {
        double q, ends[3];
        for (size_t i = 0; i < v.n; i++)
            v.x[i] = gsl_rng_uniform(rng);
        convergence_half_width((double)v.n, 0.95, of_values, &v, &q);
        quantiles_of(v.x, v.n, v.at, 3, ends);
        held += ends[0] <= 0.95 && 0.95 <= ends[2];
    }
    gsl_rng_free(rng);
    assert_true(held > 1900 - 39);
    assert_true(held < 1960);
}

static void too_few_futures_have_no_interval_unless_nothing_varies(void **unused)
{
    static struct values v = {.x = {23.85, 7.5, 11.25}, .n = 3};
    static struct values same = {.x = {7.5, 7.5, 7.5}, .n = 3};
    double q;

    (void)unused;
    assert_true(isnan(convergence_half_width(3, 0.5, of_values, &v, &q)));
    assert_true(isnan(convergence_half_width(1, 0.5, of_values, &v, &q)));
    assert_true(convergence_half_width(3, 0.05, of_values, &same, &q) == 0 && q == 7.5);
}

// the binned run against one of the same futures that keeps every value
static void compare_bins_with_values(const char *sampling)
{
    struct scenario sc;
    struct diag diag = {0};
    struct plan plan;
    struct convergence v[2];
    double *scratch = calloc(3000, sizeof *scratch);
    struct ensemble_result *result = calloc(1, sizeof *result);

    assert_true(
        read_scenario(SOURCE_DIR "/configs/examples/minimal.cfg", NULL, &sampling, 1, &sc, &diag));
    assert_true(plan_init(&plan, &sc, false));
    for (int exact = 0; exact < 2; exact++) {
        const struct ensemble_job job = {.plan = &plan, .replications = 3000, .threads = 1};
        struct collector c;
        assert_true(collector_init(&c, &plan, NULL, 0, 3000, exact, 1));
        const struct ensemble_sink sink = collector_sink(&c);
        assert_int_equal(ensemble_run(&job, &sink, result), ENSEMBLE_WHOLE);
        v[exact] = convergence_of(&c, scratch);
        collector_free(&c);
    }
    assert_true(v[1].error > 0.002 && fabs(v[0].error - v[1].error) < 0.003);
    assert_true(v[0].t == v[1].t && v[0].p == v[1].p && v[0].column == v[1].column);
    plan_free(&plan);
    scenario_free(&sc);
    free(result);
    free(scratch);
}

static void it_is_the_same_by_bins_as_by_values(void **unused)
{
    (void)unused;
    compare_bins_with_values("run.sampling = \"random\"");
    compare_bins_with_values("run.sampling = \"sobol\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_half_width_is_that_of_theory),
        cmocka_unit_test(nineteen_intervals_in_twenty_hold_the_quantile),
        cmocka_unit_test(it_is_the_same_by_bins_as_by_values),
        cmocka_unit_test(too_few_futures_have_no_interval_unless_nothing_varies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
