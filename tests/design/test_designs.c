// Expected values: closed forms, and the engine's own draws.
#include "helpers.h"

#include "engine/engine.h"

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

    assert_true(config_make(&study.scenario, NULL, NULL, 0, &sc, &diag) && diag.count == 0);
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
                    "study.cfg:8: actors.firm.budget_usd_per_month: has no levels; a factorial "
                    "takes values, or low, high and steps\n"
                    "study.cfg: study.uncertainties: uncertain parameters with distributions, "
                    "not levels: 1; a factorial expects uncertainties = ()\n");
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
