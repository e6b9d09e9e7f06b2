// The resolved configuration reads back to itself, whatever was in it. The property is its own
// expectation.
#include "helpers.h"

static void assert_freezes_to_itself(const char *file, const char *policy, const char *const set[],
                                     size_t n_set)
{
    struct scenario first, second;
    char *once, *twice, name[32];

    read_well(file, policy, set, n_set, &first);
    once = frozen(&first);
    write_file(once, strlen(once), name);
    read_well(name, NULL, NULL, 0, &second);
    twice = frozen(&second);
    assert_string_equal(once, twice);
    assert_int_equal(first.n_entities, second.n_entities);
    assert_int_equal(first.n_parameters, second.n_parameters);
    for (size_t i = 0; i < first.n_parameters; i++) {
        assert_string_equal(first.parameters[i].path, second.parameters[i].path);
        assert_memory_equal(&first.parameters[i].value, &second.parameters[i].value,
                            sizeof(double));
    }
    unlink(name);
    free(once);
    free(twice);
    scenario_free(&first);
    scenario_free(&second);
}

static void what_is_frozen_freezes_to_the_same_bytes(void **state)
{
    (void)state;
    assert_freezes_to_itself(MINIMAL, NULL, NULL, 0);
    assert_freezes_to_itself(SOURCE_DIR "/configs/h200-2026-01.cfg", NULL, NULL, 0);
}

static void a_policy_applied_survives_freezing(void **state)
{
    (void)state;
    assert_freezes_to_itself(MINIMAL, "duty_50", NULL, 0);
    assert_freezes_to_itself(MINIMAL, "certain", NULL, 0);
}

static void hostile_texts_and_numbers_survive_freezing(void **state)
{
    static const char *const set[] = {
        "run.title = \"a \\\"quote\\\", a \\\\ backslash, a\\ttab, two\\nlines, 北京, ; } # // /* "
        "\"",
        "run.seed = \"18446744073709551615\"",
        "run.note = \"\"",
        "chips.h200.opening_inventory_chips = 0.1",
        "chips.h200.supply_noise_sd = 1e-300",
        "chips.h200.power_w = 12345.678901234567",
        "chips.h200.tpp = 15832.000000000002",
        "actors.bytedance.budget_usd_per_month = 999999999999999.9",
        "actors.bytedance.power_limit_w = \"none\"",
        "chips.h200.price_usd = { distribution = \"lognormal\"; p5 = 21000.7; p95 = 33000.3; "
        "source = \"\\\"?\"; }",
        "chips.ascend_910c.tpp = { value = 12032; distribution = \"pert\"; min = 11000; mode = "
        "12032; max = 13000; }",
        "correlations = { }",
        "instruments.customs.chips = ( \"ascend_910c\", \"h200\" )",
        "instruments.embargo.active = { distribution = \"discrete\"; values = (0, 1); "
        "probabilities = (0.4, 0.6); }",
        "instruments.quick = { type = \"licence\"; owner = \"us\"; tight = { hold = true; note = "
        "\"n\"; }; }",
        "events.late = { month = 400; signal = \"congress\"; }",
    };

    (void)state;
    assert_freezes_to_itself(MINIMAL, NULL, set, sizeof set / sizeof *set);
}

static void presets_are_written_out(void **state)
{
    struct scenario sc;
    char *text;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &sc);
    text = frozen(&sc);
    assert_non_null(strstr(text, "choice_exponent = 2.0;"));    // behaviour is not in the file
    assert_non_null(strstr(text, "power_limit_w = \"none\";")); // no limit
    assert_null(strstr(text, "target_effective_h100e"));        // derived by the engine
    assert_non_null(strstr(text, "channel = \"official\";"));   // a choice
    assert_non_null(strstr(text, "\"chips.h200.price_usd = 30000\"")); // policies stay
    free(text);
    scenario_free(&sc);
}

static void the_order_of_declaration_does_not_matter(void **state)
{
    static const char text[] = "signals : { b : { }; a : { memory_months = 2.5; }; };\n"
                               "jurisdictions : { us : { regimes : { open : { }; }; }; };\n"
                               "run : { start = \"2026-02\"; };\n";
    static const char other[] = "run = { start = \"2026-02\" }\n"
                                "jurisdictions = { us = { regimes = { open = { } } } }\n"
                                "signals = { a = { memory_months = 25e-1 }, b = { } }\n";
    struct scenario first, second;
    char *one, *two, name[32], name2[32];

    (void)state;
    write_file(text, strlen(text), name);
    write_file(other, strlen(other), name2);
    read_well(name, NULL, NULL, 0, &first);
    read_well(name2, NULL, NULL, 0, &second);
    one = frozen(&first);
    two = frozen(&second);
    assert_string_equal(one, two);
    unlink(name);
    unlink(name2);
    free(one);
    free(two);
    scenario_free(&first);
    scenario_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_frozen_freezes_to_the_same_bytes),
        cmocka_unit_test(a_policy_applied_survives_freezing),
        cmocka_unit_test(hostile_texts_and_numbers_survive_freezing),
        cmocka_unit_test(presets_are_written_out),
        cmocka_unit_test(the_order_of_declaration_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
