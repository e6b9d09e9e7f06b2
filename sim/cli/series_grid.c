#include "cli/series_grid.h"

#include "base/text.h"
#include "cli/grid.h"
#include "cli/sparkline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct series {
    char *names;        // cells that name it, each on a line
    char *first, *last; // dates
    double *value;      // (n)
    size_t n, room;
};

/** Measures of the tables of a run; of those a table has, the first of this list is drawn. */
static const char *const measures[] = {"mean_difference", "p50",   "mean",       "value",
                                       "effective_h100e", "share", "probability"};

#define MEASURES (sizeof measures / sizeof *measures)

size_t series_grid_measure(const struct csv_reader *csv)
{
    const bool dated = csv_reader_column(csv, 0, "date") != SIZE_MAX;
    size_t first = SIZE_MAX;

    for (size_t i = 0; i < MEASURES && dated; i++) {
        const size_t column = csv_reader_column(csv, 0, measures[i]);
        first = column < first ? column : first;
    }
    return first;
}

/** Tells when, not what. */
static bool is_time(const struct csv_reader *csv, size_t column)
{
    const char *name = csv->header[column];

    return strcmp(name, "date") == 0 || strcmp(name, "month") == 0;
}

bool series_grid_applies(const struct selection *s)
{
    bool applies =
        csv_reader_column(s->csv, 0, "date") != SIZE_MAX && series_grid_measure(s->csv) != SIZE_MAX;

    for (size_t i = 0; i < s->conditions; i++)
        applies = applies && !is_time(s->csv, s->condition[i].column);
    for (size_t k = 0; k < s->columns && s->chosen; k++)
        applies = applies && !is_time(s->csv, s->column[k]);
    return applies;
}

/** What is drawn: the first measure the user chose, or else the one people look at first. */
static size_t drawn(const struct selection *s)
{
    const size_t first = series_grid_measure(s->csv);
    size_t column = SIZE_MAX;

    for (size_t k = 0; k < s->columns && s->chosen; k++)
        if (s->column[k] >= first)
            return s->column[k];
    for (size_t i = 0; i < MEASURES && column == SIZE_MAX; i++)
        column = csv_reader_column(s->csv, 0, measures[i]);
    return column;
}

bool series_grid_init(struct series_grid *g, const struct selection *s, size_t most)
{
    *g = (struct series_grid){
        .selection = s,
        .date = csv_reader_column(s->csv, 0, "date"),
        .month = csv_reader_column(s->csv, 0, "month"),
        .measure = series_grid_measure(s->csv),
        .value = drawn(s),
        .series = calloc(most, sizeof *g->series),
        .most = most,
        .names = malloc(CSV_READER_LINE),
    };
    return g->series && g->names;
}

void series_grid_free(struct series_grid *g)
{
    for (size_t i = 0; i < g->n; i++) {
        free(g->series[i].names);
        free(g->series[i].first);
        free(g->series[i].last);
        free(g->series[i].value);
    }
    free(g->series);
    free(g->names);
    *g = (struct series_grid){0};
}

static bool is_name(const struct series_grid *g, size_t column)
{
    return column < g->measure && column != g->date && column != g->month;
}

/** Puts the names of the row one after the other, each on a line, which no cell has in it. */
static void join_names(struct series_grid *g)
{
    char *at = g->names;

    *at = '\0';
    for (size_t k = 0; k < g->measure; k++)
        if (is_name(g, k))
            at = stpcpy(stpcpy(at, g->selection->csv->cell[k]), "\n");
}

static struct series *create(struct series_grid *g)
{
    struct series *s = &g->series[g->n];

    *s = (struct series){.names = text_copy(g->names),
                         .first = text_copy(g->selection->csv->cell[g->date])};
    g->failed = g->failed || !s->names || !s->first;
    g->last = g->n++;
    return s;
}

/** The series of the row, which begins here if it is new; NULL if there is no room for it. Rows of
 * a series mostly follow each other. */
static struct series *find(struct series_grid *g)
{
    join_names(g);
    for (size_t i = 0; i < g->n; i++) {
        const size_t k = (g->last + i) % g->n;
        if (strcmp(g->series[k].names, g->names) == 0) {
            g->last = k;
            return &g->series[k];
        }
    }
    return g->n < g->most ? create(g) : NULL;
}

void series_grid_add(struct series_grid *g)
{
    char *const *cell = g->selection->csv->cell;
    struct series *s = g->failed ? NULL : find(g);

    g->left += !s;
    if (!s || g->failed)
        return;
    if (s->n == s->room) {
        const size_t room = s->room ? 2 * s->room : 64;
        double *more = realloc(s->value, room * sizeof *more);
        if (!more) {
            g->failed = true;
            return;
        }
        s->value = more;
        s->room = room;
    }
    if (!csv_reader_number(cell[g->value], &s->value[s->n++]))
        s->value[s->n - 1] = NAN;
    free(s->last);
    s->last = text_copy(cell[g->date]);
    g->failed = g->failed || !s->last;
}

/** The date at one end if all series have the same, else `word`. */
static const char *date_of(const struct series_grid *g, bool last, const char *word)
{
    for (size_t i = 1; i < g->n; i++)
        if (strcmp(last ? g->series[i].last : g->series[i].first,
                   last ? g->series[0].last : g->series[0].first) != 0)
            return word;
    return !g->n ? word : last ? g->series[0].last : g->series[0].first;
}

/** Is a column that names series to be shown? */
static bool is_shown(const struct series_grid *g, size_t column)
{
    bool asked = !g->selection->chosen, any = asked;

    for (size_t k = 0; k < g->selection->columns && !asked; k++) {
        any = any || is_name(g, g->selection->column[k]);
        asked = g->selection->column[k] == column;
    }
    return is_name(g, column) && (asked || !any);
}

static void add_columns(const struct series_grid *g, struct grid *grid, bool picture)
{
    char *const *header = g->selection->csv->header;
    const enum grid_kind kind = grid_kind_of(header[g->value]);

    for (size_t k = 0; k < g->measure; k++)
        if (is_shown(g, k))
            grid_add_column(grid, header[k], GRID_AS_IT_IS,
                            g->selection->chosen || (g->left && !selection_fixes(g->selection, k)));
    grid_add_column(grid, date_of(g, false, "first"), kind, true);
    grid_add_column(grid, date_of(g, true, "last"), kind, true);
    if (picture)
        grid_add_column(grid, "month by month", GRID_AS_IT_IS, true);
}

static void add_number(struct grid *grid, double value)
{
    char text[32];

    if (isinf(value))
        grid_add(grid, value > 0 ? "inf" : "-inf");
    else
        grid_add(grid, isnan(value) ? "" : text_number(value, text));
}

static void add_row(const struct series_grid *g, struct grid *grid, struct series *s, bool picture)
{
    char *name = s->names;

    for (size_t k = 0; k < g->measure; k++) {
        if (!is_name(g, k))
            continue;
        char *end = strchr(name, '\n');
        *end = '\0';
        if (is_shown(g, k))
            grid_add(grid, name);
        *end = '\n';
        name = end + 1;
    }
    add_number(grid, s->value[0]);
    add_number(grid, s->value[s->n - 1]);
    char *line = picture ? sparkline(s->value, s->n) : NULL;
    if (line)
        grid_add(grid, line);
    grid->failed = grid->failed || (picture && !line);
    free(line);
}

bool series_grid_print(const struct series_grid *g, FILE *out)
{
    const bool picture = sparkline_wanted();
    struct grid grid;
    bool fine = grid_init(&grid, g->measure + 3) && !g->failed;

    if (fine)
        add_columns(g, &grid, picture);
    for (size_t i = 0; i < g->n && fine; i++)
        add_row(g, &grid, &g->series[i], picture);
    fine = fine && grid_print(&grid, g->selection->csv->header[g->value], out);
    grid_free(&grid);
    return fine;
}
