// Expected values: the Gregorian calendar; month ends of 1900-2100 against the C library's mktime.
#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

enum { JANUARY_2026 = 2026 * 12 };

static void dates_that_exist_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t months;
    } good[] = {
        {"2026-01", 2026 * 12},
        {"2026-12", 2026 * 12 + 11},
        {"2026-02-17", 2026 * 12 + 1},
        {"2024-02-29", 2024 * 12 + 1},
        {"2000-02-29", 2000 * 12 + 1},
        {"2026-01-31", 2026 * 12},
        {"0000-01", 0},
        {"9999-12-31", 9999 * 12 + 11},
        {"2026-04-30", 2026 * 12 + 3},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int32_t months = -1;
        assert_true(calendar_parse(good[i].text, &months));
        assert_int_equal(months, good[i].months);
    }
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",          "2026",        "2026-",      "2026-00",    "2026-13",    "2026-1",
        "2026-01-",  "2026-01-00",  "2026-01-32", "2026-02-29", "1900-02-29", "2026-04-31",
        "2026-01-1", "2026-01-011", "26-01",      "2026/01",    "2026-01/02", " 2026-01",
        "2026-01 ",  "-026-01",     "2026-0a",    "m6",         "2026-01-0x", "20260101",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t months;
        if (calendar_parse(bad[i], &months))
            fail_msg("'%s' was read", bad[i]);
    }
}

static void month_ends_are_those_of_the_c_library(void **state)
{
    (void)state;
    const int32_t start = 1900 * 12;
    for (int32_t t = 0; t < 201 * 12; t++) {
        struct tm tm = {.tm_year = t / 12, .tm_mon = t % 12 + 1, .tm_mday = 0, .tm_hour = 12};
        timegm(&tm);
        char expected[16], got[16];
        strftime(expected, sizeof expected, "%Y-%m-%d", &tm);
        assert_string_equal(calendar_month_end(start, t, got), expected);
    }
}

static void month_minus_one_is_the_opening_record(void **state)
{
    (void)state;
    char out[16];
    assert_string_equal(calendar_month_end(JANUARY_2026, -1, out), "2025-12-31");
    assert_string_equal(calendar_month_end(JANUARY_2026 + 1, 24, out), "2028-02-29");
    assert_int_equal(calendar_month_of_year(JANUARY_2026, -1), 11);
    assert_int_equal(calendar_month_of_year(JANUARY_2026, -13), 11);
    assert_int_equal(calendar_month_of_year(JANUARY_2026 + 6, 7), 1);
}

static void schedule_keys_are_run_months_or_dates(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int32_t t;
    } good[] = {
        {"m0", 0},       {"m6", 6},        {"m120", 120},    {"y2026m07", 5},
        {"y2026m02", 0}, {"y2028m12", 34}, {"y2025m07", -7},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int32_t t = -999;
        assert_true(calendar_schedule_key(good[i].key, JANUARY_2026 + 1, &t));
        assert_int_equal(t, good[i].t);
    }
}

static void impossible_schedule_keys_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",         "m",         "m-1",       "m06",
        "m6x",      "M6",        "6",         "y2026m13",
        "y2026m00", "y2026m7",   "y2026",     "y26m07",
        "y2026-07", "y2026m071", "y2026m07x", "m99999999999999999999",
        "q3",       "y",         "y2026m",    "m+1",
        "m 1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t t = -999;
        if (calendar_schedule_key(bad[i], JANUARY_2026, &t))
            fail_msg("'%s' was read as %d", bad[i], (int)t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_that_exist_are_read),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(month_ends_are_those_of_the_c_library),
        cmocka_unit_test(month_minus_one_is_the_opening_record),
        cmocka_unit_test(schedule_keys_are_run_months_or_dates),
        cmocka_unit_test(impossible_schedule_keys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
