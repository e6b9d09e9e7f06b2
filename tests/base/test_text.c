// Expected values: reading back with strtod and libconfig, shortness against every shorter
// precision, and hand.
#include "base/rng.h"
#include "base/text.h"

#include <libconfig.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// any finite double, all exponents alike
static double any_double(uint64_t i)
{
    const uint32_t counter[4] = {23, 85, (uint32_t)i, 0}, key[4] = {0};
    uint32_t x[4];
    double value;
    rng_threefry4x32(counter, key, x);
    uint64_t bits = x[0] | (uint64_t)x[1] << 32;
    bits = i % 2 ? bits
                 : (bits & ~(UINT64_C(0x7f) << 56)) | UINT64_C(0x40)
                                                          << 56; // every other of moderate size
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? value : 23.85;
}

static size_t digits_of(const char *text)
{
    size_t digits = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9')
            continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        digits += digits || *text != '0';
    }
    return digits > zeros ? digits - zeros : digits;
}

static void reals_read_back_to_the_same_double(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        const double value = any_double(i);
        char real[32], number[32];
        assert_true(strtod(text_real(value, real), NULL) == value);
        assert_true(strtod(text_number(value, number), NULL) == value);
        assert_true(strlen(real) < 32);
    }
}

static void reals_are_the_shortest_that_read_back(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        const double value = i % 2 ? any_double(i) : (double)(i * 37) / 1000;
        char real[32], shorter[40];
        const size_t digits = digits_of(text_real(value, real));
        if (digits < 2)
            continue;
        snprintf(shorter, sizeof shorter, "%.*e", (int)digits - 2, value);
        assert_true(strtod(shorter, NULL) != value);
    }
}

static void libconfig_reads_every_real_as_a_float_of_the_same_bits(void **state)
{
    (void)state;
    static const double special[] = {
        0,     -0.0,   25,        1e-3,   1e-7,     1e15,
        1e16,  1e22,   1e100,     5e-324, 2.2e-308, 1.7976931348623157e308,
        0.037, -23.85, 123456789, 1e-310, 0x1p-44,  1e5};
    for (uint64_t i = 0; i < 2000; i++) {
        const double value = i < sizeof special / sizeof *special ? special[i] : any_double(i);
        char real[32], line[64];
        snprintf(line, sizeof line, "x = %s;", text_real(value, real));
        config_t config;
        config_init(&config);
        if (!config_read_string(&config, line))
            fail_msg("libconfig refuses '%s'", line);
        const config_setting_t *x = config_lookup(&config, "x");
        if (config_setting_type(x) != CONFIG_TYPE_FLOAT)
            fail_msg("libconfig takes '%s' for no float", line);
        assert_true(config_setting_get_float(x) == value);
        config_destroy(&config);
    }
}

static void reals_look_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *real, *number, *people;
    } known[] = {
        {25, "25.0", "25", "25"},
        {0, "0.0", "0", "0"},
        {-3.5, "-3.5", "-3.5", "-3.5"},
        {0.1, "0.1", "0.1", "0.1"},
        {0.001, "0.001", "0.001", "0.001"},
        {1e-7, "1e-7", "1e-7", "1e-7"},
        {1e100, "1e100", "1e100", "1e100"},
        {1.5e20, "1.5e20", "1.5e20", "1.5e20"},
        {100000, "100000.0", "100000", "100k"},
        {1.0 / 3, "0.3333333333333333", "0.3333333333333333", "0.333"},
        {0.1 + 0.2, "0.30000000000000004", "0.30000000000000004", "0.3"},
        {5e-324, "5e-324", "5e-324", "4.94e-324"},
        {INFINITY, "none", "none", "inf"},
        {-INFINITY, "-inf", "-inf", "-inf"},
        {NAN, "nan", "nan", "nan"},
        {1823456, "1823456.0", "1823456", "1.82M"},
        {402400, "402400.0", "402400", "402k"},
        {5.4, "5.4", "5.4", "5.4"},
        {999900, "999900.0", "999900", "1M"},
        {999.4, "999.4", "999.4", "999"},
        {999.6, "999.6", "999.6", "1k"},
        {-27e9, "-27000000000.0", "-27000000000", "-27B"},
        {3.1e12, "3100000000000.0", "3100000000000", "3.1T"},
        {0.0009996, "0.0009996", "0.0009996", "0.001"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char out[32];
        assert_string_equal(text_real(known[i].value, out), known[i].real);
        assert_string_equal(text_number(known[i].value, out), known[i].number);
        assert_string_equal(text_short(known[i].value, out), known[i].people);
    }
}

static void short_numbers_fit_their_buffer(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        char out[16];
        const double value = any_double(i), back = strtod(text_short(value, out), NULL);
        assert_true(strlen(out) < 16);
        if (fabs(value) < 999 && fabs(value) > 1e-300)
            assert_true(fabs(back - value) <= 0.0051 * fabs(value));
    }
}

static void the_nearest_name_is_found(void **state)
{
    (void)state;
    static const char *const keys[] = {"price_usd", "power_w", "lead_months",
                                       "h100e",     "tpp",     "rate"};
    const size_t n = sizeof keys / sizeof *keys;
    assert_string_equal(text_nearest("prise_usd", keys, n), "price_usd"); // one letter changed
    assert_string_equal(text_nearest("pirce_usd", keys, n), "price_usd"); // two swapped
    assert_string_equal(text_nearest("lead_month", keys, n), "lead_months");
    assert_string_equal(text_nearest("h1000e", keys, n), "h100e");
    assert_string_equal(text_nearest("price", keys, n), "price_usd"); // the unit forgotten
    assert_string_equal(text_nearest("tp", keys, n), "tpp");
    assert_string_equal(text_nearest("raet", keys, n), "rate");
    assert_string_equal(text_nearest("rate", keys, n), "rate");
    assert_null(text_nearest("colour", keys, n));
    assert_null(text_nearest("x", keys, n));
    assert_null(text_nearest("", keys, n));
    assert_null(text_nearest("rate", keys, 0));
}

static void a_swap_counts_as_one_edit(void **state)
{
    (void)state;
    // from "abcd" it is 1 to "abdc" but 2 to "axyd"; the first of equals wins
    static const char *const keys[] = {"axyd", "abdc", "abcx"};
    assert_string_equal(text_nearest("abcd", keys, 3), "abdc");
}

static void very_long_names_do_no_harm(void **state)
{
    (void)state;
    char name[300];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = 0;
    const char *const longest = name + sizeof name - 1 - 63, *const keys[] = {"rate", name,
                                                                              longest};
    assert_null(text_nearest(name, keys, 3));
    assert_string_equal(text_nearest("rat", keys, 3), "rate");
    assert_string_equal(text_nearest(longest, keys, 3), longest);
}

static void names_start_with_a_letter_and_have_at_most_63_characters(void **state)
{
    (void)state;
    char name[80];
    memset(name, 'n', sizeof name);
    name[63] = 0;
    assert_true(text_is_name(name));
    name[63] = 'n';
    name[64] = 0;
    assert_false(text_is_name(name));
    assert_true(text_is_name("h200"));
    assert_true(text_is_name("us_vetting-2"));
    assert_true(text_is_name("X"));
    assert_false(text_is_name(""));
    assert_false(text_is_name("2h"));
    assert_false(text_is_name("_h"));
    assert_false(text_is_name("-h"));
    assert_false(text_is_name("a b"));
    assert_false(text_is_name("a.b"));
    assert_false(text_is_name("\xc3\xa4"));
}

static void formatted_text_has_the_length_it_needs(void **state)
{
    (void)state;
    char *text = text_format("%s-%0300d", "x", 7), *copy = text_copy(text);
    assert_int_equal(strlen(text), 302);
    assert_string_equal(copy, text);
    assert_ptr_not_equal(copy, text);
    assert_null(text_copy(NULL));
    free(text);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reals_read_back_to_the_same_double),
        cmocka_unit_test(reals_are_the_shortest_that_read_back),
        cmocka_unit_test(libconfig_reads_every_real_as_a_float_of_the_same_bits),
        cmocka_unit_test(reals_look_as_people_write_them),
        cmocka_unit_test(short_numbers_fit_their_buffer),
        cmocka_unit_test(the_nearest_name_is_found),
        cmocka_unit_test(a_swap_counts_as_one_edit),
        cmocka_unit_test(very_long_names_do_no_harm),
        cmocka_unit_test(names_start_with_a_letter_and_have_at_most_63_characters),
        cmocka_unit_test(formatted_text_has_the_length_it_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
