// The nearest decimal of 15, 16 or 17 digits, found and proven to read back in whole numbers.
//
// A double is m 2^e, so 10^s times it is m 5^s 2^(e + s). With s such that this has 17 digits
// before its point, what it takes fits 128 bits for every double from 1e-15 to 1e32. The others are
// rare and left to printf.
#include "base/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST  1e-15
#define BEYOND 1e32
#define PLAIN  1e15 // integers below are written as such

typedef unsigned __int128 uint128;

/** A double times 10^power, so that it has 17 digits: number / one. */
struct scaled {
    uint128 number, one;
    uint128 gap;    // gap / one: from the double to the next one above
    uint64_t whole; // part of it
    uint64_t m;
    int power;
};

/** digits 10^power */
struct decimal {
    uint64_t digits;
    int power;
    int precision; // digits that were asked for
};

static uint128 power_of_five(int s)
{
    static const uint64_t five[] = {
        1,         5,          25,         125,         625,          3125,
        15625,     78125,      390625,     1953125,     9765625,      48828125,
        244140625, 1220703125, 6103515625, 30517578125, 152587890625,
    };

    return (uint128)five[s / 2] * five[s - s / 2];
}

static struct scaled scale(uint64_t m, int e, int power)
{
    const uint128 five = power_of_five(abs(power));
    const int twos = e + power;
    struct scaled x = {.m = m, .power = power};

    x.gap = (power > 0 ? five : 1) << (twos > 0 ? twos : 0);
    x.one = (power < 0 ? five : 1) << (twos < 0 ? -twos : 0);
    x.number = m * x.gap;
    x.whole = (uint64_t)(power < 0 ? x.number / x.one : x.number >> (twos < 0 ? -twos : 0));
    return x;
}

static struct scaled scaled_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    const uint64_t m = (bits & (UINT64_MAX >> 12)) | UINT64_C(1) << 52;
    const int e = (int)(bits >> 52) - 1075;
    const int magnitude = ((e + 52) * 1233) >> 12; // log10 of the power of two below, rounded down
    const struct scaled x = scale(m, e, 16 - magnitude);

    return x.whole < UINT64_C(100000000000000000) ? x : scale(m, e, 15 - magnitude);
}

/** The nearest decimal without the last digits, which count `unit` = 10^zeros; ties to even.
 *  @return does it read back: is it nearer than half way to the next double, or just half way from
 *  an even one? */
static inline bool round_to(const struct scaled *x, uint64_t unit, int zeros, struct decimal *d)
{
    const uint64_t digits = x->whole / unit;
    const uint128 step = unit * x->one;
    const uint128 below = x->number - digits * step;
    const bool up = 2 * below > step || (2 * below == step && digits % 2);
    const uint128 distance = up ? step - below : below;

    // below a power of two doubles lie twice as close
    const uint128 halves = (x->m == UINT64_C(1) << 52 && !up ? 4 : 2) * distance;

    *d = (struct decimal){digits + up, zeros - x->power, 17 - zeros};
    return halves < x->gap || (halves == x->gap && x->m % 2 == 0);
}

static inline void strip(struct decimal *d, uint64_t unit, int zeros)
{
    if (d->digits % unit == 0) {
        d->digits /= unit;
        d->power += zeros;
    }
}

static struct decimal nearest(double value)
{
    const struct scaled x = scaled_of(value);
    struct decimal d;

    if (!round_to(&x, 100, 2, &d) && !round_to(&x, 10, 1, &d))
        (void)round_to(&x, 1, 0, &d);
    strip(&d, 100000000, 8);
    strip(&d, 10000, 4);
    strip(&d, 100, 2);
    strip(&d, 10, 1);
    return d;
}

/** Writes digits so that they end before `end`.  @return the first */
static char *put_digits(uint64_t value, char *end)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    char *first = end;

    for (; value >= 10; value /= 100)
        memcpy(first -= 2, pairs + 2 * (value % 100), 2);
    if (value > 0 || first == end)
        *--first = (char)('0' + value);
    return first;
}

static char *put(char *out, const char *text, size_t n)
{
    memcpy(out, text, n);
    return out + n;
}

/** Writes n digits with a point after the first `point` of them.  @return its end */
static char *put_pointed(char *out, const char *digits, int n, int point)
{
    out = put(out, digits, (size_t)point);
    if (n > point)
        *out++ = '.';
    return put(out, digits + point, (size_t)(n - point));
}

/** Writes a decimal as %g does, which is plain for a point after at most `precision` digits and at
 * most three zeros behind it.  @return its end */
static char *put_decimal(char *out, struct decimal d)
{
    char buffer[24], *const last = buffer + sizeof buffer, *digits = put_digits(d.digits, last);
    const int n = (int)(last - digits), point = n + d.power;

    if (point > 0 && point <= d.precision)
        return put_pointed(out, digits, n, point);
    if (point > -4 && point <= 0)
        return put(put(out, "0.000", (size_t)(2 - point)), digits, (size_t)n);
    out = put_pointed(out, digits, n, 1);
    out = put(out, "e-", point > 0 ? 1 : 2);
    digits = put_digits((uint64_t)abs(point - 1), last);
    return put(out, digits, (size_t)(last - digits));
}

void decimal_shorten_exponent(char *text)
{
    char *e = strchr(text, 'e');
    if (!e)
        return;
    char *to = e + 1, *from = e + 1;
    if (*from == '-')
        *to++ = *from++;
    else if (*from == '+')
        from++;
    while (*from == '0' && from[1])
        from++;
    memmove(to, from, strlen(from) + 1);
}

/** By trying. Fifteen digits survive the way through a double and back, unless it is subnormal and
 * holds fewer.  @return its end */
static char *put_by_printf(char *out, double value)
{
    int digits = value < 1e-290 ? 1 : 15;

    do
        snprintf(out, DECIMAL_MOST - 1, "%.*g", digits, value);
    while (digits++ < 17 && strtod(out, NULL) != value);
    decimal_shorten_exponent(out);
    return out + strlen(out);
}

size_t decimal_real(double value, char *out)
{
    const double size = fabs(value);
    char *end = out;

    if (signbit(value))
        *end++ = '-';
    if (size < PLAIN && size == (double)(int64_t)size)
        end += decimal_integer((int64_t)size, end);
    else if (size >= LEAST && size < BEYOND)
        end = put_decimal(end, nearest(size));
    else
        end = put_by_printf(end, size);
    *end = '\0';
    return (size_t)(end - out);
}

size_t decimal_integer(int64_t value, char *out)
{
    const uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char buffer[24], *first = put_digits(size, buffer + sizeof buffer);

    if (value < 0)
        *--first = '-';
    const size_t n = (size_t)(buffer + sizeof buffer - first);
    *put(out, first, n) = '\0';
    return n;
}
