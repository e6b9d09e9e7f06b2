// Reading as a whole: a corpus of broken files with the exact messages they must bring, and what a
// good file means. The expected messages were written down from the contract and read one by one;
// to review a change of wording run with CHOKEPOINT_REWRITE_EXPECTED=1 and look at the difference.
#include "helpers.h"

#include "base/lanes.h"
#include "config/checks.h"
#include "model/actor.h"
#include "model/chip.h"
#include "model/instrument_kind.h"
#include "model/policy.h"
#include "model/run.h"
#include "model/supply.h"

#include <dirent.h>

#define BROKEN       SOURCE_DIR "/tests/config/broken"
#define CHANGES_MOST 16

/** What the first lines of a broken file ask for: `# policy: NAME` and `# set: path = value`. */
struct request {
    char policy[64];
    char change[CHANGES_MOST][128];
    const char *set[CHANGES_MOST];
    size_t n;
};

static void read_request(const char *file, struct request *request)
{
    FILE *in = fopen(file, "r");
    char line[256];

    *request = (struct request){.n = 0};
    while (in && fgets(line, sizeof line, in) && line[0] == '#') {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "# policy: ", 10) == 0)
            snprintf(request->policy, sizeof request->policy, "%.63s", line + 10);
        if (strncmp(line, "# set: ", 7) == 0 && request->n < CHANGES_MOST) {
            snprintf(request->change[request->n], sizeof request->change[0], "%.127s", line + 7);
            request->set[request->n] = request->change[request->n];
            request->n++;
        }
    }
    if (in)
        fclose(in);
}

static char *expected_of(const char *file)
{
    char name[300], *text = calloc(1, 1 << 16);
    FILE *in;

    snprintf(name, sizeof name, "%.*s.expected", (int)(strlen(file) - 4), file);
    in = fopen(name, "r");
    if (in) {
        text[fread(text, 1, (1 << 16) - 1, in)] = 0;
        fclose(in);
    }
    return text;
}

static void rewrite_expected(const char *file, const char *text)
{
    char name[300];
    FILE *out;

    snprintf(name, sizeof name, "%.*s.expected", (int)(strlen(file) - 4), file);
    out = fopen(name, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static int is_configuration(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);

    return n > 4 && strcmp(entry->d_name + n - 4, ".cfg") == 0;
}

static void every_mistake_is_reported_with_its_place(void **state)
{
    struct dirent **entries;
    int n, different = 0;

    (void)state;
    assert_int_equal(chdir(BROKEN), 0);
    n = scandir(".", &entries, is_configuration, alphasort);
    assert_true(n >= 60);
    for (int i = 0; i < n; i++) {
        struct request request;
        char *found, *expected = expected_of(entries[i]->d_name);

        read_request(entries[i]->d_name, &request);
        found = mistakes_of(entries[i]->d_name, *request.policy ? request.policy : NULL,
                            request.set, request.n);
        if (getenv("CHOKEPOINT_REWRITE_EXPECTED"))
            rewrite_expected(entries[i]->d_name, found);
        else if (strcmp(found, expected) != 0 || !*found) {
            print_error("%s: expected\n%sfound\n%s", entries[i]->d_name, expected, found);
            different++;
        }
        free(found);
        free(expected);
        free(entries[i]);
    }
    free(entries);
    assert_int_equal(different, 0);
}

static void a_missing_file_is_a_mistake(void **state)
{
    char *found = mistakes_of("/nonexistent/x.cfg", NULL, NULL, 0);

    (void)state;
    assert_non_null(strstr(found, "cannot open '/nonexistent/x.cfg': No such file or directory"));
    free(found);
}

// every expected number below stands in minimal.cfg or, where it says preset, in the row's table
static void a_good_file_gives_what_it_says(void **state)
{
    struct scenario sc;
    const struct entity *h200, *bytedance, *us, *open;
    const struct value *capacity;
    size_t n;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &sc);
    h200 = scenario_find(&sc, &kind_chip, SIZE_MAX, "h200");
    bytedance = scenario_find(&sc, &kind_actor, SIZE_MAX, "bytedance");
    us = scenario_find(&sc, &kind_jurisdiction, SIZE_MAX, "us");
    assert_true(h200 && bytedance && us);
    assert_true(sc.seed == 20260131);
    assert_int_equal(scenario_value(scenario_all(&sc, &kind_run, &n), "start")->integer,
                     2026 * 12 + 1);
    assert_int_equal(h200->index, 1); // after ascend_910c
    assert_int_equal(scenario_value(h200, "origin")->integer, us->index);
    assert_int_equal(scenario_value(h200, "location")->integer, -1);
    assert_int_equal(scenario_value(h200, "channel")->integer, CHANNEL_OFFICIAL); // preset
    assert_float_equal(scenario_parameter(&sc, h200, "opening_inventory_chips")->value, 23850.5, 0);
    assert_true(isnan(scenario_parameter(&sc, h200, "h100e")->value)); // derived by the engine
    assert_string_equal(scenario_parameter(&sc, h200, "price_usd")->distribution->name,
                        "triangular");
    assert_string_equal(scenario_parameter(&sc, h200, "price_usd")->note,
                        "a \"street\" price\n\twithout tax");
    assert_string_equal(scenario_parameter(&sc, h200, "price_usd")->path, "chips.h200.price_usd");
    capacity = scenario_value(h200, "capacity_chips_per_month");
    assert_int_equal(capacity->n_items, 2);
    assert_int_equal(capacity->items[1].at, 6);
    assert_string_equal(sc.parameters[capacity->items[1].parameter].path,
                        "chips.h200.capacity_chips_per_month.m6");
    assert_true(isinf(scenario_parameter(&sc, bytedance, "power_limit_w")->value)); // preset: none
    assert_int_equal(scenario_value(bytedance, "opening_age_max_months")->items[0].integer, 40);
    open = scenario_find(&sc, &kind_regime, us->index, "open");
    assert_int_equal(scenario_value(us, "start_regime")->integer, open->index);
    assert_string_equal(sc.labels[scenario_value(bytedance, "tier")->integer], "giant");
    assert_string_equal(scenario_title(us), "United States");
    scenario_free(&sc);
}

static void regimes_are_numbered_by_jurisdiction_and_name(void **state)
{
    static const char *const names[] = {"normal", "strict", "open", "tight"}; // china before us
    struct scenario sc;
    size_t n;
    const struct entity *regimes;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &sc);
    regimes = scenario_all(&sc, &kind_regime, &n);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(regimes[i].name, names[i]);
        assert_int_equal(regimes[i].index, i);
    }
    scenario_free(&sc);
}

static void a_regime_overrides_only_what_it_names(void **state)
{
    struct scenario sc;
    const struct entity *duty, *vetted;
    const struct override *tight;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &sc);
    duty = scenario_find(&sc, &kind_instrument, SIZE_MAX, "duty");
    vetted = scenario_find(&sc, &kind_instrument, SIZE_MAX, "vetted");
    assert_int_equal(duty->n_overrides, 1);
    tight = &duty->overrides[0];
    assert_int_equal(tight->regime, 3);
    assert_true(tight->values[scenario_row(duty, "rate")].given);
    assert_false(tight->values[scenario_row(duty, "as_share")].given);
    assert_string_equal(sc.parameters[tight->values[scenario_row(duty, "rate")].parameter].path,
                        "instruments.duty.tight.rate");
    assert_float_equal(sc.parameters[tight->values[scenario_row(duty, "rate")].parameter].value,
                       0.5, 0);
    assert_true(scenario_value(vetted, "members")->set == 1);
    assert_true(vetted->overrides[0].values[scenario_row(vetted, "members")].set == 0); // nobody
    assert_true(scenario_value(vetted, "chips")->set == 3); // preset: all
    scenario_free(&sc);
}

static void every_type_of_instrument_can_be_read(void **state)
{
    struct scenario sc;
    size_t n;
    const struct entity *all;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &sc);
    all = scenario_all(&sc, &kind_instrument, &n);
    assert_int_equal(n, 12);
    for (size_t i = 0; i < n; i++)
        assert_non_null(all[i].more);
    scenario_free(&sc);
}

// ten histories x 8 bytes x lanes x 1 actor x 2 chips x 24 months
static void the_memory_estimate_is_the_stated_product(void **state)
{
    struct scenario sc;

    (void)state;
    read_well(MINIMAL, NULL, NULL, 0, &sc);
    assert_float_equal(checks_memory(&sc), 3840.0 * LANES, 0);
    scenario_free(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_reported_with_its_place),
        cmocka_unit_test(a_missing_file_is_a_mistake),
        cmocka_unit_test(a_good_file_gives_what_it_says),
        cmocka_unit_test(regimes_are_numbered_by_jurisdiction_and_name),
        cmocka_unit_test(a_regime_overrides_only_what_it_names),
        cmocka_unit_test(every_type_of_instrument_can_be_read),
        cmocka_unit_test(the_memory_estimate_is_the_stated_product),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
