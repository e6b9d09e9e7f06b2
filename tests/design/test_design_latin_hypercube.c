// Expected values: the definition of a Latin hypercube (McKay, Beckman & Conover 1979) and its
// theory (Stein 1987). Seeds are fixed; each statistical bound says how often it would fail by
// chance.
#include "helpers.h"

#include <gsl/gsl_cdf.h>

static void a_latin_hypercube_meets_each_interval_once_and_doubles(void **unused)
{
    (void)unused;
    enum { MOST = 4096 };
    static const size_t sizes[] = {1, 2, 3, 5, 12, 37, 96, 850, 1000, 1023, 1024};
    static double once[MOST], again[MOST];
    static int met[MOST];
    struct study study = study_of("latin_hypercube", 0, FACTORS);

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t k = 0; k < FACTORS; k++)
            for (size_t n = sizes[s]; n <= 4 * sizes[s]; n *= 2) {
                study.futures = n;
                struct design_plan plan = plan_of(&study);
                ranks(&plan, k, 0, n, n == sizes[s] ? once : again);
                const double *u = n == sizes[s] ? once : again;
                memset(met, 0, sizeof met);
                for (size_t i = 0; i < n; i++)
                    met[(size_t)(u[i] * (double)n)]++;
                for (size_t i = 0; i < n; i++)
                    assert_int_equal(met[i], 1);
                if (n > sizes[s])
                    assert_memory_equal(again, once, sizes[s] * sizeof *once);
                designs_free(&plan);
            }
    study_close(&study);
}

// 2^32 - 1 is odd: as many intervals at once as there may be, where numbers have no digits to spare
static void the_largest_hypercubes_keep_to_their_intervals(void **unused)
{
    (void)unused;
    enum { N = 1 << 23 };
    static const uint64_t sizes[] = {UINT32_MAX, UINT64_C(1) << 32, UINT64_C(3) << 30};
    static double u[N];
    struct study study = study_of("latin_hypercube", 0, FACTORS);

    for (size_t s = 0; s < 3; s++) {
        study.futures = sizes[s];
        struct design_plan plan = plan_of(&study);
        const size_t n = s == 0 ? N : 1000;
        ranks(&plan, PRICE, sizes[s] - n, n, u);
        for (size_t i = 0; i < n; i++) {
            const double place = u[i] * (double)sizes[s];
            assert_true(u[i] > 0 && u[i] < 1 && place > floor(place)); // never on a border
            for (size_t j = i < 1000 ? 0 : i; j < i; j++)
                assert_true(floor(place) != floor(u[j] * (double)sizes[s]));
        }
        designs_free(&plan);
    }
    study_close(&study);
}

/** Chi-square of the intervals that two futures take over many seeds, in factors k and l; with k =
 * l they never share one. */
static double chi_square(struct study *study, size_t k, size_t l, size_t i, size_t j)
{
    enum { MOST = 8, SEEDS = 5000 };
    const size_t n = study->futures;
    const double cells = (double)(k == l ? n * (n - 1) : n * n), expected = SEEDS / cells;
    int count[MOST * MOST] = {0};
    double u[MOST], v[MOST], chi2 = 0;

    for (study->seed = 0; study->seed < SEEDS; study->seed++) {
        struct design_plan plan = plan_of(study);
        ranks(&plan, k, 0, n, u);
        ranks(&plan, l, 0, n, v);
        count[(size_t)(u[i] * (double)n) * n + (size_t)(v[j] * (double)n)]++;
        designs_free(&plan);
    }
    for (size_t c = 0; c < n * n; c++) {
        const double off = count[c] - expected;
        if (k != l || c / n != c % n)
            chi2 += off * off / expected;
        else
            assert_int_equal(count[c], 0);
    }
    return chi2;
}

// 20 + 36 chi-square tests at error rate 1e-6 each. Of an odd number of futures all hypercubes are
// equally likely; of others those whose half is one too.
static void a_hypercube_is_as_random_as_it_may_be(void **unused)
{
    (void)unused;
    struct study study = study_of("latin_hypercube", 5, FACTORS);

    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++)
            if (i != j)
                assert_true(chi_square(&study, RULE, RULE, i, j) < gsl_cdf_chisq_Qinv(1e-6, 19));
    study.futures = 6;
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 6; j++)
            assert_true(chi_square(&study, PRICE, RULE, i, j) < gsl_cdf_chisq_Qinv(1e-6, 35));
    study_close(&study);
}

// Futures 0 and 3 of 6 share a third with probability 1/3; to 5 standard errors.
static void a_doubling_is_permuted_anew(void **unused)
{
    (void)unused;
    enum { N = 6, SEEDS = 5000 };
    struct study study = study_of("latin_hypercube", N, FACTORS);
    int shared = 0;

    for (study.seed = 0; study.seed < SEEDS; study.seed++) {
        struct design_plan plan = plan_of(&study);
        double u[N];
        ranks(&plan, PRICE, 0, N, u);
        shared += (int)(u[0] * 3) == (int)(u[3] * 3);
        designs_free(&plan);
    }
    assert_true(fabs(shared - SEEDS / 3.) < 5 * sqrt(SEEDS * 2. / 9));
    study_close(&study);
}

static double correlation(const double u[], const double v[], size_t n)
{
    double uv = 0, uu = 0, vv = 0;

    for (size_t i = 0; i < n; i++) {
        uv += (u[i] - 0.5) * (v[i] - 0.5);
        uu += (u[i] - 0.5) * (u[i] - 0.5);
        vv += (v[i] - 0.5) * (v[i] - 0.5);
    }
    return uv / sqrt(uu * vv);
}

// With independent permutations n r^2 has mean n / (n - 1) and variance near 2: 600 of them, to 5
// standard errors, at error rate 1e-6 each.
static void factors_of_a_hypercube_are_no_more_correlated_than_by_chance(void **unused)
{
    (void)unused;
    enum { MOST = 1024 };
    static double u[FACTORS][MOST];
    static const size_t sizes[] = {1000, 1024};
    struct study study = study_of("latin_hypercube", 0, FACTORS);

    for (size_t s = 0; s < 2; s++) {
        double sum = 0;
        study.futures = sizes[s];
        for (study.seed = 0; study.seed < 100; study.seed++) {
            struct design_plan plan = plan_of(&study);
            for (size_t k = 0; k < FACTORS; k++) {
                ranks(&plan, k, 0, sizes[s], u[k]);
                for (size_t l = 0; l < k; l++) {
                    const double r = correlation(u[k], u[l], sizes[s]);
                    sum += r * r * (double)sizes[s];
                }
            }
            designs_free(&plan);
        }
        assert_true(fabs(sum / 600 - 1) < 5 * sqrt(2. / 600));
    }
    study_close(&study);
}

/** The variance over seeds of the mean of g(x) = sum of e^x over the factors. */
static double variance_of_mean(const char *design, size_t n)
{
    enum { MOST = 64, SEEDS = 200 };
    double sum = 0, squares = 0, u[MOST];
    struct study study = study_of(design, n, FACTORS);

    for (study.seed = 0; study.seed < SEEDS; study.seed++) {
        struct design_plan plan = plan_of(&study);
        double mean = 0;
        for (size_t k = 0; k < FACTORS; k++) {
            ranks(&plan, k, 0, n, u);
            for (size_t i = 0; i < n; i++)
                mean += (exp(u[i]) - (exp(1) - 1)) / (double)n;
        }
        sum += mean;
        squares += mean * mean;
        designs_free(&plan);
    }
    study_close(&study);
    return (squares - sum * sum / SEEDS) / (SEEDS - 1);
}

// Stein, Technometrics 29 (1987): of a sum over factors only the variance within intervals is left,
// here about 1 / n^2 of it. Estimates have a relative standard deviation of 10 %.
static void a_hypercube_tells_the_mean_of_a_sum_sooner_than_chance(void **unused)
{
    (void)unused;
    const double chance = FACTORS * ((exp(2) - 1) / 2 - (exp(1) - 1) * (exp(1) - 1)) / 48;
    const double random = variance_of_mean("monte_carlo", 48);

    assert_true(fabs(random / chance - 1) < 0.5); // fails for one seed in 10^5
    const double within = FACTORS * (exp(2) - 1) / 2 / (12. * 48 * 48 * 48); // mean (e^x)^2 / 12
    assert_true(fabs(variance_of_mean("latin_hypercube", 48) / within - 1) < 0.5);
    assert_true(variance_of_mean("sobol", 64) < random / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_latin_hypercube_meets_each_interval_once_and_doubles),
        cmocka_unit_test(the_largest_hypercubes_keep_to_their_intervals),
        cmocka_unit_test(a_hypercube_is_as_random_as_it_may_be),
        cmocka_unit_test(a_doubling_is_permuted_anew),
        cmocka_unit_test(factors_of_a_hypercube_are_no_more_correlated_than_by_chance),
        cmocka_unit_test(a_hypercube_tells_the_mean_of_a_sum_sooner_than_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
