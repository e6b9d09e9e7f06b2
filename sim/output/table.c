#include "output/table.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void separate(struct table *t)
{
    if (t->column++)
        putc(',', t->file);
}

/** Writes one cell, quoted if it holds a comma, a quote or a line's end, or begins or ends with a
 * space. */
static void put_cell(struct table *t, const char *prefix, const char *text)
{
    const size_t n = strlen(text);
    const char edge[] = " \t";

    separate(t);
    if (!strpbrk(text, ",\"\r\n") && !(n && (strchr(edge, text[0]) || strchr(edge, text[n - 1])))) {
        fputs(prefix, t->file);
        fputs(text, t->file);
        return;
    }
    putc('"', t->file);
    fputs(prefix, t->file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', t->file);
        putc(*text, t->file);
    }
    putc('"', t->file);
}

void table_begin(struct table *t, FILE *file, const char *columns)
{
    *t = (struct table){.file = file};
    fputs(columns, file);
    putc('\n', file);
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
    char text[32];

    separate(t);
    if (isnan(value))
        return;
    if (isinf(value))
        fputs(value > 0 ? "inf" : "-inf", t->file);
    else
        fputs(text_number(value == 0 ? 0 : value, text), t->file); // no "-0"
}

void table_integer(struct table *t, int64_t value)
{
    separate(t);
    fprintf(t->file, "%" PRId64, value);
}

void table_end(struct table *t)
{
    putc('\n', t->file);
    t->column = 0;
}
