// Expected values: printf and strtod of the C library, and hand.
#include "base/decimal.h"
#include "base/rng.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/** What is promised: the first precision of printf that reads back. */
static void by_printf(double value, char out[40])
{
    for (int digits = fabs(value) < 1e-290 ? 1 : 15; digits <= 17; digits++) {
        snprintf(out, 40, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    decimal_shorten_exponent(out);
}

static void assert_real(double value)
{
    char written[DECIMAL_MOST], expected[40];

    if (!isfinite(value))
        return;
    const size_t n = decimal_real(value, written);
    assert_int_equal(n, strlen(written));
    by_printf(value, expected);
    if (strcmp(written, expected) != 0)
        fail_msg("%a: '%s' instead of '%s'", value, written, expected);
    assert_true(strtod(written, NULL) == value);
}

static double of_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t random_bits(uint32_t i, uint32_t stream)
{
    const uint32_t counter[4] = {i, stream, 23, 85}, key[4] = {0};
    uint32_t x[4];

    rng_threefry4x32(counter, key, x);
    return x[0] | (uint64_t)x[1] << 32;
}

// both signs, and every exponent alike
static void any_double_is_written_as_by_printf(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 200000; i++)
        assert_real(of_bits(random_bits(i, 0)));
}

// 2^-56 to 2^113: around all that is written without printf
static void doubles_of_ordinary_size_are_written_as_by_printf(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 1000000; i++) {
        const uint64_t exponent = 967 + random_bits(i, 1) % 170;
        assert_real(of_bits((random_bits(i, 2) >> 12) | exponent << 52));
    }
}

// with few binary digits a decimal may lie just half way between two shorter ones
static void doubles_with_few_binary_digits_are_written_as_by_printf(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 500000; i++) {
        const uint64_t shift = 11 + random_bits(i, 3) % 53;
        const int exponent = (int)(random_bits(i, 4) % 160) - 80;
        assert_real(ldexp((double)(random_bits(i, 5) >> shift), exponent));
    }
}

static void short_decimals_and_their_neighbours_are_written_as_by_printf(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        const double value =
            (double)(random_bits(i, 6) % 1000000) * pow(10, (double)(random_bits(i, 7) % 50) - 20);
        assert_real(value);
        assert_real(nextafter(value, 0));
        assert_real(nextafter(value, INFINITY));
    }
}

static void powers_and_their_neighbours_are_written_as_by_printf(void **state)
{
    (void)state;
    for (int e = -1074; e < 1024; e++)
        for (int step = -2; step <= 2; step++) {
            const double value = ldexp(1, e);
            assert_real(step < 0   ? nextafter(value, step * INFINITY)
                        : step > 0 ? nextafter(value, INFINITY) * step
                                   : value);
        }
    for (int e = -323; e < 309; e++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", e);
        double below = strtod(text, NULL), above = below;
        for (int step = 0; step < 100; step++) {
            assert_real(below);
            assert_real(-above);
            below = nextafter(below, 0);
            above = nextafter(above, INFINITY);
        }
    }
}

static void known_numbers_look_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } known[] = {
        {0, "0"},
        {-0.0, "-0"},
        {-3.5, "-3.5"},
        {0.037, "0.037"},
        {0.0001, "0.0001"},
        {0.00001, "1e-5"},
        {2.385e-5, "2.385e-5"},
        {1e-6, "1e-6"}, // its double lies below it
        {0.1 + 0.2, "0.30000000000000004"},
        {999999999999999, "999999999999999"},
        {1e15, "1e15"},
        {1234567890123456, "1234567890123456"},
        {1e22, "1e22"},
        {1.2345e25, "1.2345e25"},
        {9007199254740993e3, "9.007199254740993e18"},
        {0x1p-44, "5.6843418860808015e-14"}, // ...802e-14 reads back too, but is not the nearest
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char out[DECIMAL_MOST];
        decimal_real(known[i].value, out);
        assert_string_equal(out, known[i].text);
    }
}

static void integers_are_written_as_by_printf(void **state)
{
    (void)state;
    static const int64_t known[] = {0,  1,   -1,  9,    10,        99,       100,
                                    -7, 101, 999, 1000, INT64_MAX, INT64_MIN};
    for (uint32_t i = 0; i < 100000; i++) {
        char out[DECIMAL_MOST], expected[40];
        const int64_t value = i < sizeof known / sizeof *known
                                  ? known[i]
                                  : (int64_t)random_bits(i, 8) >> random_bits(i, 9) % 64;
        snprintf(expected, sizeof expected, "%" PRId64, value);
        const size_t n = decimal_integer(value, out);
        assert_int_equal(n, strlen(out));
        assert_string_equal(out, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_double_is_written_as_by_printf),
        cmocka_unit_test(doubles_of_ordinary_size_are_written_as_by_printf),
        cmocka_unit_test(doubles_with_few_binary_digits_are_written_as_by_printf),
        cmocka_unit_test(short_decimals_and_their_neighbours_are_written_as_by_printf),
        cmocka_unit_test(powers_and_their_neighbours_are_written_as_by_printf),
        cmocka_unit_test(known_numbers_look_as_people_write_them),
        cmocka_unit_test(integers_are_written_as_by_printf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
