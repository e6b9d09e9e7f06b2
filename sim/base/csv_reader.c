#include "base/csv_reader.h"

#include "base/csv.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Reads a line without its end into `text`. */
static bool read_line(struct csv_reader *c, struct diag *diag)
{
    if (!fgets(c->text, CSV_READER_LINE, c->file)) {
        if (ferror(c->file))
            diag_add(diag, c->place, NULL, "%s", strerror(errno));
        return false;
    }
    c->place.line++;
    size_t n = strlen(c->text);
    if (n == 0 || c->text[n - 1] != '\n') {
        diag_add(diag, c->place, NULL,
                 feof(c->file) ? "the last line does not end: the file was cut"
                               : "a line of more than %u bytes, or with a NUL in it",
                 CSV_READER_LINE - 2);
        return false;
    }
    c->text[--n] = '\0';
    if (n && c->text[n - 1] == '\r')
        c->text[n - 1] = '\0';
    return true;
}

/** Cuts the row into cells, of which at most `room` are kept.  @return how many there are, 0 after
 * a mistake */
static size_t cut(struct csv_reader *c, char *cell[], size_t room, struct diag *diag)
{
    const size_t n = csv_cells(c->text, cell, room);

    if (!n)
        diag_add(diag, c->place, NULL, "quotes stand where they may not, or do not match");
    return n;
}

static bool keep_header(struct csv_reader *c, struct diag *diag)
{
    size_t most = 1;

    for (const char *comma = c->text; (comma = strchr(comma, ',')); comma++)
        most++;
    c->cell = calloc(most, sizeof *c->cell);
    c->header = calloc(most, sizeof *c->header);
    c->columns = c->cell && c->header ? cut(c, c->cell, most, diag) : 0;
    bool fine = c->columns > 0;
    for (size_t i = 0; i < c->columns; i++) {
        c->header[i] = strdup(c->cell[i]);
        fine = fine && c->header[i];
    }
    return fine;
}

bool csv_reader_open(struct csv_reader *c, const char *name, struct diag *diag)
{
    const size_t before = diag->count;

    *c = (struct csv_reader){
        .place = {name, 0}, .text = malloc(CSV_READER_LINE), .file = fopen(name, "r")};
    if (!c->file) {
        diag_add(diag, c->place, NULL, "%s", strerror(errno));
        return false;
    }
    if (c->text && read_line(c, diag) && keep_header(c, diag))
        return true;
    if (diag->count == before)
        diag_add(diag, c->place, NULL,
                 c->text && feof(c->file) ? "empty; expected a header" : "out of memory");
    return false;
}

void csv_reader_close(struct csv_reader *c)
{
    for (size_t i = 0; c->header && i < c->columns; i++)
        free(c->header[i]);
    free(c->header);
    free(c->cell);
    free(c->text);
    if (c->file)
        fclose(c->file);
    *c = (struct csv_reader){0};
}

bool csv_reader_next(struct csv_reader *c, struct diag *diag)
{
    if (!read_line(c, diag))
        return false;
    const size_t n = cut(c, c->cell, c->columns, diag);
    if (n && n != c->columns)
        diag_add(diag, c->place, NULL, "%zu cells; expected %zu as in the header", n, c->columns);
    return n == c->columns;
}

size_t csv_reader_column(const struct csv_reader *c, size_t from, const char *name)
{
    const size_t n = strlen(name);

    for (size_t i = from; i < c->columns; i++)
        if (strncmp(c->header[i], name, n) == 0 &&
            (!c->header[i][n] || strncmp(c->header[i] + n, " [", 2) == 0))
            return i;
    return SIZE_MAX;
}

/** Passes digits; counts those that matter in a decimal mantissa. */
static const char *take_digits(const char *s, uint64_t *mantissa, int *digits)
{
    for (; *s >= '0' && *s <= '9'; s++)
        if (*mantissa || *s != '0') {
            *mantissa = *mantissa * 10 + (uint64_t)(*s - '0');
            ++*digits;
        }
    return s;
}

bool csv_reader_number(const char *text, double *value)
{
    static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const bool negative = *text == '-';
    const char *first = text + negative, *s;
    uint64_t mantissa = 0;
    int digits = 0, exponent = 0;

    *value = !*text ? NAN : negative ? -INFINITY : INFINITY;
    if (!*text || strcmp(first, "inf") == 0)
        return true;
    s = take_digits(first, &mantissa, &digits);
    bool fine = s > first;
    if (*s == '.') {
        const char *point = s + 1;
        s = take_digits(point, &mantissa, &digits);
        exponent = (int)(point - s);
        fine = fine && s > point;
    }
    if (fine && (*s == 'e' || *s == 'E')) {
        char *end;
        const char *sign = s + 1 + (s[1] == '-' || s[1] == '+');
        fine = *sign >= '0' && *sign <= '9';
        const long e = strtol(s + 1, &end, 10);
        exponent = e < -400 || e > 400 ? 400 : exponent + (int)e;
        s = end;
    }
    if (!fine || *s)
        return false;
    // a whole number below 2^53 and a power of ten that is a double: their quotient is rounded once
    const double whole = negative ? -(double)mantissa : (double)mantissa;
    if (digits <= 15 && exponent >= -22 && exponent <= 22)
        *value = exponent < 0 ? whole / ten[-exponent] : whole * ten[exponent];
    else
        *value = strtod(text, NULL);
    return isfinite(*value);
}
