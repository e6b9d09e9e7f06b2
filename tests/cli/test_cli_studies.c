// check and explain of studies as a user meets them: what they print, and their exit codes.
#include "ask.h"

#define STUDIES    SOURCE_DIR "/configs/studies/"
#define EVERYTHING SOURCE_DIR "/tests/design/everything.cfg"

static void shipped_studies_have_no_mistakes(void **state)
{
    (void)state;
    assert_int_equal(ask("check " STUDIES "tariff-tightening-ratio.cfg"), 0);
    assert_true(said("3 levers, 80 policies, 500 futures, 10 outcomes, 4 scenarios\n"));
    assert_int_equal(ask("check " STUDIES "all-policies.cfg"), 0);
    assert_true(said("1 lever, 16 policies, 1000 futures, 14 outcomes, 16 scenarios\n"));
    assert_int_equal(ask("check " STUDIES "rationing-rule.cfg"), 0);
    assert_true(said("1 lever, 4 policies, 1200 futures, 10 outcomes, 24 scenarios\n"));
}

static void mistakes_in_a_study_give_exit_code_3(void **state)
{
    (void)state;
    assert_int_equal(ask("check %s/tests/design/broken/outcomes.cfg", SOURCE_DIR), 3);
    assert_true(
        said("outcomes.b.actor: no actor in the table 'metrics' is 'bytedanc'; did you mean"));
    assert_true(said("28 mistakes in "));
    assert_int_equal(ask("explain %s/tests/design/broken/outcomes.cfg", SOURCE_DIR), 3);
    assert_true(said("28 mistakes in "));
}

/** The youngest older than the oldest: no level has that beside the first levels of the others. */
static void a_mistake_of_one_combination_is_told_with_it(void **state)
{
    (void)state;
    assert_int_equal(ask("check " EVERYTHING " --set 'levers = {"
                         " min : { path = \"actors.bytedance.opening_age_min_months.h200\";"
                         " values = [3, 30]; };"
                         " max : { path = \"actors.bytedance.opening_age_max_months.h200\";"
                         " values = [20, 40]; }; }'"),
                     3);
    assert_true(said("h200: the youngest, 30 months, is older than the oldest, 20\n"));
    assert_true(said("1 mistake in " EVERYTHING "\nfirst under the policy min=30 max=20\n"));
}

static void a_design_that_cannot_be_laid_out_is_told(void **state)
{
    (void)state;
    assert_int_equal(ask("check " EVERYTHING " --set 'study.design = \"factorial\"'"
                         " --set 'study.futures = 3'"),
                     3);
    assert_true(said("--set study.futures: the design 'factorial' implies how many"));
}

static void what_goes_with_a_configuration_only_is_refused(void **state)
{
    (void)state;
    assert_int_equal(ask("check " EVERYTHING " --policy duty_50"), 2);
    assert_true(said("--policy: a study says itself which policies it runs"));
    assert_int_equal(ask("explain " EVERYTHING " chips"), 2);
    assert_int_equal(ask("explain " EVERYTHING " --csv"), 2);
    assert_int_equal(ask("explain " EVERYTHING " --policy duty_50"), 2);
}

// products by hand: 2 policies, 3 caps, 2 months; 64 futures; 5 replications
static void explain_tells_what_a_study_will_do(void **state)
{
    (void)state;
    assert_int_equal(ask("explain " EVERYTHING), 0);
    assert_true(said("design        sobol: "));
    assert_true(said("futures       64, all with the same luck\n"));
    assert_true(said("policies      12, levers crossed\n"));
    assert_true(said("runs          768 of 5 replications each, 3840 in all\n"));
    assert_true(said("\ncap [in its unit]\n    path          instruments.firm_cap.limit\n"
                     "    levels        50000, 75000, 100000\n"));
    assert_true(said("\nzeal\n    path          jurisdictions.us.regimes.open.transitions.tight."
                     "beta_signal\n    varies        uniform 0 to 1.5\n"
                     "    source        assumption: zeal\n"));
    assert_true(said("\nchips.h200.price_usd [USD/chip]\n"
                     "    distribution  triangular min=23000 mode=27000 max=32000\n"));
    assert_true(said("\nfirst [months]\n    observed      metrics: actor=bytedance "
                     "metric=accessible_h100e\n    over          first_above 60000, mean over "
                     "replications\n    direction     minimise\n    threshold     12.5\n"));
    assert_true(said("    over          at month 10 (2026-12-31), sd over replications\n"));
}

static void a_file_of_the_other_kind_is_told_with_its_command(void **state)
{
    static const char *const of_configurations[] = {"run",    "marginal",   "variance",
                                                    "when",   "exceedance", "additionality",
                                                    "freeze", "compile",    "stages --chip h200"};

    (void)state;
    for (size_t i = 0; i < sizeof of_configurations / sizeof *of_configurations; i++) {
        assert_int_equal(ask("%s " EVERYTHING, of_configurations[i]), 3);
        assert_true(said(EVERYTHING
                         ": is a study, not a configuration; 'chokepoint sweep " EVERYTHING
                         "' runs it\n1 mistake in "));
    }
    assert_int_equal(ask("sweep %s/configs/examples/minimal.cfg", SOURCE_DIR), 3);
    assert_true(said("minimal.cfg: is a configuration, not a study; 'chokepoint run "));
    assert_true(said("1 mistake in "));
}

static void what_is_no_result_of_a_sweep_is_told(void **state)
{
    static const char *const of_results[] = {"regret", "verify", "merge --out out"};

    (void)state;
    for (size_t i = 0; i < sizeof of_results / sizeof *of_results; i++) {
        assert_int_equal(ask("%s " EVERYTHING, of_results[i]), 2);
        assert_true(said(EVERYTHING ": holds no results of a sweep (no study.cfg); 'chokepoint "
                                    "sweep STUDY' makes them"));
    }
}

static void the_manual_of_studies_comes_from_the_tables(void **state)
{
    (void)state;
    assert_int_equal(ask("help study"), 0);
    assert_true(said("## outcomes.NAME\n"));
    assert_true(said("| `futures` | integer | 1 | 1000 | 1 to 2147483647 |"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shipped_studies_have_no_mistakes),
        TEST(mistakes_in_a_study_give_exit_code_3),
        TEST(a_mistake_of_one_combination_is_told_with_it),
        TEST(a_design_that_cannot_be_laid_out_is_told),
        TEST(what_goes_with_a_configuration_only_is_refused),
        TEST(explain_tells_what_a_study_will_do),
        TEST(a_file_of_the_other_kind_is_told_with_its_command),
        TEST(what_is_no_result_of_a_sweep_is_told),
        TEST(the_manual_of_studies_comes_from_the_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
