// Expected values: GSL's quantiles and distribution functions where it has the distribution, else
// the formula of the file's head worked out here by other means; moments by integrating the
// quantile.
#include "base/distributions.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define P(...)                                                                                     \
    {                                                                                              \
        .key = {__VA_ARGS__}, .low = -INFINITY, .high = INFINITY                                   \
    }

static const struct example {
    const char *name;
    struct distribution_parameters p;
} examples[] = {
    {"uniform", P(-3.7, 23.85)},
    {"loguniform", P(0.037, 23.85)},
    {"triangular", P(-3.7, 1.2, 23.85)},
    {"triangular", P(2, 2, 5)},
    {"triangular", P(2, 5, 5)},
    {"pert", P(-3.7, 1.2, 23.85, 4)},
    {"pert", P(2, 2, 5, 4)},
    {"pert", P(100, 180, 200, 11.5)},
    {"normal", P(23.85, 0.37)},
    {"lognormal", P(0.37, 23.85)},
    {"beta", P(2.7, 0.85, 0, 1)},
    {"beta", P(0.4, 0.6, -2, 7)},
    {"gamma", P(2.7, 23.85)},
    {"gamma", P(0.37, 2)},
    {"bernoulli", P(0.37)},
    {"discrete",
     {.low = -INFINITY,
      .high = INFINITY,
      .count = 4,
      .value = {-1, 2, 5.5, 40},
      .probability = {0.1, 0.3, 0, 0.6}}},
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static void assert_near(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("%.17g, expected %.17g", got, expected);
}

static bool has_atoms(const struct distribution *d)
{
    return d->discrete || strcmp(d->name, "bernoulli") == 0;
}

static double gsl_quantile(const struct example *e, double u)
{
    const double *k = e->p.key;
    const double width = k[2] - k[0];

    if (strcmp(e->name, "uniform") == 0)
        return gsl_cdf_flat_Pinv(u, k[0], k[1]);
    if (strcmp(e->name, "loguniform") == 0)
        return exp(gsl_cdf_flat_Pinv(u, log(k[0]), log(k[1])));
    if (strcmp(e->name, "pert") == 0)
        return k[0] + width * gsl_cdf_beta_Pinv(u, 1 + k[3] * (k[1] - k[0]) / width,
                                                1 + k[3] * (k[2] - k[1]) / width);
    if (strcmp(e->name, "normal") == 0)
        return k[0] + gsl_cdf_gaussian_Pinv(u, k[1]);
    if (strcmp(e->name, "lognormal") == 0)
        return gsl_cdf_lognormal_Pinv(u, log(k[0] * k[1]) / 2,
                                      log(k[1] / k[0]) / 2 / gsl_cdf_ugaussian_Pinv(0.95));
    if (strcmp(e->name, "beta") == 0)
        return k[2] + (k[3] - k[2]) * gsl_cdf_beta_Pinv(u, k[0], k[1]);
    if (strcmp(e->name, "gamma") == 0)
        return gsl_cdf_gamma_Pinv(u, k[0], k[1]);
    return NAN;
}

static double gsl_cdf(const struct example *e, double x)
{
    const double *k = e->p.key;
    const double width = k[2] - k[0];

    if (strcmp(e->name, "uniform") == 0)
        return gsl_cdf_flat_P(x, k[0], k[1]);
    if (strcmp(e->name, "loguniform") == 0)
        return gsl_cdf_flat_P(log(x), log(k[0]), log(k[1]));
    if (strcmp(e->name, "pert") == 0)
        return gsl_cdf_beta_P((x - k[0]) / width, 1 + k[3] * (k[1] - k[0]) / width,
                              1 + k[3] * (k[2] - k[1]) / width);
    if (strcmp(e->name, "normal") == 0)
        return gsl_cdf_gaussian_P(x - k[0], k[1]);
    if (strcmp(e->name, "lognormal") == 0)
        return gsl_cdf_lognormal_P(x, log(k[0] * k[1]) / 2,
                                   log(k[1] / k[0]) / 2 / gsl_cdf_ugaussian_Pinv(0.95));
    if (strcmp(e->name, "beta") == 0)
        return gsl_cdf_beta_P((x - k[2]) / (k[3] - k[2]), k[0], k[1]);
    if (strcmp(e->name, "gamma") == 0)
        return gsl_cdf_gamma_P(x, k[0], k[1]);
    return NAN;
}

static void every_distribution_has_an_example_that_passes_its_check(void **state)
{
    (void)state;
    for (size_t i = 0; distributions[i]; i++) {
        bool found = false;
        for (size_t j = 0; j < COUNT(examples); j++)
            found |= strcmp(distributions[i]->name, examples[j].name) == 0;
        assert_true(found);
        assert_ptr_equal(distributions_find(distributions[i]->name), distributions[i]);
        assert_true(field_count(distributions[i]->fields) <= DISTRIBUTION_KEYS);
    }
    for (size_t j = 0; j < COUNT(examples); j++)
        assert_null(distributions_check(distributions_find(examples[j].name), &examples[j].p));
    assert_null(distributions_find("cauchy"));
}

static void quantiles_and_cdfs_agree_with_gsl(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct example *e = &examples[j];
        const struct distribution *d = distributions_find(e->name);
        for (double u = 0.0037; u < 1; u += 0.0239) {
            const double x = gsl_quantile(e, u);
            if (isnan(x))
                continue;
            assert_near(d->quantile(&e->p, u), x, 1e-9 * (1 + fabs(x)));
            assert_near(d->cdf(&e->p, x), gsl_cdf(e, x), 1e-13);
        }
    }
}

static void cdf_and_quantile_are_each_others_inverse(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct distribution *d = distributions_find(examples[j].name);
        const struct distribution_parameters *p = &examples[j].p;
        double last = -INFINITY;
        for (double u = 0.0037; u < 1; u += 0.0239) {
            const double x = d->quantile(p, u);
            assert_true(x >= last);
            last = x;
            if (has_atoms(d)) {
                assert_true(d->cdf(p, x) >= u && d->cdf(p, nextafter(x, -INFINITY)) < u);
                continue;
            }
            assert_near(d->cdf(p, x), u, 1e-11);
        }
    }
}

static void cdfs_are_0_and_1_beyond_the_ends(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct distribution *d = distributions_find(examples[j].name);
        assert_true(d->cdf(&examples[j].p, -1e9) == 0);
        assert_near(d->cdf(&examples[j].p, 1e9), 1, 1e-15);
    }
}

static void triangular_has_its_textbook_values(void **state)
{
    (void)state;
    const struct distribution *d = distributions_find("triangular");
    const struct distribution_parameters p = P(0, 2, 10);
    assert_near(d->cdf(&p, 1), 0.05, 1e-15); // 1^2 / (10 x 2)
    assert_near(d->cdf(&p, 2), 0.2, 1e-15);  // at the mode: (mode - min) / (max - min)
    assert_near(d->cdf(&p, 6), 0.8, 1e-15);  // 1 - 4^2 / (10 x 8)
    assert_near(d->quantile(&p, 0.05), 1, 1e-14);
    assert_near(d->quantile(&p, 0.8), 6, 1e-14);
    assert_near(d->mean(&p), 4, 1e-15);
}

static void classic_pert_has_the_mean_of_1_4_1_sixths(void **state)
{
    (void)state;
    const struct distribution *d = distributions_find("pert");
    const struct distribution_parameters p = P(3, 5, 13, 4); // Malcolm et al. 1959
    assert_near(d->mean(&p), (3 + 4 * 5 + 13) / 6.0, 1e-14);
    assert_near(d->fields[3].preset, 4, 0);
}

static void lognormal_keeps_its_two_quantiles(void **state)
{
    (void)state;
    const struct distribution *d = distributions_find("lognormal");
    const struct distribution_parameters p = P(0.37, 23.85);
    assert_near(d->quantile(&p, 0.05), 0.37, 1e-14);
    assert_near(d->quantile(&p, 0.95), 23.85, 1e-12);
    assert_near(d->cdf(&p, 0.37), 0.05, 1e-15);
}

static void bernoulli_and_discrete_cut_u_where_the_probabilities_say(void **state)
{
    (void)state;
    const struct distribution *b = distributions_find("bernoulli"),
                              *d = distributions_find("discrete");
    const struct distribution_parameters p = P(0.37), *q = &examples[COUNT(examples) - 1].p;

    assert_true(b->quantile(&p, 0.62) == 0 && b->quantile(&p, 0.64) == 1);
    assert_true(d->quantile(q, 0.09) == -1 && d->quantile(q, 0.11) == 2);
    assert_true(d->quantile(q, 0.39) == 2 && d->quantile(q, 0.41) == 40);
    assert_true(d->quantile(q, 1 - 0x1p-53) == 40);

    const struct distribution_parameters never = P(0.0), always = P(1.0);
    assert_true(b->quantile(&never, 1 - 0x1p-53) == 0 && b->quantile(&always, 0x1p-53) == 1);
}

// E f(X) = integral of f(Q(Phi(z))) phi(z) dz by trapezoids, whose error is below 1e-5 even with
// kinks at this step
static void means_and_variances_agree_with_integrals_of_the_quantile(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct distribution *d = distributions_find(examples[j].name);
        const struct distribution_parameters *p = &examples[j].p;
        const double mean = d->mean(p), h = 16.0 / 8000;
        double first = 0, second = 0, all = 0;
        for (int i = 0; i < 8000; i++) {
            const double z = -8 + h * (i + 0.37), u = gsl_cdf_ugaussian_P(z);
            const double weight = h * exp(-z * z / 2) / sqrt(2 * M_PI), x = d->quantile(p, u);
            all += weight;
            first += weight * x;
            second += weight * (x - mean) * (x - mean);
        }
        const double tolerance = has_atoms(d) ? 2e-3 : 1e-5;
        assert_near(all, 1, 1e-12);
        assert_near(first, mean, tolerance * sqrt(d->variance(p)));
        assert_near(second, d->variance(p), tolerance * d->variance(p));
    }
}

static void truncation_keeps_the_shape_between_low_and_high(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct distribution *d = distributions_find(examples[j].name);
        if (has_atoms(d))
            continue;
        struct distribution_parameters p = examples[j].p;
        p.low = d->quantile(&p, 0.237);
        p.high = d->quantile(&p, 0.885);
        assert_null(distributions_check(d, &p));
        for (double u = 0.013; u < 1; u += 0.037) {
            const double x = distributions_quantile(d, &p, u);
            assert_true(p.low <= x && x <= p.high);
            assert_near((d->cdf(&p, x) - 0.237) / (0.885 - 0.237), u, 1e-10);
        }
    }
}

static void without_truncation_nothing_changes(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct distribution *d = distributions_find(examples[j].name);
        for (double u = 0.013; u < 1; u += 0.037)
            assert_true(distributions_quantile(d, &examples[j].p, u) ==
                        d->quantile(&examples[j].p, u));
    }
}

static void an_atom_on_the_edge_of_a_truncation_stays(void **state)
{
    (void)state;
    const struct distribution *d = distributions_find("discrete");
    struct distribution_parameters p = examples[COUNT(examples) - 1].p;
    p.low = 2;
    p.high = 5.5;
    assert_true(distributions_quantile(d, &p, 0.037) == 2);
    assert_true(distributions_quantile(d, &p, 0.99) == 2);
    p.low = -1;
    assert_true(distributions_quantile(d, &p, 0.037) == -1); // of 0.1 + 0.3 a quarter lies at -1
    assert_true(distributions_quantile(d, &p, 0.24) == -1);
    assert_true(distributions_quantile(d, &p, 0.26) == 2);
}

static void extreme_draws_stay_finite(void **state)
{
    (void)state;
    for (size_t j = 0; j < COUNT(examples); j++) {
        const struct distribution *d = distributions_find(examples[j].name);
        struct distribution_parameters p = examples[j].p;
        for (int truncated = 0; truncated < 2; truncated++) {
            assert_true(isfinite(distributions_quantile(d, &p, 0x1p-53)));
            assert_true(isfinite(distributions_quantile(d, &p, 1 - 0x1p-53)));
            p.low = has_atoms(d) ? -INFINITY : d->quantile(&p, 0.885);
        }
    }
}

static void mistakes_are_named(void **state)
{
    (void)state;
    const struct distribution_parameters two = {
        .low = -INFINITY, .high = INFINITY, .count = 2, .value = {2, 1}, .probability = {0.4, 0.6}};
    struct distribution_parameters sum = two, sign = two, none = two;
    sum.value[1] = 3, sum.probability[1] = 0.600001;
    sign.probability[0] = -0.1;
    none.count = 0;
    const struct {
        const char *name, *message;
        struct distribution_parameters p;
    } wrong[] = {
        {"uniform", "min must be below max", P(2, 2)},
        {"loguniform", "min must be above 0", P(0, 2)},
        {"loguniform", "min must be below max", P(3, 2)},
        {"triangular", "min must be below max", P(3, 2, 1)},
        {"triangular", "mode must be between min and max", P(1, 4, 3)},
        {"pert", "min must be below max", P(3, 2, 1, 4)},
        {"pert", "mode must be between min and max", P(1, 0, 3, 4)},
        {"pert", "shape must not be below 0", P(1, 2, 3, -1)},
        {"normal", "sd must be above 0", P(1, 0)},
        {"lognormal", "p5 must be above 0", P(-1, 2)},
        {"lognormal", "p5 must be below p95", P(2, 2)},
        {"beta", "alpha must be above 0", P(0, 1, 0, 1)},
        {"beta", "beta must be above 0", P(1, 0, 0, 1)},
        {"beta", "min must be below max", P(1, 1, 1, 0)},
        {"gamma", "shape must be above 0", P(0, 1)},
        {"gamma", "scale must be above 0", P(1, 0)},
        {"bernoulli", "probability must be between 0 and 1", P(1.037)},
        {"discrete", "values must increase", two},
        {"discrete", "probabilities must sum to 1", sum},
        {"discrete", "each probability must be between 0 and 1", sign},
        {"discrete", "values and probabilities must have 1 to 64 entries each", none},
        {"normal", "low must be below high", {.key = {1, 2}, .low = 3, .high = 3}},
        {"normal",
         "low and high leave less than 1e-9 of the distribution between them",
         {.key = {1, 2}, .low = 300, .high = INFINITY}},
    };
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_string_equal(distributions_check(distributions_find(wrong[i].name), &wrong[i].p),
                            wrong[i].message);
}

static void a_number_that_is_none_is_a_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; distributions[i]; i++) {
        struct distribution_parameters p = P(NAN, NAN, NAN, NAN);
        p.count = 1;
        p.probability[0] = NAN;
        assert_non_null(distributions_check(distributions[i], &p));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_distribution_has_an_example_that_passes_its_check),
        cmocka_unit_test(quantiles_and_cdfs_agree_with_gsl),
        cmocka_unit_test(cdf_and_quantile_are_each_others_inverse),
        cmocka_unit_test(cdfs_are_0_and_1_beyond_the_ends),
        cmocka_unit_test(triangular_has_its_textbook_values),
        cmocka_unit_test(classic_pert_has_the_mean_of_1_4_1_sixths),
        cmocka_unit_test(lognormal_keeps_its_two_quantiles),
        cmocka_unit_test(bernoulli_and_discrete_cut_u_where_the_probabilities_say),
        cmocka_unit_test(means_and_variances_agree_with_integrals_of_the_quantile),
        cmocka_unit_test(truncation_keeps_the_shape_between_low_and_high),
        cmocka_unit_test(without_truncation_nothing_changes),
        cmocka_unit_test(an_atom_on_the_edge_of_a_truncation_stays),
        cmocka_unit_test(extreme_draws_stay_finite),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(a_number_that_is_none_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
