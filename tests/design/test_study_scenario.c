// What a study makes of its scenario: policies from levers, a scenario for each, and the columns
// its outcomes add up. Expected values follow from everything.cfg and minimal.cfg by hand.
#include "studies.h"

// products by hand: the last lever varies fastest
static void levers_are_crossed_in_the_order_written(void **state)
{
    static const char *const names[] = {
        "baseline cap=50000 month=9",  "baseline cap=50000 month=2027-01",
        "baseline cap=75000 month=9",  "baseline cap=75000 month=2027-01",
        "baseline cap=100000 month=9", "baseline cap=100000 month=2027-01",
        "duty_50 cap=50000 month=9",   "duty_50 cap=50000 month=2027-01",
        "duty_50 cap=75000 month=9",   "duty_50 cap=75000 month=2027-01",
        "duty_50 cap=100000 month=9",  "duty_50 cap=100000 month=2027-01",
    };
    struct study s;

    (void)state;
    read_well(&s, EVERYTHING, NULL, 0);
    assert_int_equal(s.n_policies, 12);
    for (size_t i = 0; i < 12; i++) {
        assert_string_equal(s.policies[i].name, names[i]);
        assert_int_equal(s.policies[i].level[1], i / 2 % 3);
        if (i < 6)
            assert_null(s.policies[i].overlay);
        else
            assert_string_equal(s.policies[i].overlay, "duty_50");
    }
    study_free(&s);
}

static void levers_are_zipped(void **state)
{
    const char *set[] = {"study.combine = \"zip\"", "levers.cap.steps = 2"};
    struct study s;

    (void)state;
    read_well(&s, EVERYTHING, set, 2);
    assert_int_equal(s.n_policies, 2);
    assert_string_equal(s.policies[0].name, "baseline cap=50000 month=9");
    assert_string_equal(s.policies[1].name, "duty_50 cap=100000 month=2027-01");
    study_free(&s);
}

static void a_named_policy_alone_keeps_its_name(void **state)
{
    const char *set[] = {"levers = { what : { policies = (\"all\"); }; }"};
    const char *none[] = {"levers = {}"};
    struct study s;

    (void)state;
    read_well(&s, EVERYTHING, set, 1);
    assert_int_equal(s.n_policies, 3); // the baseline, then all that are declared, by name
    assert_string_equal(s.policies[0].name, "baseline");
    assert_string_equal(s.policies[1].name, "certain");
    assert_string_equal(s.policies[2].name, "duty_50");
    study_free(&s);
    read_well(&s, EVERYTHING, none, 1);
    assert_int_equal(s.n_policies, 1);
    assert_string_equal(s.policies[0].name, "baseline");
    study_free(&s);
}

static const struct parameter *parameter(const struct scenario *sc, const char *path)
{
    const size_t i = scenario_find_parameter(sc, path);

    assert_true(i != SIZE_MAX);
    return &sc->parameters[i];
}

static void a_scenario_has_its_policy_its_levels_and_its_columns(void **state)
{
    struct study s;
    struct scenario sc;
    struct diag diag = {0};
    size_t level[5] = {0};

    (void)state;
    read_well(&s, EVERYTHING, NULL, 0);
    level[3] = 1; // rule: proportional
    assert_true(study_scenario(&s, 9, level, &sc, &diag));
    assert_int_equal(diag.count, 0);
    assert_string_equal(sc.policy, "duty_50");
    assert_true(sc.seed == UINT64_MAX);
    // structural: as the policy's and the factor's level say
    const struct entity *summit = scenario_find(&sc, kinds_find("event"), SIZE_MAX, "summit");
    const struct entity *nvidia = scenario_find(&sc, kinds_find("supplier"), SIZE_MAX, "nvidia");
    assert_int_equal(scenario_value(summit, "month")->integer, 11); // policy 9: 2027-01
    const struct value *rule = scenario_value(nvidia, "rule");
    assert_string_equal(
        scenario_field(nvidia, scenario_row(nvidia, "rule"))->choices[rule->integer],
        "proportional");
    // real: by column, factor k with k, lever k with n_factors + k
    assert_int_equal(parameter(&sc, "chips.h200.price_usd")->design_column, 1 + 1);
    assert_true(parameter(&sc, "chips.h200.price_usd")->design_rank);
    assert_int_equal(parameter(&sc, "instruments.embargo.active")->design_column, 1 + 2);
    assert_false(parameter(&sc, "instruments.embargo.active")->design_rank);
    assert_int_equal(parameter(&sc, "instruments.firm_cap.limit")->design_column, 1 + 5 + 1);
    // policy and set
    assert_true(parameter(&sc, "instruments.duty.rate")->value == 0.5);
    assert_int_equal(parameter(&sc, "instruments.duty.rate")->design_column, 0);
    // what the study's patterns leave out stands at its value
    const struct parameter *out =
        parameter(&sc, "jurisdictions.us.regimes.open.transitions.tight.hazard_per_year");
    assert_null(out->distribution);
    assert_int_equal(out->design_column, 0);
    assert_true(out->value == 0.3);
    scenario_free(&sc);
    study_free(&s);
}

/** A policy that pins an uncertain parameter pins it in the study, and it varies under the others.
 */
static void a_policy_may_make_a_parameter_certain(void **state)
{
    const char *set[] = {"levers = { what : { policies = (\"certain\", \"baseline\"); }; }"};
    struct study s;
    struct scenario sc;
    struct diag diag = {0};
    size_t level[5] = {0};

    (void)state;
    read_well(&s, EVERYTHING, set, 1);
    assert_string_equal(s.factors[1].name, "chips.h200.price_usd");
    assert_true(study_scenario(&s, 0, level, &sc, &diag));
    assert_int_equal(parameter(&sc, "chips.h200.price_usd")->design_column, 0);
    scenario_free(&sc);
    assert_true(study_scenario(&s, 1, level, &sc, &diag));
    assert_int_equal(parameter(&sc, "chips.h200.price_usd")->design_column, 2);
    assert_int_equal(diag.count, 0);
    scenario_free(&sc);
    study_free(&s);
}

/** The columns an outcome adds up, of the first scenario. */
static size_t columns_of(const struct study *s, size_t outcome, struct plan *plan,
                         struct observation *observation, size_t column[])
{
    struct scenario sc;
    struct diag diag = {0};
    size_t level[8] = {0};

    assert_true(study_scenario(s, 0, level, &sc, &diag));
    assert_int_equal(diag.count, 0);
    assert_true(plan_init(plan, &sc, false) && observation_init(observation, plan));
    scenario_free(&sc);
    return study_columns(&s->outcomes[outcome], observation, column);
}

static void an_outcome_adds_up_what_its_keys_name(void **state)
{
    // one actor and two chips: one column of h200 landed; every category of stage pending
    static const size_t counts[] = {1, 3, 1, 1, 1, 1, 1};
    struct study s;

    (void)state;
    read_well(&s, EVERYTHING, NULL, 0);
    for (size_t i = 0; i < s.n_outcomes; i++) {
        struct plan plan;
        struct observation observation;
        size_t column[4096];
        const size_t n = columns_of(&s, i, &plan, &observation, column);
        if (i != 1)
            assert_int_equal(n, counts[i]);
        assert_true(n > 0);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(observation.column[column[k]].table, s.outcomes[i].table);
            for (int key = 0; key < OBSERVE_KEYS; key++)
                if (s.outcomes[i].key[key])
                    assert_string_equal(observation.column[column[k]].key[key],
                                        s.outcomes[i].key[key]);
        }
        observation_free(&observation);
        plan_free(&plan);
    }
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levers_are_crossed_in_the_order_written),
        cmocka_unit_test(levers_are_zipped),
        cmocka_unit_test(a_named_policy_alone_keeps_its_name),
        cmocka_unit_test(a_scenario_has_its_policy_its_levels_and_its_columns),
        cmocka_unit_test(a_policy_may_make_a_parameter_certain),
        cmocka_unit_test(an_outcome_adds_up_what_its_keys_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
