// Expected values: RFC 4180, worked out by hand.
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 4 };

/** The cells of a line are these, NULL-terminated. */
static void assert_cells(const char *text, const char *const expected[])
{
    char line[64], *cell[MOST];
    size_t n = 0;

    while (expected[n])
        n++;
    strcpy(line, text);
    assert_int_equal(csv_cells(line, cell, MOST), n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(cell[i], expected[i]);
}

static void cells_are_cut_at_commas(void **unused)
{
    (void)unused;
    assert_cells("a,23.85, b c\n", (const char *[]){"a", "23.85", " b c", NULL});
    assert_cells(",,\r\n", (const char *[]){"", "", "", NULL});
    assert_cells("", (const char *[]){"", NULL});
}

static void quotes_keep_commas_and_doubled_quotes(void **unused)
{
    (void)unused;
    assert_cells("\"a,b\",\"say \"\"no\"\"\",\"\"\n",
                 (const char *[]){"a,b", "say \"no\"", "", NULL});
}

static void quotes_in_wrong_places_are_refused(void **unused)
{
    (void)unused;
    static const char *const wrong[] = {"\"a", "\"a\"b,c", "a\"b\"", "x,\"", "\"\"\""};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char line[16], *cell[MOST];
        strcpy(line, wrong[i]);
        assert_int_equal(csv_cells(line, cell, MOST), 0);
    }
}

static void cells_beyond_the_most_are_counted_only(void **unused)
{
    (void)unused;
    char line[] = "1,2,3,4", *cell[3] = {NULL, NULL, NULL};

    assert_int_equal(csv_cells(line, cell, 2), 4);
    assert_string_equal(cell[1], "2");
    assert_null(cell[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_cut_at_commas),
        cmocka_unit_test(quotes_keep_commas_and_doubled_quotes),
        cmocka_unit_test(quotes_in_wrong_places_are_refused),
        cmocka_unit_test(cells_beyond_the_most_are_counted_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
