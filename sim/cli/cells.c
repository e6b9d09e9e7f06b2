#include "cli/cells.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

/** Columns a terminal gives the text: UTF-8 continuation bytes take none. */
static int width(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/** Takes over a text. */
static void add(struct cells *c, char *text)
{
    if (text && c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 64;
        char **more = realloc(c->text, room * sizeof *more);
        if (more) {
            c->text = more;
            c->room = room;
        }
    }
    if (!text || c->n == c->room) {
        c->failed = true;
        free(text);
        return;
    }
    c->text[c->n++] = text;
}

void cells_add(struct cells *c, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    add(c, text_format_list(format, list));
    va_end(list);
}

void cells_add_mean(struct cells *c, double mean, double error)
{
    char x[16], e[16];

    text_short(mean, x);
    if (isnan(mean))
        cells_add(c, "-");
    else if (isfinite(error) && error > 0)
        cells_add(c, "%s ± %s", x, text_short(error, e));
    else
        cells_add(c, "%s", x);
}

bool cells_print(struct cells *c, FILE *out)
{
    int widest[CELLS_COLUMNS] = {0};
    const bool fine = !c->failed;

    for (size_t i = 0; i < c->n; i++)
        if (width(c->text[i]) > widest[i % c->columns])
            widest[i % c->columns] = width(c->text[i]);
    for (size_t i = 0; i < c->n && fine; i++) {
        const size_t k = i % c->columns;
        const bool last = k + 1 == c->columns, left = c->left >> k & 1;
        const int pad = widest[k] - width(c->text[i]);
        fprintf(out, "%*s%s%*s%s", left ? 0 : pad, "", c->text[i], left && !last ? pad : 0, "",
                last ? "\n" : "  ");
    }
    for (size_t i = 0; i < c->n; i++)
        free(c->text[i]);
    free(c->text);
    *c = (struct cells){.columns = c->columns, .left = c->left};
    return fine;
}
