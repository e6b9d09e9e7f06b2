#include "cli/grid.h"

#include "base/csv_reader.h"
#include "base/text.h"
#include "cli/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum grid_kind grid_kind_of(const char *column)
{
    return strncmp(column, "share", 5) == 0 || strncmp(column, "probability", 11) == 0
               ? GRID_SHARE
               : GRID_NUMBER;
}

bool grid_init(struct grid *g, size_t width)
{
    *g = (struct grid){.column = calloc(width + 1, sizeof *g->column), .width = width};
    return g->column;
}

void grid_free(struct grid *g)
{
    for (size_t i = 0; i < g->n; i++)
        free(g->cell[i]);
    for (size_t k = 0; k < g->columns; k++)
        free(g->column[k].name);
    free(g->cell);
    free(g->column);
    *g = (struct grid){0};
}

void grid_add_column(struct grid *g, const char *name, enum grid_kind kind, bool stays)
{
    g->column[g->columns] = (struct grid_column){text_copy(name), kind, stays};
    g->failed = g->failed || !g->column[g->columns].name;
    g->columns += !g->failed;
}

/** What would steer a terminal is not for it. */
static void tame(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

void grid_add(struct grid *g, const char *text)
{
    if (g->n == g->room) {
        const size_t room = g->room ? 2 * g->room : 256;
        char **more = realloc(g->cell, room * sizeof *more);
        if (!more) {
            g->failed = true;
            return;
        }
        g->cell = more;
        g->room = room;
    }
    g->cell[g->n] = text_copy(text);
    if (!g->cell[g->n]) {
        g->failed = true;
        return;
    }
    tame(g->cell[g->n++]);
}

/** Numbers under each other: to the right. */
static bool is_number(const struct grid *g, size_t k)
{
    double value;

    for (size_t i = k; i < g->n; i += g->columns)
        if (!csv_reader_number(g->cell[i], &value))
            return false;
    return true;
}

/** Is a name the same in every row? */
static bool is_same(const struct grid *g, size_t k, bool number)
{
    if (g->column[k].stays || g->n <= g->columns || (number && g->column[k].kind != GRID_AS_IT_IS))
        return false;
    for (size_t i = k + g->columns; i < g->n; i += g->columns)
        if (strcmp(g->cell[i], g->cell[k]) != 0)
            return false;
    return true;
}

static void put_cell(struct columns *out, const char *cell, enum grid_kind kind)
{
    double value;

    if (kind == GRID_AS_IT_IS || !csv_reader_number(cell, &value))
        columns_add(out, "%s", cell);
    else if (kind == GRID_SHARE && isfinite(value))
        columns_add(out, "%.3g %%", 100 * value);
    else
        columns_number(out, value);
}

/** "p50; policy baseline, unit H100e".  @param how (columns) 's': the same in every row */
static void put_heading(const struct grid *g, const char *title, const char how[], FILE *out)
{
    const char *between = *title ? "; " : "";

    fputs(title, out);
    for (size_t k = 0; k < g->columns; k++)
        if (how[k] == 's' && *g->cell[k]) {
            fprintf(out, "%s%s %s", between, g->column[k].name, g->cell[k]);
            between = ", ";
        }
    fputs(*between ? "\n" : "", out);
}

/** Adds names and cells of the columns that are not the same in every row. */
static void add_rows(const struct grid *g, const char how[], struct columns *rows)
{
    for (size_t k = 0; k < g->columns; k++)
        if (how[k] != 's')
            columns_add(rows, "%s", g->column[k].name);
    for (size_t i = 0; i < g->n; i++) {
        const size_t k = i % g->columns;
        if (how[k] != 's')
            put_cell(rows, g->cell[i], how[k] == 'r' ? g->column[k].kind : GRID_AS_IT_IS);
    }
}

bool grid_print(const struct grid *g, const char *title, FILE *out)
{
    char *how = calloc(g->columns + 1, 1), *align = calloc(g->columns + 1, 1);
    struct columns rows = {.align = align};
    bool fine = how && align && !g->failed;

    for (size_t k = 0; k < g->columns && fine; k++) {
        const bool number = is_number(g, k);
        how[k] = is_same(g, k, number) ? 's' : number ? 'r' : 'l';
        if (how[k] != 's')
            align[rows.width++] = how[k];
    }
    if (fine) {
        put_heading(g, title, how, out);
        add_rows(g, how, &rows);
        fine = columns_print(&rows, out);
    }
    free(how);
    free(align);
    return fine;
}
