// Expected values: the definition of a Latin hypercube (McKay, Beckman & Conover 1979) and its
// theory (Stein 1987), closed forms, and the engine's own draws. Seeds are fixed; each statistical
// bound says how often it would fail by chance.
#include "helpers.h"

#include "engine/engine.h"

#include <gsl/gsl_cdf.h>

/** Numbers in (0, 1) of factor k, whatever sort it is. */
static void ranks(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double u[])
{
    plan->study->design->fill(plan, k, first, n, u);
}

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

// 2^32 - 1 = 3 * 5 * 17 * 257 * 65537 intervals: the odd numbers with most of them
static void the_largest_hypercubes_keep_to_their_intervals(void **unused)
{
    (void)unused;
    enum { N = 2000 };
    static const uint64_t sizes[] = {UINT32_MAX, UINT64_C(1) << 32, UINT64_C(3) << 30, 999999937};
    double u[N];
    struct study study = study_of("latin_hypercube", 0, FACTORS);

    for (size_t s = 0; s < 4; s++) {
        study.futures = sizes[s];
        struct design_plan plan = plan_of(&study);
        ranks(&plan, PRICE, sizes[s] - N, N, u);
        for (int i = 0; i < N; i++) {
            const double place = u[i] * (double)sizes[s];
            assert_true(u[i] > 0 && u[i] < 1 && place - floor(place) > 0);
            for (int j = 0; j < i; j++)
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

/** Any cut of the futures gives the same bits. */
static void every_design_is_a_function_of_the_place_alone(void **unused)
{
    (void)unused;
    enum { N = 203 };
    double whole[N], part[N];

    for (size_t d = 0; designs[d]; d++) {
        const bool is_factorial = strcmp(designs[d]->name, "factorial") == 0;
        if (strcmp(designs[d]->name, "user") == 0)
            continue; // test_design_user.c
        struct study study = study_of(designs[d]->name, designs[d]->is_sized ? N : 0, FACTORS);
        study.factors = factors + (is_factorial ? RULE : 0);
        study.n_factors = is_factorial ? 2 : FACTORS;
        struct design_plan plan = plan_of(&study);
        const size_t n = plan.futures;
        for (size_t k = 0; k < study.n_factors; k++) {
            designs_fill(&plan, k, 0, n, whole);
            for (size_t size = 1; size < 40; size++) {
                for (size_t left = n; left > 0; left -= size < left ? size : left)
                    designs_fill(&plan, k, left - (size < left ? size : left),
                                 size < left ? size : left,
                                 part + left - (size < left ? size : left));
                assert_memory_equal(part, whole, n * sizeof *whole);
            }
        }
        designs_free(&plan);
        study_close(&study);
    }
}

static void sampled_designs_give_ranks_values_and_levels(void **unused)
{
    (void)unused;
    enum { N = 96 };
    static const char *const sampled[] = {"monte_carlo", "latin_hypercube", "sobol"};
    double u[N], x[N];

    for (size_t d = 0; d < 3; d++) {
        struct study study = study_of(sampled[d], N, FACTORS);
        struct design_plan plan = plan_of(&study);
        int met[4] = {0};
        ranks(&plan, PRICE, 0, N, u);
        designs_fill(&plan, PRICE, 0, N, x);
        assert_memory_equal(u, x, sizeof u);
        ranks(&plan, APPETITE, 0, N, u);
        designs_fill(&plan, APPETITE, 0, N, x);
        for (int i = 0; i < N; i++)
            assert_true(fabs(x[i] - (1e7 + u[i] * 2e8)) < 1e-6 && x[i] > 1e7 && x[i] < 2.1e8);
        ranks(&plan, MONTH, 0, N, u);
        designs_fill(&plan, MONTH, 0, N, x);
        for (int i = 0; i < N; i++) {
            assert_true(x[i] == floor(u[i] * 4));
            met[(int)x[i]]++;
        }
        for (int level = 0; d > 0 && level < 4; level++)
            assert_int_equal(met[level], N / 4);
        designs_free(&plan);
        study_close(&study);
    }
}

/** What is drawn for a factor hangs on its name, not on the factors beside it. */
static void another_factor_changes_no_other(void **unused)
{
    (void)unused;
    enum { N = 100 };
    static const char *const sampled[] = {"monte_carlo", "latin_hypercube"};
    double beside[N], alone[N];

    for (size_t d = 0; d < 2; d++) {
        struct study study = study_of(sampled[d], N, FACTORS);
        struct design_plan plan = plan_of(&study);
        ranks(&plan, MONTH, 0, N, beside);
        study.factors = factors + MONTH;
        study.n_factors = 1;
        ranks(&plan, 0, 0, N, alone);
        assert_memory_equal(alone, beside, sizeof alone);
        designs_free(&plan);
        study_close(&study);
    }
}

static void look_away(void *context, const struct plan *plan, const struct state *s, int32_t t)
{
    (void)context, (void)plan, (void)s, (void)t;
}

static void monte_carlo_draws_what_the_engine_draws(void **unused)
{
    (void)unused;
    struct study study = study_of("monte_carlo", 100, 1);
    struct design_plan design = plan_of(&study);
    struct scenario sc;
    struct diag diag = {0};
    struct plan plan;
    struct state state;
    lanes u;

    assert_true(designs_scenario(&study, &sc, &diag) && diag.count == 0);
    sc.seed = study.seed;
    assert_true(plan_init(&plan, &sc, false) && state_init(&state, &plan));
    engine_run(&plan, &state, (struct engine_futures){.first = 16}, NULL, NULL,
               &(struct engine_observer){look_away, NULL});
    ranks(&design, PRICE, 16, LANES, u);
    const size_t price = scenario_find_parameter(&sc, factors[PRICE].path);
    for (size_t i = 0; i < plan.n_uncertain; i++) {
        const struct parameter *p = &sc.parameters[plan.uncertain[i].parameter];
        for (int lane = 0; plan.uncertain[i].parameter == price && lane < LANES; lane++)
            assert_true(fabs(plan_drawn(&plan, &state, i, lane) -
                             distributions_quantile(p->distribution, p->shape, u[lane])) < 1e-9);
    }
    state_free(&state);
    plan_free(&plan);
    scenario_free(&sc);
    designs_free(&design);
    study_close(&study);
}

static void a_factorial_holds_every_combination_once_the_last_factor_fastest(void **unused)
{
    (void)unused;
    struct study study = study_of("factorial", 0, 2);
    study.factors = factors + RULE;
    struct design_plan plan = plan_of(&study);
    double rule[12], month[12];

    assert_int_equal(plan.futures, 12);
    designs_fill(&plan, 0, 0, 12, rule);
    designs_fill(&plan, 1, 0, 12, month);
    for (int i = 0; i < 12; i++)
        assert_true(rule[i] == i / 4 && month[i] == i % 4);
    designs_free(&plan);
    study.n_factors = 0;
    plan = plan_of(&study);
    assert_int_equal(plan.futures, 1);
    designs_free(&plan);
    study_close(&study);
}

static void one_factor_at_a_time_leaves_the_others_at_the_base(void **unused)
{
    (void)unused;
    // closed forms of the triangular distribution: 23000, 27000, 32000
    const double low = 23000 + sqrt(0.05 * 9000 * 4000), high = 32000 - sqrt(0.05 * 9000 * 5000);
    const double expected[10][FACTORS] = {
        {27000, 1.1e8, 0, 0}, {low, 1.1e8, 0, 0},   {high, 1.1e8, 0, 0},  {27000, 1e7, 0, 0},
        {27000, 2.1e8, 0, 0}, {27000, 1.1e8, 1, 0}, {27000, 1.1e8, 2, 0}, {27000, 1.1e8, 0, 1},
        {27000, 1.1e8, 0, 2}, {27000, 1.1e8, 0, 3},
    };
    struct study study = study_of("one_at_a_time", 0, FACTORS);
    struct design_plan plan = plan_of(&study);
    double x[10];

    assert_int_equal(plan.futures, 10);
    for (size_t k = 0; k < FACTORS; k++) {
        designs_fill(&plan, k, 0, 10, x);
        for (int i = 0; i < 10; i++)
            assert_true(fabs(x[i] - expected[i][k]) <= 1e-9 * expected[i][k]);
    }
    designs_free(&plan);
    study_close(&study);
}

static void what_a_design_cannot_do_is_said(void **unused)
{
    (void)unused;
    struct study_factor many[8] = {0};
    struct study study = study_of("factorial", 0, FACTORS);

    assert_mistakes(&study,
                    "study.cfg:7: chips.h200.price_usd: has a distribution, not levels; leave it "
                    "out of study.uncertainties\n"
                    "study.cfg:8: actors.firm.budget_usd_per_month: has no levels; a factorial "
                    "takes values, or low, high and steps\n");
    for (size_t k = 0; k < 8; k++)
        many[k] = (struct study_factor){
            .name = "f", .path = "f", .variation = STUDY_LEVELS, .n_levels = 17};
    study.factors = many;
    study.n_factors = 8; // 17^8 > 2^32
    assert_mistakes(&study, "study.cfg: study.futures: more than 4294967296 futures, the most a "
                            "design may have\n");
    study.factors = factors;
    study.n_factors = 1025;
    study.design = designs_find("sobol");
    assert_mistakes(&study, "study.cfg: study.design: sobol has no numbers for 1025 factors; "
                            "expected at most 1024\n");
    assert_null(designs_find("halton"));
    study_close(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_latin_hypercube_meets_each_interval_once_and_doubles),
        cmocka_unit_test(the_largest_hypercubes_keep_to_their_intervals),
        cmocka_unit_test(a_hypercube_is_as_random_as_it_may_be),
        cmocka_unit_test(factors_of_a_hypercube_are_no_more_correlated_than_by_chance),
        cmocka_unit_test(a_hypercube_tells_the_mean_of_a_sum_sooner_than_chance),
        cmocka_unit_test(every_design_is_a_function_of_the_place_alone),
        cmocka_unit_test(sampled_designs_give_ranks_values_and_levels),
        cmocka_unit_test(another_factor_changes_no_other),
        cmocka_unit_test(monte_carlo_draws_what_the_engine_draws),
        cmocka_unit_test(a_factorial_holds_every_combination_once_the_last_factor_fastest),
        cmocka_unit_test(one_factor_at_a_time_leaves_the_others_at_the_base),
        cmocka_unit_test(what_a_design_cannot_do_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
