/*
 * Any table of a folder of results so that people can read it: a row for each series, or for each
 * row of the file.
 */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/selection.h"
#include "cli/series_grid.h"
#include "cli/table_list.h"
#include "output/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROWS    40 // shown unless asked otherwise
#define COLUMNS 20
#define MOST    1000000 // rows that may be asked for: they stand in memory

// clang-format off
static const struct option show_options[] = {
    {"--policy",  "NAME", "only rows of this policy"},
    {"--actor",   "NAME", "only rows of this actor"},
    {"--metric",  "NAME", "only rows of this metric"},
    {"--date",    "DATE", "only rows of this day, month or year, such as 2027-01-31, 2027-01 or 2027"},
    {"--where",   "COLUMN=VALUE", "only rows with this value in this column", true},
    {"--columns", "LIST", "only these columns, such as actor,date,p5,p95"},
    {"--rows",    NULL, "a row for each month, not for each series"},
    {"--limit",   "N", "at most so many rows (preset 40; with --csv all)"},
    {"--csv",     NULL, "the rows as they stand in the file, as CSV"},
    {0},
};
// clang-format on

struct show {
    const struct arguments *arguments;
    struct csv_reader csv;
    struct selection selection;
    struct diag diag;
    uint64_t limit, rows, left; // rows: that meet the conditions; left: of them not shown
    int code;                   // of the program
};

/** Once all rows were read: is there anything to show?  Says so if not. */
static bool anything(struct show *s)
{
    if (s->diag.count)
        s->code = EXIT_CONFIGURATION;
    else if (!selection_found(&s->selection))
        s->code = EXIT_USAGE;
    else if (!s->rows)
        fprintf(stderr, "%s: no row meets all conditions\n", s->csv.place.file);
    return s->rows && s->code != EXIT_USAGE;
}

/** Reads on to the next row that meets the conditions. */
static bool next(struct show *s)
{
    while (csv_reader_next(&s->csv, &s->diag))
        if (selection_takes(&s->selection)) {
            s->rows++;
            return true;
        }
    return false;
}

static bool show_csv(struct show *s)
{
    const struct selection *of = &s->selection;
    struct table table;
    bool fine = table_begin(&table, stdout, NULL);

    for (size_t k = 0; k < of->columns && fine; k++)
        table_name(&table, s->csv.header[of->column[k]]);
    if (fine)
        table_end(&table);
    while (fine && s->rows < s->limit && next(s)) {
        for (size_t k = 0; k < of->columns; k++)
            table_name(&table, s->csv.cell[of->column[k]]);
        table_end(&table);
    }
    if (fine)
        table_flush(&table);
    table_free(&table);
    anything(s);
    return fine;
}

static bool show_series(struct show *s)
{
    struct series_grid series;
    bool fine = series_grid_init(&series, &s->selection, s->limit);

    while (fine && next(s))
        series_grid_add(&series);
    s->left = series.left;
    if (fine && anything(s))
        fine = series_grid_print(&series, stdout);
    series_grid_free(&series);
    return fine;
}

/** Names and the numbers of months, futures and runs are no quantities. */
static enum grid_kind kind_of(const struct csv_reader *csv, size_t column)
{
    static const char *const numbers[] = {"month", "future", "run", "replication", "chunk", "rank"};
    const size_t measure = series_grid_measure(csv);

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(csv->header[column], numbers[i]) == 0)
            return GRID_AS_IT_IS;
    return measure != SIZE_MAX && column < measure ? GRID_AS_IT_IS
                                                   : grid_kind_of(csv->header[column]);
}

static bool show_rows(struct show *s)
{
    const struct selection *of = &s->selection;
    const size_t width = of->chosen || of->columns < COLUMNS ? of->columns : COLUMNS;
    struct grid grid;
    bool fine = grid_init(&grid, width);

    for (size_t k = 0; k < width && fine; k++)
        grid_add_column(&grid, s->csv.header[of->column[k]], kind_of(&s->csv, of->column[k]),
                        of->chosen);
    while (fine && next(s)) {
        s->left += s->rows > s->limit;
        for (size_t k = 0; k < width && s->rows <= s->limit; k++)
            grid_add(&grid, s->csv.cell[of->column[k]]);
    }
    for (size_t k = 0; k < grid.columns; k++) // nobody looked whether the rest is the same
        grid.column[k].stays |= s->left && !selection_fixes(of, of->column[k]);
    if (fine && anything(s)) {
        fine = grid_print(&grid, "", stdout);
        if (width < of->columns)
            printf("... and %zu more columns: see --columns\n", of->columns - width);
    }
    grid_free(&grid);
    return fine;
}

static int show_table(struct show *s)
{
    const bool csv = arguments_value(s->arguments, "--csv");
    const bool rows =
        arguments_value(s->arguments, "--rows") || !series_grid_applies(&s->selection);
    const bool fine = csv ? show_csv(s) : rows ? show_rows(s) : show_series(s);

    if (s->left)
        printf("... and %" PRIu64 " more rows: see --limit, --where\n", s->left);
    return fine ? s->code : no_memory();
}

static int show_file(const struct arguments *a, const char *file)
{
    struct show s = {.arguments = a, .limit = arguments_value(a, "--csv") ? UINT64_MAX : ROWS};
    int code = EXIT_CONFIGURATION;

    if (!arguments_integer(a, "--limit", 1, MOST, &s.limit))
        return EXIT_USAGE;
    if (csv_reader_open(&s.csv, file, &s.diag))
        code = selection_init(&s.selection, &s.csv, a) ? show_table(&s) : EXIT_USAGE;
    diag_print(&s.diag, file, stderr);
    diag_free(&s.diag);
    selection_free(&s.selection);
    csv_reader_close(&s.csv);
    return code;
}

static int show(const struct arguments *a)
{
    struct table_list list;
    int code = table_list_init(&list, a->positional[0]);

    if (code == EXIT_FINE && a->n_positional == 1)
        code = table_list_print(&list, stdout);
    else if (code == EXIT_FINE) {
        char *file = table_list_file(&list, a->positional[1]);
        code = file ? show_file(a, file) : EXIT_USAGE;
        free(file);
    }
    table_list_free(&list);
    return code;
}

const struct command command_show = {
    .name = "show",
    .arguments = "RESULT [TABLE]",
    .summary = "print a table of a folder of results readably, or list its tables",
    .least = 1,
    .most = 2,
    .options = show_options,
    .details =
        "RESULT is the folder of any command that writes one. A table of months shows a row for\n"
        "each series: first and last value and, in a terminal with UTF-8 unless NO_COLOR is set,\n"
        "its picture month by month, drawn from 0. With --date, --rows, or date or month among\n"
        "--columns it shows a row for each month. What is the same in all rows stands above them.",
    .run = show,
};
