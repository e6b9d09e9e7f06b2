// Scores against closed forms: of the normal and the exponential distribution (Gneiting & Raftery
// 2007, JASA 102, eq. 21; Jordan, Krueger & Lerch 2019, J. Stat. Software 90(12), appendix A), of
// ensembles of two, of constant forecasts; and what a calibrated forecast must do by chance.
#include "analysis/score_brier.h"
#include "analysis/score_crps.h"
#include "analysis/score_log.h"
#include "analysis/score_pit.h"
#include "analysis/skill.h"
#include "analysis/sorted.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define MANY 20000

static const double root_pi = 1.7724538509055159;

static void near(double x, double expected, double relative)
{
    if (!(fabs(x - expected) <= relative * fabs(expected)))
        fail_msg("%.17g, expected %.17g", x, expected);
}

static struct truth exactly(double y)
{
    return truth_of(TRUTH_EXACT, y, 0, 0);
}

static double normal_crps(double mean, double sigma, double y)
{
    const double z = (y - mean) / sigma;

    return sigma *
           (z * (2 * gsl_cdf_ugaussian_P(z) - 1) + 2 * gsl_ran_ugaussian_pdf(z) - 1 / root_pi);
}

// an ensemble of the quantiles (i + 1/2) / n is the distribution but for 1 / n
static void crps_of_many_normal_members_is_the_closed_form(void **unused)
{
    static double x[MANY];

    (void)unused;
    for (int i = 0; i < MANY; i++)
        x[i] = 23.85 + 3.7 * gsl_cdf_ugaussian_Pinv((i + 0.5) / MANY);
    for (double y = 5; y < 45; y += 2.9) {
        const struct truth truth = exactly(y);
        near(score_crps(x, MANY, &truth).plain, normal_crps(23.85, 3.7, y), 1e-3);
    }
}

static void crps_of_many_exponential_members_is_the_closed_form(void **unused)
{
    static double x[MANY];

    (void)unused;
    for (int i = 0; i < MANY; i++)
        x[i] = gsl_cdf_exponential_Pinv((i + 0.5) / MANY, 1);
    for (double y = 0.037; y < 6; y += 0.41) {
        const struct truth truth = exactly(y);
        near(score_crps(x, MANY, &truth).plain, y - 2 * (1 - exp(-y)) + 0.5, 1e-3);
    }
}

static void crps_of_two_members_is_that_by_hand(void **unused)
{
    const double x[] = {2.5, 7.1}; // distances 1.3 and 3.3, between them 4.6
    const struct truth truth = exactly(3.8);
    const struct score_crps crps = score_crps(x, 2, &truth);

    (void)unused;
    near(crps.plain, 2.3 - 4.6 / 4, 1e-14);
    assert_true(fabs(crps.fair) < 1e-14); // 2.3 - 4.6 / 2: the truth lies between the two
    const struct score_crps point = score_crps(x, 1, &truth);
    near(point.plain, 1.3, 1e-14);
    assert_true(isnan(point.fair));
}

// E|X - Y| of two normal numbers is that of their difference, also normal
static void uncertain_normal_truth_widens_the_distance_only(void **unused)
{
    static double x[MANY];
    const double mean = 23.85, sigma = 3.7, s = 5.2, z95 = gsl_cdf_ugaussian_Pinv(0.95);

    (void)unused;
    for (int i = 0; i < MANY; i++)
        x[i] = mean + sigma * gsl_cdf_ugaussian_Pinv((i + 0.5) / MANY);
    for (double y = 5; y < 45; y += 2.9) {
        const struct truth truth = truth_of(TRUTH_NORMAL, y, y - z95 * s, y + z95 * s);
        const double both = sqrt(sigma * sigma + s * s);
        near(truth.sigma, s, 1e-13);
        near(score_crps(x, MANY, &truth).plain,
             normal_crps(mean, both, y) + both / root_pi - sigma / root_pi, 1e-3);
    }
    near(truth_floor(&(struct truth){TRUTH_NORMAL, 8.1, 5.2}), 5.2 / root_pi, 1e-13);
}

// the distance from a lognormal number, and of two, by the mean over quantiles
static void distances_from_a_lognormal_truth_are_their_means(void **unused)
{
    static double y[MANY];
    const struct truth truth = truth_of(TRUTH_LOGNORMAL, 401698, 324871, 496849);

    (void)unused;
    near(truth.sigma, log(496849.0 / 324871) / (2 * gsl_cdf_ugaussian_Pinv(0.95)), 1e-13);
    for (int i = 0; i < MANY; i++)
        y[i] = truth_quantile(&truth, (i + 0.5) / MANY);
    for (double x = -1e5; x < 9e5; x += 97000) {
        double sum = 0;
        for (int i = 0; i < MANY; i++)
            sum += fabs(x - y[i]) / MANY;
        near(truth_distance(&truth, x), sum, 1e-4);
    }
    double spread = 0;
    for (int i = 0; i < MANY; i++)
        spread += (2.0 * i + 1 - MANY) * y[i] / MANY / MANY;
    near(truth_floor(&truth), spread, 1e-3);
    near(truth_between(&truth, 324871, 496849),
         gsl_cdf_lognormal_P(496849, log(401698), truth.sigma) -
             gsl_cdf_lognormal_P(324871, log(401698), truth.sigma),
         1e-12);
}

// Ferro (2014): whatever the number of members, the mean is that of the distribution, here
// sigma / sqrt(pi) where truth is drawn from it; the plain score is larger by sigma / (m sqrt(pi)).
// 40,000 trials have a standard error of 0.0023; the bounds are four of them: error rate 6e-5.
static void fair_crps_of_few_members_has_the_mean_of_the_distribution(void **unused)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double fair = 0, plain = 0, square = 0;
    const int trials = 40000;

    (void)unused;
    for (int t = 0; t < trials; t++) {
        double x[4];
        for (int i = 0; i < 4; i++)
            x[i] = gsl_ran_ugaussian(rng);
        sorted_doubles(x, 4);
        const struct truth truth = exactly(gsl_ran_ugaussian(rng));
        const struct score_crps crps = score_crps(x, 4, &truth);
        fair += crps.fair / trials;
        square += crps.fair * crps.fair / trials;
        plain += crps.plain / trials;
    }
    const double error = sqrt((square - fair * fair) / trials);
    assert_true(fabs(fair - 1 / root_pi) < 4 * error);
    assert_true(fabs(plain - 1.25 / root_pi) < 4 * error);
    gsl_rng_free(rng);
}

// a smoothed lognormal density is that of a somewhat wider one: variance sigma^2 + h^2
static void log_score_is_that_of_the_smoothed_density_and_of_the_atom(void **unused)
{
    static double x[2 * MANY], scratch[2 * MANY];
    const double mu = 2.1, sigma = 0.83, z75 = gsl_cdf_ugaussian_Pinv(0.75);
    const double h = 0.9 * sigma * pow(MANY, -0.2), wide = sqrt(sigma * sigma + h * h);

    (void)unused;
    assert_true(2 * z75 > 1.3489 && 2 * z75 < 1.349);
    for (int i = 0; i < MANY; i++)
        x[MANY + i] = exp(mu + sigma * gsl_cdf_ugaussian_Pinv((i + 0.5) / MANY));
    for (double y = 2; y < 30; y += 2.7) {
        const struct truth truth = exactly(y);
        const double expected = -log(gsl_ran_lognormal_pdf(y, mu, wide));
        near(score_log(x + MANY, MANY, &truth, scratch), expected - log(1 - 0.5 / (MANY + 1)),
             2e-3);
        // half of the members at zero: half of the density
        near(score_log(x, 2 * MANY, &truth, scratch), expected + log(2), 2e-3);
    }
    const struct truth nothing = exactly(0);
    near(score_log(x, 2 * MANY, &nothing, scratch), -log((MANY + 0.5) / (2 * MANY + 1)), 1e-13);
    near(score_log(x + MANY, MANY, &nothing, scratch), -log(0.5 / (MANY + 1)), 1e-13);
    const struct truth negative = exactly(-3), some = exactly(7.5);
    assert_true(score_log(x + MANY, MANY, &negative, scratch) == INFINITY);
    assert_true(isnan(score_log(x, MANY, &some, scratch))); // all members at zero
}

/** PITs of trials in which truth and members are zero with probability 0.4, else exponential; the
 * members' mean is `mean` that of the truth. */
static struct score_pit_uniform trial(gsl_rng *rng, double mean)
{
    enum { TRIALS = 2000, MEMBERS = 19 };
    static double pit[TRIALS];

    for (int t = 0; t < TRIALS; t++) {
        double x[MEMBERS];
        const double u[2] = {gsl_rng_uniform_pos(rng), gsl_rng_uniform_pos(rng)};
        for (int i = 0; i < MEMBERS; i++)
            x[i] = gsl_rng_uniform(rng) < 0.4 ? 0 : gsl_ran_exponential(rng, mean);
        const struct truth truth =
            exactly(gsl_rng_uniform(rng) < 0.4 ? 0 : gsl_ran_exponential(rng, 1));
        pit[t] = score_pit(x, MEMBERS, &truth, u);
    }
    return score_pit_uniform(pit, TRIALS);
}

// of 20 fixed seeds the smallest p is below 0.0005 by chance with probability 1 %
static void pit_is_uniform_if_calibrated_and_only_then(void **unused)
{
    (void)unused;
    for (unsigned long seed = 1; seed <= 20; seed++) {
        gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
        gsl_rng_set(rng, seed);
        assert_true(trial(rng, 1).p > 0.0005);
        assert_true(trial(rng, 0.6).p < 1e-4);
        assert_true(trial(rng, 1.7).p < 1e-4);
        gsl_rng_free(rng);
    }
}

// Of an uncertain observation one truth is drawn: uniform if the forecast is the distribution that
// the estimator ends up with. 2000 trials, one seed: p below 0.0005 by chance in 1 of 2000.
static void pit_of_uncertain_truth_is_uniform_if_calibrated(void **unused)
{
    enum { TRIALS = 2000, MEMBERS = 19 };
    static double pit[TRIALS];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    (void)unused;
    for (int t = 0; t < TRIALS; t++) {
        // truth of deviation 1; seen with an error of deviation 0.75: its posterior by hand
        double x[MEMBERS];
        const double u[2] = {gsl_rng_uniform_pos(rng), gsl_rng_uniform_pos(rng)};
        const double seen = gsl_ran_gaussian(rng, 1) + gsl_ran_gaussian(rng, 0.75);
        const struct truth posterior = {TRUTH_NORMAL, seen / 1.5625, 0.6};
        for (int i = 0; i < MEMBERS; i++)
            x[i] = gsl_ran_gaussian(rng, 1);
        pit[t] = score_pit(x, MEMBERS, &posterior, u);
    }
    assert_true(score_pit_uniform(pit, TRIALS).p > 0.0005);
    gsl_rng_free(rng);
}

// Stephens (1970), table 1A: 1.358 and 1.628 are the upper 5 and 1 % points of the modified
// distance
static void probability_of_a_distance_is_that_of_the_table(void **unused)
{
    const double points[][2] = {{1.358, 0.05}, {1.628, 0.01}, {1.224, 0.10}};
    double pit[50];

    (void)unused;
    for (size_t k = 0; k < 3; k++) {
        const double root = sqrt(50), shift = points[k][0] / (root + 0.12 + 0.11 / root);
        for (int i = 0; i < 50; i++)
            pit[i] = fmax((i + 1) / 50.0 - shift, 0);
        const struct score_pit_uniform u = score_pit_uniform(pit, 50);
        near(u.distance, shift, 1e-12);
        near(u.p, points[k][1], 0.005);
    }
    assert_true(isnan(score_pit_uniform(pit, 0).p));
}

static void brier_score_of_constant_forecasts_is_that_by_hand(void **unused)
{
    struct score_brier b = {0};

    (void)unused;
    for (int i = 0; i < 40; i++) // 9 of 40 happen
        score_brier_add(&b, 0.37, i < 9);
    score_brier_end(&b);
    const double f = 9 / 40.0;
    near(b.score, f * 0.63 * 0.63 + (1 - f) * 0.37 * 0.37, 1e-13);
    near(b.reliability, (0.37 - f) * (0.37 - f), 1e-13);
    assert_true(fabs(b.resolution) < 1e-15);
    near(b.uncertainty, f * (1 - f), 1e-13);
    assert_true(fabs(b.within) < 1e-14);
    near(score_brier(0.37, 0.25), 0.25 * 0.63 * 0.63 + 0.75 * 0.37 * 0.37, 1e-14);
}

// events in two classes: one says 0.2 and 0.3 in its own class each, and within it nothing is lost
static void brier_parts_add_up_to_the_score(void **unused)
{
    struct score_brier b = {0};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    (void)unused;
    for (int i = 0; i < 500; i++) {
        const double p = gsl_rng_uniform(rng);
        score_brier_add(&b, p, gsl_rng_uniform(rng) < p * p);
    }
    score_brier_add(&b, 1, 1); // the last class takes its upper end too
    score_brier_end(&b);
    near(b.reliability - b.resolution + b.uncertainty + b.within, b.score, 1e-12);
    assert_true(b.classes[9].n > 20 && b.reliability > 0 && b.resolution > 0.05);
    gsl_rng_free(rng);
}

static void skill_is_one_of_a_perfect_and_nought_of_an_equal_forecast(void **unused)
{
    const double none[12] = {0}, base[12] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
    double half[12], scratch[200];

    (void)unused;
    for (int i = 0; i < 12; i++)
        half[i] = base[i] / 2;
    struct skill_of of = {none, base, 12, 200, 7};
    assert_true(skill_take(&of, scratch).skill == 1);
    of.score = base;
    assert_true(skill_take(&of, scratch).skill == 0);
    of.score = half; // in every resample: nothing is uncertain
    const struct skill s = skill_take(&of, scratch);
    near(s.skill, 0.5, 1e-15);
    near(s.low, 0.5, 1e-15);
    near(s.high, 0.5, 1e-15);
    for (of.n = 1; of.n <= 2; of.n++) // one block holds both
        assert_true(isnan(skill_take(&of, scratch).low));
    assert_false(isnan(skill_take(&of, scratch).low));
    of.baseline = none;
    assert_true(isnan(skill_take(&of, scratch).skill));
}

// Independent pairs: the 95 % interval holds the true skill in about 19 of 20 cases. Of 400 cases
// with 60 observations each, less than 85 % or more than 99 % would be chance below 1e-6.
static void interval_of_skill_holds_the_truth_about_as_often_as_it_says(void **unused)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int holds = 0;

    (void)unused;
    for (uint64_t t = 0; t < 400; t++) {
        double score[60], baseline[60], scratch[200];
        for (int i = 0; i < 60; i++) {
            score[i] = gsl_ran_exponential(rng, 0.7);
            baseline[i] = gsl_ran_exponential(rng, 1);
        }
        const struct skill_of of = {score, baseline, 60, 200, t};
        const struct skill s = skill_take(&of, scratch);
        holds += s.low <= 0.3 && 0.3 <= s.high;
    }
    assert_in_range(holds, 340, 396);
    gsl_rng_free(rng);
}

// Errors that come in long runs: blocks of 5 of 100 have sqrt(5) times the standard error of pairs
// drawn one by one, 0.04 here; the interval is 3.92 of these, a little less for blocks at the ends.
static void interval_of_skill_is_wider_where_errors_go_together(void **unused)
{
    double score[100], baseline[100], scratch[2000];

    (void)unused;
    for (int i = 0; i < 100; i++) {
        score[i] = i < 50 ? 0.2 : 1;
        baseline[i] = 1;
    }
    const struct skill_of of = {score, baseline, 100, 2000, 7};
    const struct skill s = skill_take(&of, scratch);
    near(s.skill, 0.4, 1e-13);
    near(s.high - s.low, 3.92 * 0.04 * sqrt(5), 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crps_of_many_normal_members_is_the_closed_form),
        cmocka_unit_test(crps_of_many_exponential_members_is_the_closed_form),
        cmocka_unit_test(crps_of_two_members_is_that_by_hand),
        cmocka_unit_test(uncertain_normal_truth_widens_the_distance_only),
        cmocka_unit_test(distances_from_a_lognormal_truth_are_their_means),
        cmocka_unit_test(fair_crps_of_few_members_has_the_mean_of_the_distribution),
        cmocka_unit_test(log_score_is_that_of_the_smoothed_density_and_of_the_atom),
        cmocka_unit_test(pit_is_uniform_if_calibrated_and_only_then),
        cmocka_unit_test(pit_of_uncertain_truth_is_uniform_if_calibrated),
        cmocka_unit_test(probability_of_a_distance_is_that_of_the_table),
        cmocka_unit_test(brier_score_of_constant_forecasts_is_that_by_hand),
        cmocka_unit_test(brier_parts_add_up_to_the_score),
        cmocka_unit_test(skill_is_one_of_a_perfect_and_nought_of_an_equal_forecast),
        cmocka_unit_test(interval_of_skill_holds_the_truth_about_as_often_as_it_says),
        cmocka_unit_test(interval_of_skill_is_wider_where_errors_go_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
