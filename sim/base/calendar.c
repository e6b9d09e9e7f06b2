#include "base/calendar.h"

#include <stddef.h>
#include <stdio.h>

// Exactly `digits` decimal digits; NULL if they are not there, else the place after them.
static const char *read_digits(const char *text, int digits, int32_t *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++, text++) {
        if (*text < '0' || *text > '9')
            return NULL;
        *value = 10 * *value + (*text - '0');
    }
    return text;
}

static int32_t days_in(int32_t year, int32_t month_of_year)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month_of_year] + (month_of_year == 1 && leap);
}

static int32_t floor_modulo(int32_t a, int32_t n)
{
    return (a % n + n) % n;
}

bool calendar_parse(const char *text, int32_t *months)
{
    int32_t year, month, day = 1;

    text = read_digits(text, 4, &year);
    if (!text || *text++ != '-')
        return false;
    text = read_digits(text, 2, &month);
    if (!text || month < 1 || month > 12)
        return false;
    if (*text) {
        if (*text++ != '-')
            return false;
        text = read_digits(text, 2, &day);
        if (!text || *text || day < 1 || day > days_in(year, month - 1))
            return false;
    }
    *months = 12 * year + month - 1;
    return true;
}

char *calendar_month_end(int32_t start, int32_t t, char out[16])
{
    const int32_t month = calendar_month_of_year(start, t), year = (start + t - month) / 12;
    snprintf(out, 16, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100 + 1,
             (unsigned)days_in(year, month) % 100);
    return out;
}

/** Leap days in the years 0 ... year - 1, give or take a constant. */
static int32_t leaps_before(int32_t year)
{
    return (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
}

int32_t calendar_days(int32_t start, int32_t t)
{
    const int32_t month = calendar_month_of_year(start, t), year = (start + t - month) / 12;
    int32_t days = 365 * (year - 1970) + leaps_before(year) - leaps_before(1970) - 1;

    for (int32_t m = 0; m <= month; m++)
        days += days_in(year, m);
    return days;
}

int32_t calendar_month_of_year(int32_t start, int32_t t)
{
    return floor_modulo(start + t, 12);
}

static bool read_run_month(const char *digits, int32_t *t)
{
    int32_t value = 0;

    if (*digits == '0' && digits[1])
        return false;
    const char *c = digits;
    for (; *c >= '0' && *c <= '9' && value < 100000; c++)
        value = 10 * value + (*c - '0');
    *t = value;
    return c != digits && !*c;
}

bool calendar_schedule_key(const char *key, int32_t start, int32_t *t)
{
    int32_t year, month, read;

    if (*key == 'm') {
        if (!read_run_month(key + 1, &read))
            return false;
        *t = read;
        return true;
    }
    if (*key++ != 'y')
        return false;
    key = read_digits(key, 4, &year);
    if (!key || *key++ != 'm')
        return false;
    key = read_digits(key, 2, &month);
    if (!key || *key || month < 1 || month > 12)
        return false;
    *t = 12 * year + month - 1 - start;
    return true;
}
