/*
 * The user's own futures: a table with one column a factor, in any order, and one row a future.
 *
 * Numbers are values, levels stand by their name. A header may repeat the unit, "name [unit]", and
 * a column `future` may count the rows from 0: so the design.csv of one study can be the points of
 * another. All values are kept, 8 bytes each.
 */
#include "design/designs.h"

#include "base/csv.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT SIZE_MAX // in the place of a factor: the column counts futures

/** What may stand in a factor's column. */
struct limits {
    double low, high;
    bool is_flag;
};

struct points {
    double *x; // (futures, n_factors)
    size_t room;
};

struct reader {
    const struct study *study;
    struct diag *diag;
    struct diag_place place;
    struct points *points;
    uint64_t rows;         // so far
    size_t n_columns;      // 0: the header has mistakes
    size_t *factor;        // (n_columns) of each column, or COUNT
    char **cell;           // (n_factors + 2)
    struct limits *limits; // (n_factors)
};

/** Sets the limits of uncertain parameters. */
static bool look(void *context, const struct scenario *sc)
{
    struct reader *r = context;
    bool has_all = true;

    for (size_t k = 0; k < r->study->n_factors; k++) {
        const struct study_factor *factor = &r->study->factors[k];
        if (factor->variation != STUDY_DISTRIBUTION)
            continue;
        const size_t i = scenario_find_parameter(sc, factor->path);
        const struct field *field = i == SIZE_MAX ? NULL : sc->parameters[i].field;
        if (field)
            r->limits[k] = (struct limits){field->low, field->high, field->type == FIELD_FLAG};
        has_all &= field != NULL;
    }
    return has_all;
}

/** The factor a column is of, its unit looked at; n_factors after a mistake. */
static size_t factor_of(struct reader *r, char *name)
{
    const struct study *study = r->study;
    const char *names[study->n_factors + 1];
    char *unit = strstr(name, " [");
    const size_t n = strlen(name);

    if (unit && name[n - 1] == ']') {
        name[n - 1] = 0;
        *unit = 0;
        unit += 2;
    }
    for (size_t k = 0; k < study->n_factors; k++) {
        const struct study_factor *factor = &study->factors[k];
        names[k] = factor->name;
        if (strcmp(factor->name, name) != 0)
            continue;
        if (unit && strcmp(unit, factor->unit) != 0)
            diag_add(r->diag, r->place, name, "is in [%s]; expected [%s]", unit, factor->unit);
        return k;
    }
    const char *near = text_nearest(name, names, study->n_factors);
    diag_add(r->diag, r->place, name, "no such factor%s%s%s", near ? "; did you mean '" : "",
             near ? near : "", near ? "'?" : "");
    return study->n_factors;
}

/** @param n cells of it */
static void read_header(struct reader *r, size_t n)
{
    const size_t n_factors = r->study->n_factors, before = r->diag->count;

    n = n < n_factors + 2 ? n : n_factors + 2; // among so many one is unknown, or there twice
    for (size_t c = 0; c < n; c++) {
        const bool counts = c == 0 && strcmp(r->cell[c], "future") == 0;
        r->factor[c] = counts ? COUNT : factor_of(r, r->cell[c]);
        for (size_t earlier = 0; earlier < c; earlier++)
            if (r->factor[earlier] == r->factor[c] && r->factor[c] < n_factors)
                diag_add(r->diag, r->place, r->cell[c], "has two columns");
    }
    for (size_t k = 0; k < n_factors; k++) {
        bool found = false;
        for (size_t c = 0; c < n; c++)
            found |= r->factor[c] == k;
        if (!found)
            diag_add(r->diag, r->place, r->study->factors[k].name,
                     "has no column; expected one for every factor");
    }
    r->n_columns = r->diag->count == before ? n : 0;
}

/** A finite number and nothing else. */
static bool number_of(const char *text, double *value)
{
    char *end;

    *value = strtod(text, &end);
    return strspn(text, "0123456789.eE+-") == strlen(text) && end != text && !*end &&
           isfinite(*value);
}

/** Is a level, as a study writes it, what stands in a cell? */
static bool is_level(const struct study_factor *factor, size_t level, const char *text)
{
    const char *name = factor->levels[level];
    const size_t n = strlen(text);
    double value;

    if (factor->numbers && number_of(text, &value))
        return value == factor->numbers[level];
    return strcmp(name, text) == 0 ||
           (*name == '"' && strncmp(name + 1, text, n) == 0 && strcmp(name + 1 + n, "\"") == 0);
}

static double level_of(struct reader *r, const struct study_factor *factor, const char *text)
{
    for (size_t level = 0; level < factor->n_levels; level++)
        if (is_level(factor, level, text))
            return (double)level;
    diag_add(r->diag, r->place, factor->name, "'%s' is none of its %zu levels; the first is %s",
             text, factor->n_levels, factor->levels[0]);
    return 0;
}

static double value_of(struct reader *r, size_t k, const char *text)
{
    const struct study_factor *factor = &r->study->factors[k];
    const struct limits *limits = &r->limits[k];
    const bool has_unit = *factor->unit;
    char shown[2][32];
    double value;

    if (factor->variation == STUDY_LEVELS)
        return level_of(r, factor, text);
    if (limits->is_flag && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
        return *text == 't';
    if (!number_of(text, &value)) {
        diag_add(r->diag, r->place, factor->name, "'%s' is no number", text);
        return 0;
    }
    if (limits->is_flag && value != 0 && value != 1)
        diag_add(r->diag, r->place, factor->name, "%s is neither 0 nor 1", text);
    else if (!limits->is_flag && !(value >= limits->low && value <= limits->high))
        diag_add(r->diag, r->place, factor->name, "%s%s%s%s is outside %s to %s", text,
                 has_unit ? " [" : "", factor->unit, has_unit ? "]" : "",
                 text_number(limits->low, shown[0]), text_number(limits->high, shown[1]));
    return value;
}

static bool read_row(struct reader *r, size_t n_cells)
{
    const size_t n = r->study->n_factors;
    struct points *points = r->points;

    if (n_cells != r->n_columns) {
        diag_add(r->diag, r->place, NULL, "cells: %zu; expected %zu, as in the header", n_cells,
                 r->n_columns);
        return true;
    }
    if ((r->rows + 1) * n > points->room) {
        const size_t room = points->room ? 2 * points->room : 1024 * n;
        double *x = realloc(points->x, room * sizeof *x);
        if (!x)
            return false;
        points->x = x;
        points->room = room;
    }
    for (size_t c = 0; c < n_cells; c++) {
        double counted;
        if (r->factor[c] != COUNT)
            points->x[r->rows * n + r->factor[c]] = value_of(r, r->factor[c], r->cell[c]);
        else if (!number_of(r->cell[c], &counted) || counted != (double)r->rows)
            diag_add(r->diag, r->place, "future", "'%s' in the place of %llu", r->cell[c],
                     (unsigned long long)r->rows);
    }
    r->rows++;
    return true;
}

/** @return false if memory failed */
static bool read_line(struct reader *r, char *line)
{
    static const char mark[] = "\xef\xbb\xbf"; // of UTF-8, with which some programs begin a file
    const bool is_header = r->place.line++ == 0;
    const bool is_marked = is_header && strncmp(line, mark, 3) == 0;
    const size_t n = csv_cells(line + (is_marked ? 3 : 0), r->cell, r->study->n_factors + 2);

    if (n == 0)
        diag_add(r->diag, r->place, NULL, "a quote stands where none may, or is not closed");
    else if (is_header)
        read_header(r, n);
    else if (r->n_columns > 0)
        return read_row(r, n);
    return true;
}

/** @return false if memory or the file system failed */
static bool read_points(struct reader *r)
{
    const size_t before = r->diag->count;
    FILE *in = fopen(r->place.file, "r");
    char *line = NULL;
    size_t size = 0;
    bool fine = true;

    if (!in) {
        diag_add(r->diag, r->place, NULL, "cannot be read: %s", strerror(errno));
        return true;
    }
    while (fine && getline(&line, &size, in) >= 0)
        fine = read_line(r, line);
    if (!fine || !feof(in)) {
        diag_add(r->diag, r->place, NULL, "cannot be read: %s", strerror(errno));
        fine = false;
    } else if (r->rows == 0 && r->diag->count == before) {
        diag_add(r->diag, r->place, NULL, "no futures; expected a header and a row for each");
    }
    free(line);
    fclose(in);
    return fine;
}

/** Everything a reader needs. */
static bool reader_init(struct reader *r)
{
    const size_t n = r->study->n_factors;

    r->points = calloc(1, sizeof *r->points);
    r->factor = calloc(n + 2, sizeof *r->factor);
    r->cell = calloc(n + 2, sizeof *r->cell);
    r->limits = calloc(n + 1, sizeof *r->limits);
    if (!r->points || !r->factor || !r->cell || !r->limits) {
        diag_add(r->diag, r->place, NULL, "out of memory");
        return false;
    }
    for (size_t k = 0; k < n; k++)
        r->limits[k] = (struct limits){r->study->factors[k].low, r->study->factors[k].high, false};
    return designs_scenarios(r->study, look, r, r->diag);
}

static bool prepare(struct design_plan *plan, struct diag *diag)
{
    const struct study *study = plan->study;
    struct reader r = {.study = study, .diag = diag, .place = {.file = study->points_file}};
    const bool fine = reader_init(&r) && read_points(&r);

    free(r.factor);
    free(r.cell);
    free(r.limits);
    plan->more = r.points;
    plan->futures = r.rows;
    return fine;
}

static void fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[])
{
    const struct points *points = plan->more;

    for (size_t i = 0; i < n; i++)
        x[i] = points->x[(first + i) * plan->study->n_factors + k];
}

static void free_points(struct design_plan *plan)
{
    struct points *points = plan->more;

    if (points)
        free(points->x);
    free(points);
}

const struct design design_user = {
    .name = "user",
    .doc = "the rows of study.points, a CSV file with a column for each factor",
    .reference = "",
    .gives_values = true,
    .prepare = prepare,
    .fill = fill,
    .free = free_points,
};
