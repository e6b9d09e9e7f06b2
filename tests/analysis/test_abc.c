// Calibration against the conjugate normal mean, whose posterior is known in closed form;
// simulation- based calibration (Talts, Betancourt, Simpson, Vehtari & Gelman 2018,
// arXiv:1804.06788); and history matching against the rates of the normal distribution and of
// Pukelsheim's bound ("The three sigma rule", The American Statistician 48, 1994: 4/81 for any
// distribution of one mode).
#include "analysis/abc.h"
#include "analysis/fit.h"
#include "analysis/posterior.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/** A normal mean in each of some dimensions, seen once with an error. */
struct toy {
    size_t parameters, particles;
    double observed, error; // standard deviation; the prior's is 1
    double acceptance;
    const double *low, *high; // NULL: all of the prior
    uint64_t seed;
};

static const double zeros[8], ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};

static double simulate(struct abc *abc, size_t i, const struct toy *toy, gsl_rng *rng)
{
    double squares = 0;

    for (size_t k = 0; k < toy->parameters; k++) {
        const double seen = abc_score(abc, i)[k] + gsl_ran_gaussian(rng, toy->error);
        abc_value(abc, i)[k] = abc_score(abc, i)[k];
        abc_seen(abc, i)[k] = seen;
        squares += (seen - toy->observed) * (seen - toy->observed);
    }
    return sqrt(squares);
}

static void calibrate(struct abc *abc, const struct toy *toy)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const struct abc_of of = {.particles = toy->particles,
                              .parameters = toy->parameters,
                              .rows = toy->parameters,
                              .seed = toy->seed,
                              .generations = 100,
                              .acceptance = toy->acceptance,
                              .low = toy->low ? toy->low : zeros,
                              .high = toy->high ? toy->high : ones};

    gsl_rng_set(rng, toy->seed + 1);
    assert_true(abc_init(abc, &of));
    while (!abc_is_over(abc)) {
        abc_propose(abc);
        for (size_t i = abc->kept; i < abc->kept + abc->proposed; i++)
            abc->particle[i].distance = simulate(abc, i, toy, rng);
        abc_select(abc);
    }
    gsl_rng_free(rng);
}

static const struct abc_generation *last(const struct abc *abc)
{
    return &abc->generation[abc->done - 1];
}

/** The posterior is normal with mean observed / (1 + error^2) and variance error^2 / (1 + error^2).
 * Within a tolerance the data may be that much off, which moves the mean by at most this share of
 * it, and adds at most its square to the variance. */
static void check_conjugate(const struct toy *toy)
{
    const double share = 1 / (1 + toy->error * toy->error);
    const double mean = share * toy->observed, variance = share * toy->error * toy->error;
    struct abc abc;
    struct posterior p;

    calibrate(&abc, toy);
    const double bias = share * last(&abc)->tolerance, n = last(&abc)->effective;
    assert_true(last(&abc)->tolerance < 0.5 * toy->error); // else the test says little
    for (size_t k = 0; k < toy->parameters; k++) {
        assert_true(posterior_of(&p, &abc, toy->parameters + k));
        const double luck = 4 * sqrt((variance + bias * bias) / n);
        assert_true(fabs(posterior_mean(&p) - mean) < bias + luck);
        const double least = variance * (1 - 4 * sqrt(2 / n)),
                     most = (variance + bias * bias) * (1 + 4 * sqrt(2 / n));
        assert_true(posterior_deviation(&p) > sqrt(least));
        assert_true(posterior_deviation(&p) < sqrt(most));
        posterior_free(&p);
    }
    abc_free(&abc);
}

static void the_posterior_of_a_normal_mean(void **state)
{
    (void)state;
    check_conjugate(&(struct toy){1, 2000, 1.2, 0.5, 0.05, NULL, NULL, 1});
    check_conjugate(&(struct toy){1, 2000, -0.4, 2.0, 0.05, NULL, NULL, 2});
    check_conjugate(&(struct toy){2, 2000, 0.8, 1.0, 0.02, NULL, NULL, 3});
}

/** Most of the first generation comes from where the truth is not: weights put that right. */
static void a_wrong_box_leaves_the_posterior_right(void **state)
{
    const double low[1] = {0}, high[1] = {0.3};

    (void)state;
    check_conjugate(&(struct toy){1, 2000, 1.2, 0.5, 0.05, low, high, 4});
}

/** Distances that say nothing: whatever was proposed, weights give the prior back; and since they
 * are prior over proposal density, their mean is 1. */
static void check_prior(size_t generations, const double *low, const double *high)
{
    const struct abc_of of = {.particles = 2000,
                              .parameters = 2,
                              .seed = 6,
                              .generations = generations,
                              .acceptance = 0,
                              .low = low,
                              .high = high};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct abc abc;
    struct posterior p;
    double sum = 0;

    assert_true(abc_init(&abc, &of));
    while (!abc_is_over(&abc)) {
        abc_propose(&abc);
        for (size_t i = abc.kept; i < abc.kept + abc.proposed; i++)
            abc.particle[i].distance = gsl_rng_uniform(rng);
        abc_select(&abc);
    }
    const double luck = 4 / sqrt(last(&abc)->effective);
    for (size_t i = 0; i < abc.kept; i++)
        sum += abc.particle[i].weight;
    assert_true(fabs(sum / (double)abc.kept - 1) < luck);
    for (size_t k = 0; k < of.parameters; k++) {
        assert_true(posterior_of(&p, &abc, k));
        assert_true(fabs(posterior_mean(&p)) < luck);
        assert_true(fabs(posterior_deviation(&p) - 1) < luck);
        posterior_free(&p);
    }
    abc_free(&abc);
    gsl_rng_free(rng);
}

static void weights_give_the_prior_back(void **state)
{
    const double low[2] = {0, 0.2}, high[2] = {0.3, 1};

    (void)state;
    check_prior(1, low, high);
    check_prior(2, zeros, ones);
    check_prior(8, zeros, ones);
}

static void many_parameters_keep_their_weight(void **state)
{
    struct abc abc;

    (void)state;
    calibrate(&abc, &(struct toy){8, 1000, 0, 0.5, 0.2, NULL, NULL, 5});
    assert_true(abc.done > 5);
    assert_true(last(&abc)->effective > 250);
    abc_free(&abc);
}

#define RANKS  20
#define TRIALS 300

/** Probability of ranks as uneven by chance: chi-square over the ranks of the truth among draws of
 * the posterior.  @param belief error the calibration believes in, 1 being right */
static double uniformity(double belief)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int count[RANKS] = {0};
    double chi_square = 0;

    gsl_rng_set(rng, 7);
    for (int t = 0; t < TRIALS; t++) {
        const double truth = gsl_ran_gaussian(rng, 1);
        const struct toy toy = {
            1, 100, truth + gsl_ran_gaussian(rng, 1), belief, 0.1, NULL, NULL, (uint64_t)t + 100};
        struct abc abc;
        struct posterior p;
        int rank = 0;
        calibrate(&abc, &toy);
        assert_true(posterior_of(&p, &abc, 1));
        for (int i = 0; i < RANKS - 1; i++)
            rank += posterior_quantile(&p, gsl_rng_uniform(rng)) < truth;
        count[rank]++;
        posterior_free(&p);
        abc_free(&abc);
    }
    for (int i = 0; i < RANKS; i++)
        chi_square += pow(count[i] - TRIALS / (double)RANKS, 2) / (TRIALS / (double)RANKS);
    gsl_rng_free(rng);
    return gsl_cdf_chisq_Q(chi_square, RANKS - 1);
}

static void ranks_of_the_truth_are_uniform(void **state)
{
    (void)state;
    assert_true(uniformity(1) > 0.01);
}

static void a_wrong_posterior_has_uneven_ranks(void **state)
{
    (void)state;
    assert_true(uniformity(0.5) < 1e-4);
}

/** How often the truth is ruled out: the model's mean over some futures is held against an
 * observation of one of them.  @param draw luck of a future, of variance 1 */
static double ruled_out(double (*draw)(gsl_rng *rng), uint64_t futures)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const int n = 20000;
    int out = 0;
    double x[64];

    gsl_rng_set(rng, 11);
    for (int t = 0; t < n; t++) {
        const struct observations_row observed = {
            .truth = {TRUTH_NORMAL, draw(rng) + gsl_ran_gaussian(rng, 0.5), 0.5}};
        const struct fit_row row = {.observed = &observed, .scale = 0.5};
        for (uint64_t i = 0; i < futures; i++)
            x[i] = draw(rng);
        out += fit_implausibility(&row, gsl_stats_mean(x, 1, futures),
                                  gsl_stats_variance(x, 1, futures), futures) > 3;
    }
    gsl_rng_free(rng);
    return (double)out / n;
}

static double normal(gsl_rng *rng)
{
    return gsl_ran_gaussian(rng, 1);
}

static double exponential(gsl_rng *rng)
{
    return gsl_ran_exponential(rng, 1);
}

/** With many futures the variance is known and the rate that of the normal distribution, 0.0027;
 * with few of them it is at most Student's. */
static void the_truth_is_seldom_ruled_out(void **state)
{
    (void)state;
    const double rate = ruled_out(normal, 64), nominal = 2 * gsl_cdf_gaussian_Q(3, 1);
    assert_true(rate > nominal / 2 && rate < 2 * nominal);
    assert_true(ruled_out(normal, 8) < 2 * gsl_cdf_tdist_Q(3, 7));
    assert_true(ruled_out(exponential, 64) < 4 / 81.0);
}

static void implausibility_counts_all_variances(void **state)
{
    const struct observations_row observed = {.truth = {TRUTH_NORMAL, 10, 3}};
    const struct fit_row row = {.observed = &observed, .scale = 4};

    (void)state;
    assert_true(fit_implausibility(&row, 10, 9, 9) == 0);
    assert_true(fabs(fit_implausibility(&row, 35, 8, 8) - 5) < 1e-12); // 25 / sqrt(16 + 8 + 1)
}

/** Weights 1, 1, 2 of 1, 2, 3 and of 30, 10, 20: by hand. */
static void weighted_numbers(void **state)
{
    struct abc abc;
    struct posterior x, y;
    size_t chosen[4];
    const double value[4][2] = {{3, 20}, {1, 30}, {2, 10}, {2, 10}}, weight[4] = {2, 1, 0.5, 0.5};

    (void)state;
    assert_true(
        abc_init(&abc, &(struct abc_of){.particles = 4, .parameters = 2, .generations = 1}));
    abc.kept = 4;
    for (size_t i = 0; i < 4; i++) {
        abc.particle[i].weight = weight[i];
        abc_score(&abc, i)[0] = value[i][0];
        abc_score(&abc, i)[1] = value[i][1];
    }
    assert_true(posterior_of(&x, &abc, 0) && posterior_of(&y, &abc, 1));
    assert_true(fabs(posterior_mean(&x) - 2.25) < 1e-15);
    assert_true(fabs(posterior_deviation(&x) - sqrt(0.6875)) < 1e-15);
    assert_true(posterior_quantile(&x, 0.25) == 1 && posterior_quantile(&x, 0.26) == 2);
    assert_true(posterior_quantile(&x, 0.5) == 2 && posterior_quantile(&x, 0.51) == 3);
    // ranks -3/8, -1/8, 1/4 and 3/8, -3/8, 0 with weights 1/4, 1/4, 1/2: -3/128 over 9/128
    assert_true(fabs(posterior_rank_correlation(&x, &y) + 1 / 3.0) < 1e-15);
    posterior_resample(&abc, chosen);
    assert_int_equal(chosen[0], 0);
    assert_int_equal(chosen[1], 0);
    assert_int_equal(chosen[2], 1);
    assert_true(chosen[3] == 2 || chosen[3] == 3);
    posterior_free(&x);
    posterior_free(&y);
    abc_free(&abc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_posterior_of_a_normal_mean),
        cmocka_unit_test(a_wrong_box_leaves_the_posterior_right),
        cmocka_unit_test(weights_give_the_prior_back),
        cmocka_unit_test(many_parameters_keep_their_weight),
        cmocka_unit_test(ranks_of_the_truth_are_uniform),
        cmocka_unit_test(a_wrong_posterior_has_uneven_ranks),
        cmocka_unit_test(the_truth_is_seldom_ruled_out),
        cmocka_unit_test(implausibility_counts_all_variances),
        cmocka_unit_test(weighted_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
