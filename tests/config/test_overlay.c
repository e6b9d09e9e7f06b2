// Changes laid over a configuration. Expected values are those written in the changes and in
// minimal.cfg.
#include "helpers.h"

#include "model/chip.h"
#include "model/instrument_kind.h"
#include "model/policy.h"
#include "model/run.h"

static const struct parameter *find(const struct scenario *sc, const char *path)
{
    for (size_t i = 0; i < sc->n_parameters; i++)
        if (strcmp(sc->parameters[i].path, path) == 0)
            return &sc->parameters[i];
    fail_msg("no parameter %s", path);
    return NULL;
}

static void a_policy_changes_what_it_names_and_nothing_else(void **state)
{
    struct scenario plain, changed;
    size_t different = 0;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &plain);
    read_well(MINIMAL, "duty_50", NULL, 0, &changed);
    assert_float_equal(find(&plain, "instruments.duty.rate")->value, 0.25, 0);
    assert_float_equal(find(&changed, "instruments.duty.rate")->value, 0.5, 0);
    assert_int_equal(plain.n_parameters, changed.n_parameters);
    for (size_t i = 0; i < plain.n_parameters; i++)
        different +=
            memcmp(&plain.parameters[i].value, &changed.parameters[i].value, sizeof(double)) != 0;
    assert_int_equal(different, 1);
    assert_string_equal(changed.policy, "duty_50");
    scenario_free(&plain);
    scenario_free(&changed);
}

static void a_number_makes_an_uncertain_parameter_certain(void **state)
{
    struct scenario sc;

    (void)state;
    read_well(MINIMAL, "certain", NULL, 0, &sc);
    assert_null(find(&sc, "chips.h200.price_usd")->distribution);
    assert_null(find(&sc, "chips.h200.price_usd")->note);
    assert_float_equal(find(&sc, "chips.h200.price_usd")->value, 30000, 0);
    scenario_free(&sc);
}

static void later_changes_win_and_follow_the_policy(void **state)
{
    static const char *const set[] = {"instruments.duty.rate = 0.37",
                                      "instruments.duty.rate=0.41;"};
    struct scenario sc;

    (void)state;
    read_well(MINIMAL, "duty_50", set, 2, &sc);
    assert_float_equal(find(&sc, "instruments.duty.rate")->value, 0.41, 0);
    scenario_free(&sc);
}

static void a_change_may_reach_into_a_parameter(void **state)
{
    static const char *const set[] = {
        "behaviour.choice_exponent = 2.5",
        "behaviour.choice_exponent.source = \"assumption: steeper\"",
        "chips.h200.price_usd.mode = 26000.5",
    };
    struct scenario sc;

    (void)state;
    read_well(MINIMAL, NULL, set, 3, &sc);
    assert_float_equal(find(&sc, "behaviour.choice_exponent")->value, 2.5, 0);
    assert_string_equal(find(&sc, "behaviour.choice_exponent")->source, "assumption: steeper");
    assert_float_equal(find(&sc, "chips.h200.price_usd")->shape->key[1], 26000.5, 0);
    scenario_free(&sc);
}

static void a_change_may_add_entities_overrides_and_transitions(void **state)
{
    static const char *const set[] = {
        "signals.rumour = { memory_months = 2.5; }",
        "instruments.vetting.normal.delay_mean_months = 1.25",
        "jurisdictions.us.regimes.tight.transitions.open.hazard_per_year = 0.7",
    };
    struct scenario sc;

    (void)state;
    read_well(MINIMAL, NULL, set, 3, &sc);
    assert_non_null(scenario_find(&sc, &kind_signal, SIZE_MAX, "rumour"));
    assert_float_equal(find(&sc, "instruments.vetting.normal.delay_mean_months")->value, 1.25, 0);
    assert_float_equal(
        find(&sc, "jurisdictions.us.regimes.tight.transitions.open.hazard_per_year")->value, 0.7,
        0);
    scenario_free(&sc);
}

static void a_distribution_without_value_is_valued_at_its_median(void **state)
{
    // the median of a uniform distribution is its midpoint
    static const char *const set[] = {
        "behaviour.backlog_months = { distribution = \"uniform\"; min = 3.5; max = 8.25; }"};
    struct scenario sc;

    (void)state;
    read_well(MINIMAL, NULL, set, 1, &sc);
    assert_float_equal(find(&sc, "behaviour.backlog_months")->value, 5.875, 1e-12);
    scenario_free(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_changes_what_it_names_and_nothing_else),
        cmocka_unit_test(a_number_makes_an_uncertain_parameter_certain),
        cmocka_unit_test(later_changes_win_and_follow_the_policy),
        cmocka_unit_test(a_change_may_reach_into_a_parameter),
        cmocka_unit_test(a_change_may_add_entities_overrides_and_transitions),
        cmocka_unit_test(a_distribution_without_value_is_valued_at_its_median),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
