#include "output/table.h"

#include "base/decimal.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOM  (1 << 16) // bytes gathered before they are written
#define PIECE 4096      // bytes of a long text taken at once

/** Room for n bytes, at most PIECE, after what there is; the caller counts what it puts there. */
static char *reserve(struct table *t, size_t n)
{
    if (t->n + n > t->room)
        table_flush(t);
    return t->text + t->n;
}

static void put(struct table *t, const char *text, size_t n)
{
    for (; n > PIECE; text += PIECE, n -= PIECE)
        put(t, text, PIECE);
    memcpy(reserve(t, n), text, n);
    t->n += n;
}

static void separate(struct table *t)
{
    if (t->column++)
        put(t, ",", 1);
}

/** May it stand without quotes: no comma, quote or line's end, no space at its edges? */
static bool is_plain(const char *text, size_t n)
{
    const char edge[] = " \t";

    return !strpbrk(text, ",\"\r\n") &&
           !(n && (strchr(edge, text[0]) || strchr(edge, text[n - 1])));
}

static void put_cell(struct table *t, const char *prefix, const char *text)
{
    const size_t n = strlen(text);
    const bool plain = is_plain(text, n);

    separate(t);
    put(t, "\"", !plain);
    put(t, prefix, strlen(prefix));
    if (plain)
        put(t, text, n);
    for (; !plain && *text; text++)
        put(t, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    put(t, "\"", !plain);
}

bool table_begin(struct table *t, FILE *file, const char *columns)
{
    *t = (struct table){.file = file, .text = malloc(ROOM), .room = ROOM};
    if (!t->text)
        return false;
    if (columns) {
        put(t, columns, strlen(columns));
        table_end(t);
    }
    return true;
}

void table_flush(struct table *t)
{
    assert(t->file);
    if (fwrite(t->text, 1, t->n, t->file) < t->n && !t->error)
        t->error = errno;
    t->n = 0;
}

void table_free(struct table *t)
{
    free(t->text);
    t->text = NULL;
}

void table_name(struct table *t, const char *name)
{
    put_cell(t, "", name ? name : "");
}

void table_text(struct table *t, const char *text)
{
    const char *s = text ? text : "";

    put_cell(t, *s && strchr("=+-@\t\r", *s) ? "'" : "", s);
}

void table_real(struct table *t, double value)
{
    separate(t);
    if (isinf(value))
        put(t, "-inf" + (value > 0), value > 0 ? 3 : 4);
    else if (!isnan(value))
        t->n += decimal_real(value == 0 ? 0 : value, reserve(t, DECIMAL_MOST)); // no "-0"
}

void table_integer(struct table *t, int64_t value)
{
    separate(t);
    t->n += decimal_integer(value, reserve(t, DECIMAL_MOST));
}

void table_end(struct table *t)
{
    put(t, "\n", 1);
    t->column = 0;
}

struct table table_part(char text[], size_t room)
{
    return (struct table){.text = text, .room = room};
}

void table_copy(struct table *t, const struct table *part)
{
    separate(t);
    put(t, part->text, part->n);
    t->column += part->column - 1;
}
