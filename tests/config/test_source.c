// Raw text: what is too large for a file in the repository, and random damage. Damage is seeded, so
// a crash comes back; the tests claim only that the reader survives, and either reports or accepts
// what it can write back.
#include "helpers.h"

#include "base/rng.h"
#include "config/source.h"

#ifndef MUTANTS
#define MUTANTS 1500
#endif
#define BYTES_MOST 65536

// libconfig 1.5 loses a string when its lexer meets a bad one; the leak is not ours
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\n";
}

static void assert_one_mistake(const char *text, size_t n, const char *expected)
{
    char name[32], *found;

    write_file(text, n, name);
    found = mistakes_of(name, NULL, NULL, 0);
    if (!strstr(found, expected) || !strstr(found, "1 mistake in"))
        print_error("expected %s\nfound %s\n", expected, found);
    assert_non_null(strstr(found, expected));
    assert_non_null(strstr(found, "1 mistake in"));
    unlink(name);
    free(found);
}

static void files_beyond_the_limits_are_refused(void **state)
{
    const size_t n = SOURCE_BYTES + 1;
    char *text = malloc(n);

    (void)state;
    memset(text, '#', n);
    assert_one_mistake(text, n, "has 4194305 bytes; at most 4194304 are read");
    memset(text, '\n', 65002);
    text[0] = '#';
    assert_one_mistake(text, 65002, "has 65001 lines; at most 65000 are read");
    free(text);
}

static void deep_brackets_do_not_overflow_a_stack(void **state)
{
    const size_t n = 1u << 20;
    char *text = malloc(n);

    (void)state;
    memset(text, '(', n);
    memcpy(text, "a = ", 4);
    assert_one_mistake(text, n, "brackets are nested deeper than 32");
    free(text);
}

static void assert_found(const char *found, const char *file, const char *mistake)
{
    char line[96];

    snprintf(line, sizeof line, "%s:%s", file, mistake);
    const bool is_there = strstr(found, line) != NULL;
    if (!is_there)
        print_error("expected %s\nfound %s\n", line, found);
    assert_true(is_there);
}

static void lines_are_counted_in_the_file_they_stand_in(void **state)
{
    static const char part[] = "wrong_a = 1;\nwrong_b = 2; # no line's end";
    char top[256], name[32], included[32], *found;

    (void)state;
    write_file(part, sizeof part - 1, included);
    write_file(top,
               (size_t)snprintf(top, sizeof top,
                                "# first\n@include \"%s\" wrong_c = 3;\n\n  @include \"%s\"\n"
                                "wrong_d = 4;",
                                included, "/dev/null"),
               name);
    found = mistakes_of(name, NULL, NULL, 0);
    assert_found(found, name, "4: '/dev/null' is not a regular file");
    free(found);
    unlink(name);

    write_file(top,
               (size_t)snprintf(top, sizeof top,
                                "# first\n@include \"%s\" wrong_c = 3;\n\nwrong_d = 4;", included),
               name);
    found = mistakes_of(name, NULL, NULL, 0);
    assert_found(found, included, "1: wrong_a: unknown key");
    assert_found(found, included, "2: wrong_b: unknown key");
    assert_found(found, name, "2: wrong_c: unknown key");
    assert_found(found, name, "4: wrong_d: unknown key");
    free(found);
    unlink(name);

    write_file(
        top,
        (size_t)snprintf(top, sizeof top, "@include \"%s\" @include \"%s\"\n", included, included),
        name);
    found = mistakes_of(name, NULL, NULL, 0);
    assert_found(found, name, "1: syntax error"); // only the first on a line is an include
    free(found);
    unlink(name);
    unlink(included);
}

static void what_is_no_regular_file_is_refused(void **state)
{
    char *found = mistakes_of("/dev/null", NULL, NULL, 0);

    (void)state;
    assert_non_null(strstr(found, "'/dev/null' is not a regular file"));
    free(found);
}

static uint32_t draw(uint32_t mutant, uint32_t number)
{
    const uint32_t counter[4] = {mutant, number, 0, 0}, key[4] = {20260131, 0, 0, 0};
    uint32_t out[4];

    rng_threefry4x32(counter, key, out);
    return out[0];
}

// 1 to 8 edits: overwrite, delete or double a byte, or move a piece of the file elsewhere
static size_t damage(char *text, size_t n, uint32_t mutant)
{
    static const char bytes[] = "{}()[]=:;,\"\\#/*.-+@_0123456789eELtrufalsxX \n\t\xff\x01";
    uint32_t d = 0;

    for (uint32_t edits = 1 + draw(mutant, d++) % 8; edits > 0; edits--) {
        const size_t at = draw(mutant, d++) % n, from = draw(mutant, d++) % n;
        const size_t most = n - (at > from ? at : from), length = most < 40 ? most : 40;
        switch (draw(mutant, d++) % 4) {
        case 0:
            text[at] = bytes[draw(mutant, d++) % (sizeof bytes - 1)];
            break;
        case 1:
            memmove(text + at, text + at + 1, n - at - 1);
            n--;
            break;
        case 2:
            memmove(text + at + 1, text + at, n - at);
            n++;
            break;
        default:
            memmove(text + at, text + from, length);
        }
    }
    return n;
}

// what was accepted must also come back from its frozen form
static void assert_freezes_to_itself(const struct scenario *sc)
{
    char *once = frozen(sc), *twice, name[32];
    struct scenario again;

    write_file(once, strlen(once), name);
    read_well(name, NULL, NULL, 0, &again);
    twice = frozen(&again);
    assert_string_equal(once, twice);
    unlink(name);
    scenario_free(&again);
    free(once);
    free(twice);
}

static void random_damage_never_crashes_the_reader(void **state)
{
    char *good = malloc(BYTES_MOST), *text = malloc(BYTES_MOST);
    FILE *in = fopen(MINIMAL, "r");
    size_t n, refused = 0;

    (void)state;
    assert_non_null(in);
    n = fread(good, 1, BYTES_MOST / 2, in);
    fclose(in);
    for (uint32_t mutant = 0; mutant < MUTANTS; mutant++) {
        struct scenario sc;
        struct diag diag = {0};
        char name[32];

        memcpy(text, good, n);
        write_file(text, damage(text, n, mutant), name);
        assert_true(read_scenario(name, NULL, NULL, 0, &sc, &diag));
        if (diag.count == 0)
            assert_freezes_to_itself(&sc);
        refused += diag.count > 0;
        unlink(name);
        scenario_free(&sc);
        diag_free(&diag);
    }
    assert_in_range(refused, MUTANTS / 2,
                    MUTANTS - 1); // most damage shows; some falls into comments and texts
    free(good);
    free(text);
}

static void random_damage_to_changes_never_crashes_the_reader(void **state)
{
    static const char change[] =
        "chips.h200.price_usd = { value = 27000.5; distribution = \"normal\"; mean = 3e4; }";

    (void)state;
    for (uint32_t mutant = 0; mutant < MUTANTS / 5; mutant++) {
        char text[sizeof change + 16] = {0};
        const char *set[] = {text};
        struct scenario sc;
        struct diag diag = {0};

        memcpy(text, change, sizeof change);
        text[damage(text, sizeof change - 1, mutant + MUTANTS)] = 0;
        assert_true(read_scenario(MINIMAL, NULL, set, 1, &sc, &diag));
        if (diag.count == 0)
            assert_freezes_to_itself(&sc);
        scenario_free(&sc);
        diag_free(&diag);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_beyond_the_limits_are_refused),
        cmocka_unit_test(deep_brackets_do_not_overflow_a_stack),
        cmocka_unit_test(lines_are_counted_in_the_file_they_stand_in),
        cmocka_unit_test(what_is_no_regular_file_is_refused),
        cmocka_unit_test(random_damage_never_crashes_the_reader),
        cmocka_unit_test(random_damage_to_changes_never_crashes_the_reader),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
