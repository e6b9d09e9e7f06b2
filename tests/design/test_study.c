// Reading studies: a corpus of broken ones with the exact messages they must bring, and what a good
// one means. The expected messages were written down from the contract and read one by one; to
// review a change of wording run with CHOKEPOINT_REWRITE_EXPECTED=1 and look at the difference.
#include "studies.h"

#include "design/designs.h"
#include "design/study_kinds.h"

#include <dirent.h>
#include <math.h>

static char *written(const struct study *study, const char *folder)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_true(study_write(study, folder, out));
    fclose(out);
    return text;
}

/** The text of a file, "" if there is none; in fresh memory. */
static char *text_of(const char *name)
{
    char *text = calloc(1, 1 << 16);
    FILE *in = fopen(name, "r");

    if (in) {
        text[fread(text, 1, (1 << 16) - 1, in)] = 0;
        fclose(in);
    }
    return text;
}

static int is_study(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);

    return n > 4 && strcmp(entry->d_name + n - 4, ".cfg") == 0;
}

static void every_mistake_is_reported_with_its_place(void **state)
{
    struct dirent **entries;
    int n, different = 0;

    (void)state;
    assert_int_equal(chdir(HERE "/broken"), 0);
    n = scandir(".", &entries, is_study, alphasort);
    assert_true(n >= 12);
    for (int i = 0; i < n; i++) {
        char name[300];
        snprintf(name, sizeof name, "%.*s.expected", (int)strlen(entries[i]->d_name) - 4,
                 entries[i]->d_name);
        char *expected = text_of(name), *found = mistakes_of(entries[i]->d_name, NULL, 0);
        if (getenv("CHOKEPOINT_REWRITE_EXPECTED")) {
            write_text(name, found);
        } else if (strcmp(found, expected) != 0 || !*found) {
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

static void changes_from_the_command_line_are_said_to_be(void **state)
{
    const char *set[] = {"study.futures = 0", "levers.cap.steps = 1", "levers.cup.steps = 3",
                         "instruments.duty.rat = 3"};
    char *found = mistakes_of(EVERYTHING, set, 4);

    (void)state;
    assert_non_null(strstr(found, "--set study.futures: 0 [1] is outside 1 to 2147483647\n"));
    assert_non_null(strstr(found, "--set levers.cap.steps: 1 [1] is outside 2 to 1000\n"));
    assert_non_null(strstr(found, "--set levers.cup: no such lever; did you mean 'cap'?\n"));
    assert_non_null(
        strstr(found, "--set instruments.duty.rat: unknown key; did you mean 'rate'?\n"));
    free(found);
}

// every expected value stands in everything.cfg, in minimal.cfg, or is a preset of the tables
static void a_good_study_gives_what_it_says(void **state)
{
    struct study s;

    (void)state;
    read_well(&s, EVERYTHING, NULL, 0);
    assert_string_equal(s.title, "everything");
    assert_string_equal(s.design->name, "sobol");
    assert_true(s.futures == 64 && s.replications == 5 && s.common_luck && s.seed == UINT64_MAX);
    assert_int_equal(s.n_factors, 5);
    // the scenario's by path, then the study's by name
    assert_string_equal(s.factors[0].name, "chips.h200.capacity_chips_per_month.m6");
    assert_string_equal(s.factors[1].name, "chips.h200.price_usd");
    assert_int_equal(s.factors[1].variation, STUDY_DISTRIBUTION);
    assert_string_equal(s.factors[1].unit, "USD/chip");
    assert_string_equal(s.factors[2].name, "barred");
    assert_false(study_is_structural(&s.factors[2])); // a flag is a number
    assert_true(s.factors[2].numbers[0] == 1 && s.factors[2].numbers[1] == 0);
    assert_true(study_is_structural(&s.factors[3]));
    assert_string_equal(s.factors[3].levels[1], "\"proportional\"");
    assert_int_equal(s.factors[4].variation, STUDY_RANGE);
    assert_true(s.factors[4].low == 0 && s.factors[4].high == 1.5);
    assert_string_equal(s.factors[4].source, "assumption: zeal");
    assert_int_equal(s.n_outcomes, 7); // in the order written
    assert_string_equal(s.outcomes[0].name, "bought");
    assert_int_equal(s.outcomes[0].month, 23); // the last of 24
    assert_string_equal(s.outcomes[0].unit, "chips");
    assert_null(s.outcomes[0].key[0]);
    assert_true(isnan(s.outcomes[0].threshold));
    assert_string_equal(s.outcomes[2].unit, "months");
    assert_true(s.outcomes[2].threshold == 12.5 && s.outcomes[2].level == 60000);
    assert_int_equal(s.outcomes[3].month, 10); // December 2026, from February
    assert_int_equal(s.outcomes[3].statistic, STUDY_STATISTIC_SD);
    assert_string_equal(s.outcomes[6].key[0], "all"); // preset of a metric
    study_free(&s);
}

static void what_is_written_reads_back_to_the_same_bytes(void **state)
{
    const char *set[] = {"run.months = 12", "levers.cap.steps = 5"};
    struct study s;

    (void)state;
    read_well(&s, EVERYTHING, set, 2);
    char name[] = "/tmp/chokepoint-test-XXXXXX", *first = written(&s, HERE);
    study_free(&s);
    const int file = mkstemp(name);
    assert_true(file >= 0);
    close(file);
    write_text(name, first);
    read_well(&s, name, NULL, 0);
    assert_int_equal(s.outcomes[0].month, 11);
    assert_int_equal(s.levers[1].n_levels, 5);
    char *second = written(&s, "");
    assert_string_equal(second, first);
    study_free(&s);
    unlink(name);
    free(first);
    free(second);
}

/** One study written to a file of its own.  @return its mistakes in fresh memory */
static char *mistakes_of_text(const char *levers)
{
    char name[] = "/tmp/chokepoint-test-XXXXXX", *text;
    const int file = mkstemp(name);

    assert_true(file >= 0);
    close(file);
    assert_true(asprintf(&text,
                         "study : { scenario = \"%s/tests/config/minimal.cfg\"; };\n"
                         "levers : { %s };\n"
                         "outcomes : { o : { metric = \"accessible_h100e\"; }; };\n",
                         SOURCE_DIR, levers) > 0);
    write_text(name, text);
    free(text);
    text = mistakes_of(name, NULL, 0);
    unlink(name);
    return text;
}

static void sizes_are_bounded(void **state)
{
    char *levers = NULL, *found;
    size_t size;
    FILE *out;

    (void)state;
    found = mistakes_of_text(
        "a : { path = \"instruments.duty.rate\"; low = 0.0; high = 1.0; steps = 1000; };"
        "b : { path = \"instruments.firm_cap.limit\"; low = 0.0; high = 1e5; steps = 1000; };");
    assert_non_null(strstr(found, "its levers make more than 65536 policies"));
    free(found);

    out = open_memstream(&levers, &size);
    fputs("a : { path = \"instruments.duty.rate\"; values = [", out);
    for (int i = 0; i <= STUDY_LEVELS_MOST; i++)
        fprintf(out, "%s0.%04d", i ? "," : "", i);
    fputs("]; };", out);
    fclose(out);
    found = mistakes_of_text(levers);
    assert_non_null(strstr(found, "levers.a.values: has 1001 elements; expected 1 to 1000\n"));
    free(found);
    free(levers);

    out = open_memstream(&levers, &size);
    for (int i = 0; i <= 16; i++)
        fprintf(out, "l%d : { path = \"instruments.duty.rate\"; values = [0.1]; };", i);
    fclose(out);
    found = mistakes_of_text(levers);
    assert_non_null(strstr(found, "17 levers; at most 16 are allowed\n"));
    free(found);
    free(levers);
}

static void a_pattern_of_many_stars_is_quick(void **state)
{
    const char *set[] = {"study.uncertainties = (\"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\")"};
    char *found = mistakes_of(EVERYTHING, set, 1);

    (void)state;
    assert_non_null(strstr(found, "no uncertain parameter matches '*a*a"));
    free(found);
}

static void a_study_is_told_from_a_scenario(void **state)
{
    (void)state;
    assert_true(study_is_one(EVERYTHING));
    assert_false(study_is_one(SOURCE_DIR "/tests/config/minimal.cfg"));
    assert_false(study_is_one("/nonexistent/x.cfg"));
}

/** Every table of keys is sound: documented, in range, and known to nobody twice. */
static void every_key_has_its_doc(void **state)
{
    (void)state;
    for (size_t k = 0; study_kinds[k]; k++)
        for (const struct field *f = study_kinds[k]->fields; f->key; f++) {
            assert_true(*f->doc && f->unit);
            for (const struct field *g = study_kinds[k]->fields; g < f; g++)
                assert_string_not_equal(f->key, g->key);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_reported_with_its_place),
        cmocka_unit_test(changes_from_the_command_line_are_said_to_be),
        cmocka_unit_test(a_good_study_gives_what_it_says),
        cmocka_unit_test(what_is_written_reads_back_to_the_same_bytes),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(a_pattern_of_many_stars_is_quick),
        cmocka_unit_test(a_study_is_told_from_a_scenario),
        cmocka_unit_test(every_key_has_its_doc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
