#include "base/text.h"

#include "base/decimal.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 63

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Edit distance with transpositions of neighbours (optimal string alignment), in three rows.
static size_t distance(const char *a, const char *b, size_t a_length, size_t b_length)
{
    size_t row[3][LONGEST_NAME + 2];

    for (size_t j = 0; j <= b_length; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = row[i % 3], *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return row[a_length % 3][b_length];
}

const char *text_nearest(const char *name, const char *const candidates[], size_t n)
{
    const size_t length = strlen(name);
    if (length == 0 || length > LONGEST_NAME)
        return NULL;

    const char *nearest = NULL;
    size_t nearest_distance = least(1 + length / 4, length - 1) + 1; // beyond it nothing is near
    for (size_t i = 0; i < n; i++) {
        const size_t other = strlen(candidates[i]);
        if (other > LONGEST_NAME)
            continue;
        size_t d = distance(name, candidates[i], length, other);
        if (d > 1 && other > length && strncmp(name, candidates[i], length) == 0 &&
            candidates[i][length] == '_')
            d = 1;
        if (d < nearest_distance) {
            nearest = candidates[i];
            nearest_distance = d;
        }
    }
    return nearest;
}

char *text_number(double value, char out[32])
{
    if (isfinite(value))
        decimal_real(value, out);
    else
        strcpy(out, isnan(value) ? "nan" : value > 0 ? "none" : "-inf");
    return out;
}

char *text_real(double value, char out[32])
{
    text_number(value, out);
    if (isfinite(value) && !strpbrk(out, ".e"))
        strcat(out, ".0");
    return out;
}

char *text_short(double value, char out[16])
{
    static const char *const suffix[] = {"", "k", "M", "B", "T"};

    if (!isfinite(value)) {
        snprintf(out, 16, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return out;
    }
    snprintf(out, 16, "%.2e", value);
    double rounded = strtod(out, NULL); // first, so that 999,900 is 1M and not 1000k
    if (rounded != 0 && (fabs(rounded) < 1e-3 || fabs(rounded) >= 1e15)) {
        snprintf(out, 16, "%.3g", rounded);
        decimal_shorten_exponent(out);
        return out;
    }
    int k = 0;
    for (; fabs(rounded) >= 1000; k++)
        rounded /= 1000;
    snprintf(out, 16, "%.3g%s", rounded == 0 ? 0 : rounded, suffix[k]);
    return out;
}

char *text_format_list(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return NULL;

    char *text = malloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

char *text_format(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = text_format_list(format, args);
    va_end(args);
    return text;
}

char *text_copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

void text_put_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (size_t n; *text; text += n) {
        n = strcspn(text, "\"\\\n\t");
        fwrite(text, 1, n, out);
        if (text[n]) {
            fputc('\\', out);
            fputc(text[n] == '\n' ? 'n' : text[n] == '\t' ? 't' : text[n], out);
            n++;
        }
    }
    fputc('"', out);
}

char *text_quoted(const char *text)
{
    char *quoted = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&quoted, &size);

    if (!out)
        return NULL;
    text_put_quoted(out, text);
    if (fclose(out) == 0)
        return quoted;
    free(quoted);
    return NULL;
}

bool text_is_among(const char *name, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool text_is_name(const char *text)
{
    if (!is_letter(*text))
        return false;

    size_t length = 0;
    for (; text[length]; length++) {
        const char c = text[length];
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return length <= LONGEST_NAME;
}
