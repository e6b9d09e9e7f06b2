#include "base/csv_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

/** A file of that text; its name. */
static const char *file_of(const char *text, char name[32])
{
    strcpy(name, "test_csv_XXXXXX");
    const int fd = mkstemp(name);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    return name;
}

// RFC 4180, section 2
static void cells_are_taken_out_of_their_quotes(void **unused)
{
    struct csv_reader csv;
    struct diag diag = {0};
    char name[32];

    (void)unused;
    assert_true(
        csv_reader_open(&csv, file_of("a [x],b,c\r\n1,\"t,\"\"u\"\"\",\n,\"\",3\n", name), &diag));
    assert_int_equal(csv.columns, 3);
    assert_true(csv_reader_column(&csv, 0, "a") == 0 && csv_reader_column(&csv, 0, "c") == 2);
    assert_true(csv_reader_column(&csv, 0, "a [") == SIZE_MAX &&
                csv_reader_column(&csv, 0, "") == SIZE_MAX);
    assert_true(csv_reader_next(&csv, &diag));
    assert_string_equal(csv.cell[0], "1");
    assert_string_equal(csv.cell[1], "t,\"u\"");
    assert_string_equal(csv.cell[2], "");
    assert_true(csv_reader_next(&csv, &diag));
    assert_string_equal(csv.cell[1], "");
    assert_int_equal(csv.place.line, 3);
    assert_false(csv_reader_next(&csv, &diag));
    assert_int_equal(diag.count, 0);
    csv_reader_close(&csv);
    csv_reader_close(&csv);
    unlink(name);
}

// strtod of the C library is correct to the last bit
static void numbers_are_read_to_the_last_bit(void **unused)
{
    const char *const numbers[] = {
        "0",
        "-0",
        "1",
        "00.50",
        "0.1",
        "-123456.789",
        "1e22",
        "1e23",
        "3e-22",
        "5e-324",
        "1.7976931348623157e308",
        "9007199254740993",
        "12345678901234567890",
        "0.3333333333333333",
        "1e-7",
        "402653.25e-3",
        "4.35",
        "1E+5",
        "999999999999999e-22",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double value;
        assert_true(csv_reader_number(numbers[i], &value));
        const double expected = strtod(numbers[i], NULL);
        assert_memory_equal(&value, &expected, sizeof value);
    }
    srand(5);
    for (int i = 0; i < 20000; i++) {
        char text[40];
        double value;
        snprintf(text, sizeof text, "%.*g", rand() % 17 + 1, ldexp(rand(), rand() % 160 - 100));
        assert_true(csv_reader_number(text, &value));
        assert_true(value == strtod(text, NULL));
    }
}

static void what_is_no_decimal_is_refused(void **unused)
{
    const char *const wrong[] = {"nan",   "0x1",      "1.", ".5",  "1e",
                                 "1e+",   "+1",       " 1", "1 ",  "--1",
                                 "1e999", "infinity", "-",  "1_0", "1e99999999999999999999"};
    double value;

    (void)unused;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(csv_reader_number(wrong[i], &value));
    assert_true(csv_reader_number("", &value) && isnan(value));
    assert_true(csv_reader_number("inf", &value) && value == INFINITY);
    assert_true(csv_reader_number("-inf", &value) && value == -INFINITY);
}

static void mistakes_are_said_with_their_line(void **unused)
{
    static const char *const cases[][2] = {
        {"a,b\n1,2\n3\n", ":3: 1 cells; expected 2 as in the header"},
        {"a,b\n1,2,3\n", ":2: 3 cells; expected 2 as in the header"},
        {"a,b\n1,\"2\n", ":2: quotes stand where they may not, or do not match"},
        {"a,b\n1,\"2\"x\n", ":2: quotes stand where they may not, or do not match"},
        {"a,b\n1,2", ":2: the last line does not end: the file was cut"},
        {"", ": empty; expected a header"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct csv_reader csv;
        struct diag diag = {0};
        char name[32];
        if (csv_reader_open(&csv, file_of(cases[i][0], name), &diag))
            while (csv_reader_next(&csv, &diag))
                continue;
        assert_int_equal(diag.count, 1);
        assert_string_equal(diag.message[0] + strlen(name), cases[i][1]);
        csv_reader_close(&csv);
        diag_free(&diag);
        unlink(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_taken_out_of_their_quotes),
        cmocka_unit_test(numbers_are_read_to_the_last_bit),
        cmocka_unit_test(what_is_no_decimal_is_refused),
        cmocka_unit_test(mistakes_are_said_with_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
