#include "cli/columns.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

void columns_add(struct columns *c, const char *format, ...)
{
    va_list args;

    if (c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 64;
        char **grown = realloc(c->cell, room * sizeof *grown);
        if (!grown) {
            c->failed = true;
            return;
        }
        c->cell = grown;
        c->room = room;
    }
    va_start(args, format);
    c->cell[c->n] = text_format_list(format, args);
    va_end(args);
    c->failed = c->failed || !c->cell[c->n];
    c->n += c->cell[c->n] != NULL;
}

void columns_number(struct columns *c, double value)
{
    char text[16];

    columns_add(c, "%s", isnan(value) ? "-" : text_short(value, text));
}

void columns_interval(struct columns *c, double low, double high)
{
    char a[16], b[16];

    if (isnan(low) || isnan(high))
        columns_add(c, "%s", "");
    else
        columns_add(c, "(%s to %s)", text_short(low, a), text_short(high, b));
}

void columns_share(struct columns *c, double share)
{
    if (isnan(share))
        columns_add(c, "-");
    else
        columns_add(c, "%.0f %%", 100 * share);
}

/** Columns a terminal gives the text: UTF-8 continuation bytes take none. */
static int width(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static int widest(const struct columns *c, size_t column)
{
    int most = 0;

    for (size_t i = column; i < c->n; i += c->width)
        most = width(c->cell[i]) > most ? width(c->cell[i]) : most;
    return most;
}

bool columns_print(struct columns *c, FILE *out)
{
    const bool fine = !c->failed;
    int *room = calloc(c->width, sizeof *room);

    for (size_t k = 0; room && k < c->width; k++)
        room[k] = widest(c, k);
    for (size_t i = 0; i < c->n; i++) {
        const size_t k = i % c->width;
        const int pad = fine && room ? room[k] - width(c->cell[i]) : 0;
        if (fine && room && c->align[k] == 'r')
            fprintf(out, "%*s%s", pad, "", c->cell[i]);
        else if (fine && room)
            fprintf(out, "%s%*s", c->cell[i], k + 1 < c->width ? pad : 0, "");
        if (fine && room)
            fputs(k + 1 < c->width ? "  " : "\n", out);
        free(c->cell[i]);
    }
    free(c->cell);
    c->cell = NULL;
    c->n = c->room = 0;
    c->failed = false;
    const bool all = fine && room;
    free(room);
    return all;
}
