#include "analysis/observations.h"

#include "base/calendar.h"
#include "base/csv_reader.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column {
    SERIES,
    METRIC,
    MINUS,
    ACTOR,
    FROM,
    TO,
    VALUE,
    P5,
    P95,
    DISTRIBUTION,
    SCALE,
    ABOVE,
    APPROVED,
    BAN,
    UNIT,
    SOURCE,
    FISCAL_QUARTERS,
    NOTE,
    COLUMNS
};

static const char *const columns[COLUMNS] = {
    "series", "metric", "minus",           "actor", "from",  "to",       "value",
    "p5",     "p95",    "distribution",    "scale", "above", "approved", "ban",
    "unit",   "source", "fiscal_quarters", "note",
};
static const enum column needed[] = {METRIC, TO, VALUE, SOURCE};

/** Where the table is being read. */
struct reading {
    struct observations *o;
    struct csv_reader csv;
    size_t at[COLUMNS]; // SIZE_MAX: not in the table
    struct diag *diag;
};

static void wrong(struct reading *r, enum column c, const char *text, const char *expected)
{
    diag_add(r->diag, r->csv.place, columns[c], "'%s'; expected %s", text, expected);
}

static bool find_columns(struct reading *r)
{
    const size_t before = r->diag->count;

    for (size_t c = 0; c < COLUMNS; c++)
        r->at[c] = SIZE_MAX;
    for (size_t i = 0; i < r->csv.columns; i++) {
        const char *name = r->csv.header[i];
        size_t c = 0;
        while (c < COLUMNS && strcmp(columns[c], name) != 0)
            c++;
        const char *near = c < COLUMNS ? NULL : text_nearest(name, columns, COLUMNS);
        if (c == COLUMNS)
            diag_add(r->diag, r->csv.place, name, "unknown column; %s%s%s",
                     near ? "did you mean '" : "see docs/scoring.md", near ? near : "",
                     near ? "'?" : "");
        else if (r->at[c] != SIZE_MAX)
            diag_add(r->diag, r->csv.place, name, "a second column of this name");
        else
            r->at[c] = i;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (r->at[needed[i]] == SIZE_MAX)
            diag_add(r->diag, r->csv.place, columns[needed[i]], "missing column");
    return r->diag->count == before;
}

/** "" where there is no such column. */
static const char *cell(const struct reading *r, enum column c)
{
    return r->at[c] == SIZE_MAX ? "" : r->csv.cell[r->at[c]];
}

/** A finite number, or `absent` where the cell is empty. */
static double number(struct reading *r, enum column c, double absent)
{
    const char *text = cell(r, c);
    double value;

    if (!*text)
        return absent;
    if (csv_reader_number(text, &value) && isfinite(value))
        return value;
    wrong(r, c, text, "a number");
    return NAN;
}

static int32_t month(struct reading *r, enum column c)
{
    const char *text = cell(r, c);
    int32_t value = 0;

    if (!calendar_parse(text, &value))
        wrong(r, c, text, "a month such as 2025-03");
    return value;
}

bool observations_day(const char *text, double *value)
{
    char end[16];
    int32_t whole;

    if (!calendar_parse(text, &whole))
        return false;
    const double day = strlen(text) > 8 ? atoi(text + 8) : 1;
    const double days = atoi(calendar_month_end(whole, 0, end) + 8);
    *value = whole + (day - 1) / days;
    return true;
}

static struct truth read_truth(struct reading *r)
{
    const char *distribution = cell(r, DISTRIBUTION);
    const double value = number(r, VALUE, NAN), p5 = number(r, P5, NAN), p95 = number(r, P95, NAN);
    const enum truth_kind kind =
        strcmp(distribution, "normal") == 0 ? TRUTH_NORMAL : TRUTH_LOGNORMAL;

    if (!*cell(r, VALUE))
        wrong(r, VALUE, "", "a number");
    if (kind == TRUTH_LOGNORMAL && *distribution && strcmp(distribution, "lognormal") != 0)
        wrong(r, DISTRIBUTION, distribution, "normal or lognormal");
    if (!*cell(r, P5) != !*cell(r, P95))
        diag_add(r->diag, r->csv.place, "p5", "p5 and p95 go together; one is empty");
    if (isnan(p5) || isnan(p95))
        return truth_of(TRUTH_EXACT, value, 0, 0);
    if (!(p5 <= value && value <= p95))
        diag_add(r->diag, r->csv.place, "value", "%s is not between p5 and p95", cell(r, VALUE));
    else if (kind == TRUTH_LOGNORMAL && p5 <= 0)
        wrong(r, P5, cell(r, P5), "more than 0, or the distribution normal");
    else
        return truth_of(kind, value, p5, p95);
    return truth_of(TRUTH_EXACT, value, 0, 0);
}

/** The series of that name, a new one if there is none yet; SIZE_MAX without memory. */
static size_t series_of(struct observations *o, const char *name)
{
    for (size_t i = 0; i < o->n_series; i++)
        if (strcmp(o->series[i], name) == 0)
            return i;
    char **grown = realloc(o->series, (o->n_series + 1) * sizeof *grown);
    if (!grown)
        return SIZE_MAX;
    o->series = grown;
    o->series[o->n_series] = text_copy(name);
    return o->series[o->n_series] ? o->n_series++ : SIZE_MAX;
}

/** The series a row names, or that of its metric and actor. */
static size_t find_series(struct observations *o, const char *given,
                          const struct observations_row *row)
{
    char *name = *given        ? text_copy(given)
                 : *row->actor ? text_format("%s of %s", row->metric, row->actor)
                               : text_copy(row->metric);
    const size_t series = name ? series_of(o, name) : SIZE_MAX;

    free(name);
    return series;
}

/** A row fits to the last one of its series before it. */
static void check_order(struct reading *r, const struct observations_row *row)
{
    const struct observations_row *last = NULL;

    for (size_t i = 0; i < r->o->n; i++)
        if (r->o->row[i].series == row->series)
            last = &r->o->row[i];
    if (last && last->is_level != row->is_level)
        diag_add(r->diag, row->place, "from",
                 "flows and levels in one series; the row of line %u is a %s", last->place.line,
                 last->is_level ? "level" : "flow");
    else if (last && (row->to <= last->to || (!row->is_level && row->from <= last->to)))
        diag_add(r->diag, row->place, "to",
                 "not after the row of line %u; expected the series in the order of time, without "
                 "overlaps",
                 last->place.line);
}

/** Makes a row of a regime an event, in force or not. */
static void read_regime(struct reading *r, struct observations_row *row)
{
    const size_t prefix = strlen(OBSERVATIONS_REGIME);

    if (!row->metric || strncmp(row->metric, OBSERVATIONS_REGIME, prefix) != 0)
        return;
    row->regime = row->metric + prefix;
    row->above = 0.5;
    if (!*cell(r, ACTOR))
        wrong(r, ACTOR, "", "the jurisdiction whose regime it is");
    if (!row->is_level)
        wrong(r, FROM, cell(r, FROM), "none: a regime is in force at the end of a month");
    if (row->truth.kind != TRUTH_EXACT || (row->truth.median != 0 && row->truth.median != 1))
        wrong(r, VALUE, cell(r, VALUE), "1 where the regime was in force, else 0, without a range");
    if (*cell(r, ABOVE) || *cell(r, SCALE) || *cell(r, FISCAL_QUARTERS))
        diag_add(r->diag, row->place,
                 *cell(r, ABOVE)   ? "above"
                 : *cell(r, SCALE) ? "scale"
                                   : "fiscal_quarters",
                 "expected none: a regime is an event as it stands");
}

static bool add_row(struct reading *r)
{
    struct observations *o = r->o;
    const char *ban = cell(r, BAN);

    if (o->n == o->room) {
        const size_t room = o->room ? 2 * o->room : 64;
        struct observations_row *grown = realloc(o->row, room * sizeof *grown);
        if (!grown)
            return false;
        o->row = grown;
        o->room = room;
    }
    struct observations_row row = {
        .place = r->csv.place,
        .metric = text_copy(cell(r, METRIC)),
        .actor = text_copy(cell(r, ACTOR)),
        .minus = text_copy(cell(r, MINUS)),
        .source = text_copy(cell(r, SOURCE)),
        .fiscal_quarters = text_copy(cell(r, FISCAL_QUARTERS)),
        .to = month(r, TO),
        .truth = read_truth(r),
        .scale = number(r, SCALE, 1),
        .above = number(r, ABOVE, NAN),
        .approved = number(r, APPROVED, NAN),
        .ban = NAN,
        .is_level = !*cell(r, FROM),
    };
    row.from = row.is_level ? row.to + 1 : month(r, FROM);
    if (!row.is_level && row.from > row.to)
        wrong(r, FROM, cell(r, FROM), "a month not after that in the column to");
    read_regime(r, &row);
    if (*ban && !observations_day(ban, &row.ban))
        wrong(r, BAN, ban, "a date such as 2025-04-09");
    const bool fine = row.metric && row.actor && row.minus && row.source && row.fiscal_quarters;
    row.series = fine ? find_series(o, cell(r, SERIES), &row) : SIZE_MAX;
    if (row.series != SIZE_MAX)
        check_order(r, &row);
    o->row[o->n++] = row;
    if (fine && !*row.metric)
        wrong(r, METRIC, "", "the name of a metric or an outcome");
    if (fine && !*row.source)
        wrong(r, SOURCE, "", "where the number is from");
    return row.series != SIZE_MAX;
}

bool observations_read(struct observations *o, const char *file, struct diag *diag)
{
    struct reading r = {.o = o, .diag = diag};
    const size_t before = diag->count;
    bool fine = true;

    *o = (struct observations){.file = file};
    if (csv_reader_open(&r.csv, file, diag) && find_columns(&r)) {
        while (fine && csv_reader_next(&r.csv, diag))
            fine = add_row(&r);
        if (!fine)
            diag_add(diag, (struct diag_place){file, 0}, NULL, "out of memory");
        else if (diag->count == before && !o->n)
            diag_add(diag, r.csv.place, NULL, "no rows; expected observations");
    }
    csv_reader_close(&r.csv);
    return diag->count == before;
}

void observations_free(struct observations *o)
{
    for (size_t i = 0; i < o->n; i++) {
        free(o->row[i].metric);
        free(o->row[i].actor);
        free(o->row[i].minus);
        free(o->row[i].source);
        free(o->row[i].fiscal_quarters);
    }
    for (size_t i = 0; i < o->n_series; i++)
        free(o->series[i]);
    free(o->row);
    free(o->series);
    *o = (struct observations){0};
}

bool observations_divide(struct observations *o, int32_t origin, int32_t until, struct diag *diag)
{
    const size_t before = diag->count;
    size_t n = 0;
    char end[16];

    for (size_t i = 0; i < o->n; i++) {
        struct observations_row *row = &o->row[i];
        row->is_scored = row->to > origin && row->to <= until;
        n += row->is_scored;
        if (row->is_scored && row->from <= origin)
            diag_add(diag, row->place, "from",
                     "the period begins before the forecast, whose origin is %s; expected periods "
                     "before or after it",
                     calendar_month_end(origin, 0, end));
    }
    if (!n)
        diag_add(diag, (struct diag_place){o->file, 0}, NULL,
                 "nothing to score; expected rows that end after the forecast's origin%s",
                 until == OBSERVATIONS_NEVER ? "" : " and up to --until");
    return diag->count == before;
}
