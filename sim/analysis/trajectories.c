#include "analysis/trajectories.h"

#include "analysis/operators.h"
#include "base/calendar.h"
#include "base/csv_reader.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FUTURES_MOST 100000000

enum column { POLICY, DATE, REPLICATION, ACTOR, METRIC, VALUE, COLUMNS };

static const char *const columns[COLUMNS] = {"policy", "date",   "replication",
                                             "actor",  "metric", "value"};

/** Different names met, for the user who misspells one. */
struct names {
    char **name; // (n)
    size_t n;
};

/** Where the table is being read. */
struct reading {
    struct forecasts *f;
    struct observations *o;
    const struct forecasts_of *asked;
    struct csv_reader csv;
    size_t at[COLUMNS];
    struct names policies, actors, metrics;
    char *metric, *actor; // of the row before
    size_t *hit;          // (n_hits) rows of observations that look at these
    size_t n_hits;
    struct operators *operators; // (rows) of those scored
    double **seen;               // (rows) each (room, terms) what they add up, NAN: not read
    int32_t first, last;         // months
    uint64_t base;               // number of the first future
    struct diag *diag;
};

static bool keep_name(struct names *names, const char *name)
{
    for (size_t i = names->n; i-- > 0;)
        if (strcmp(names->name[i], name) == 0)
            return true;
    char **grown = realloc(names->name, (names->n + 1) * sizeof *grown);
    if (!grown)
        return false;
    names->name = grown;
    names->name[names->n] = text_copy(name);
    names->n += names->name[names->n] != NULL;
    return names->n && names->name[names->n - 1];
}

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->name[i]);
    free(names->name);
}

static bool is_name(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    return false;
}

/** Says what the results call what is nearest to a name they do not have. */
static void unknown(struct reading *r, struct diag_place place, const char *key, const char *name,
                    const struct names *names)
{
    const char *near = text_nearest(name, (const char *const *)names->name, names->n);

    diag_add(r->diag, place, key, "no '%s' in %s; %s '%s'%s", name, r->csv.place.file,
             near ? "did you mean" : "the first is", near ? near : names->name[0], near ? "?" : "");
}

static bool find_columns(struct reading *r)
{
    bool fine = true;

    for (size_t c = 0; c < COLUMNS; c++) {
        r->at[c] = csv_reader_column(&r->csv, 0, columns[c]);
        if (r->at[c] == SIZE_MAX) {
            diag_add(r->diag, r->csv.place, columns[c], "missing column");
            fine = false;
        }
    }
    return fine;
}

static const char *cell(const struct reading *r, enum column c)
{
    return r->csv.cell[r->at[c]];
}

/** The first row tells the policy and the origin that are not given. */
static bool begin(struct reading *r, int32_t month)
{
    struct forecasts *f = r->f;

    r->first = r->last = month;
    r->base = strtoull(cell(r, REPLICATION), NULL, 10);
    f->policy = text_copy(r->asked->policy ? r->asked->policy : cell(r, POLICY));
    f->origin = r->asked->origin == FORECASTS_UNKNOWN ? month : r->asked->origin;
    if (!f->policy || !observations_divide(r->o, f->origin, r->asked->until, r->diag))
        return false;
    for (size_t i = 0; i < r->o->n; i++)
        if (r->o->row[i].is_scored &&
            !operators_of(&r->operators[i], r->o, &r->o->row[i], month, r->diag))
            return false;
    return true;
}

/** Whom a row is about: all actors together if it names none. */
static const char *actor_of(const struct observations_row *row)
{
    return *row->actor ? row->actor : "all";
}

/** Does a term of an observation look at the metric of this row? */
static bool is_of(const struct reading *r, const struct observations_row *o,
                  const struct operators_term *term)
{
    return o->regime || strcmp(term->metric, r->metric) == 0;
}

/** Does an observation look at the metric and actor of this row? One of a regime looks at the first
 * there are, to learn which futures count. */
static bool looks_at(const struct reading *r, size_t row)
{
    const struct observations_row *o = &r->o->row[row];
    const bool first = !r->metrics.n || (strcmp(r->metrics.name[0], r->metric) == 0 &&
                                         strcmp(r->actors.name[0], r->actor) == 0);
    bool any = false;

    for (size_t i = 0; i < r->operators[row].n; i++)
        any = any || is_of(r, o, &r->operators[row].term[i]);
    return o->regime ? first : any && strcmp(actor_of(o), r->actor) == 0;
}

/** Finds the observations of the metric and actor of this row. */
static bool look_up(struct reading *r)
{
    const char *metric = cell(r, METRIC), *actor = cell(r, ACTOR);

    if (r->metric && strcmp(metric, r->metric) == 0 && strcmp(actor, r->actor) == 0)
        return true;
    free(r->metric);
    free(r->actor);
    r->metric = text_copy(metric);
    r->actor = text_copy(actor);
    r->n_hits = 0;
    if (!r->metric || !r->actor)
        return false;
    for (size_t i = 0; i < r->o->n; i++)
        if (r->o->row[i].is_scored && looks_at(r, i))
            r->hit[r->n_hits++] = i;
    return keep_name(&r->metrics, metric) && keep_name(&r->actors, actor);
}

/** Room for a future; what is not read stays NAN. */
static bool make_room(struct reading *r, size_t row, size_t future)
{
    struct forecasts_members *m = &r->f->of[row];
    const size_t terms = r->operators[row].n;
    size_t room = m->room ? m->room : 1024;

    m->n = future < m->n ? m->n : future + 1;
    if (future < m->room)
        return true;
    while (room <= future)
        room *= 2;
    double *seen = realloc(r->seen[row], room * terms * sizeof *seen);
    if (!seen)
        return false;
    for (size_t i = m->room * terms; i < room * terms; i++)
        seen[i] = NAN;
    r->seen[row] = seen;
    m->room = room;
    return true;
}

/** Which future it is, counted from the first one of the file; SIZE_MAX after a mistake. */
static size_t future_of(struct reading *r)
{
    const char *text = cell(r, REPLICATION);
    char *end;
    const unsigned long long future = strtoull(text, &end, 10);

    if (*text >= '0' && *text <= '9' && !*end && future >= r->base &&
        future - r->base < FUTURES_MOST)
        return (size_t)(future - r->base);
    diag_add(r->diag, r->csv.place, columns[REPLICATION], "'%s'; expected the number of a future",
             text);
    return SIZE_MAX;
}

static bool take_value(struct reading *r, int32_t month)
{
    double value;
    const size_t future = future_of(r);

    if (future == SIZE_MAX)
        return false;
    if (!csv_reader_number(cell(r, VALUE), &value)) {
        diag_add(r->diag, r->csv.place, columns[VALUE], "'%s' is no number", cell(r, VALUE));
        return false;
    }
    for (size_t i = 0; i < r->n_hits; i++) {
        const size_t row = r->hit[i];
        const struct operators *o = &r->operators[row];
        for (size_t t = 0; t < o->n; t++) {
            if (o->term[t].month != month || !is_of(r, &r->o->row[row], &o->term[t]))
                continue;
            if (!make_room(r, row, future))
                return false;
            r->seen[row][future * o->n + t] = r->o->row[row].regime ? 0 : value;
        }
    }
    return true;
}

static bool take_row(struct reading *r)
{
    int32_t month;

    if (!calendar_parse(cell(r, DATE), &month)) {
        diag_add(r->diag, r->csv.place, columns[DATE], "'%s' is no date", cell(r, DATE));
        return false;
    }
    if (!r->f->policy && !begin(r, month))
        return false;
    r->first = month < r->first ? month : r->first;
    r->last = month > r->last ? month : r->last;
    if (!keep_name(&r->policies, cell(r, POLICY)))
        return false;
    return strcmp(cell(r, POLICY), r->f->policy) != 0 || (look_up(r) && take_value(r, month));
}

/** Is all that a row looks at within the results? */
static bool is_within(const struct reading *r, const struct operators *o)
{
    bool within = true;

    for (size_t t = 0; t < o->n; t++)
        within = within && o->term[t].month >= r->first && o->term[t].month <= r->last;
    return within;
}

/** Adds up what was read, or says why there is nothing to add up.  @return false if memory is short
 */
static bool finish(struct reading *r, size_t row)
{
    const struct observations_row *o = &r->o->row[row];
    const struct operators *operators = &r->operators[row];
    struct forecasts_members *m = &r->f->of[row];
    char first[16], last[16];

    if (!o->regime && !is_name(&r->metrics, o->metric))
        unknown(r, o->place, "metric", o->metric, &r->metrics);
    else if (*o->fiscal_quarters && !is_name(&r->metrics, o->fiscal_quarters))
        unknown(r, o->place, "fiscal_quarters", o->fiscal_quarters, &r->metrics);
    else if (!o->regime && !is_name(&r->actors, actor_of(o)))
        unknown(r, o->place, "actor", actor_of(o), &r->actors);
    else if (!is_within(r, operators))
        diag_add(r->diag, o->place, "to", "outside the results, which go from %s to %s",
                 calendar_month_end(r->first, 0, first), calendar_month_end(r->last, 0, last));
    else if (!m->n)
        diag_add(r->diag, o->place, "actor", "the results have no '%s' of '%s'", o->metric,
                 actor_of(o));
    m->x = calloc(m->n + 1, sizeof *m->x);
    for (size_t i = 0; m->x && i < m->n; i++)
        m->x[i] = operators_apply(operators, r->seen[row] + i * operators->n);
    return m->x;
}

static void close_reading(struct reading *r)
{
    for (size_t i = 0; r->seen && i < r->o->n; i++)
        free(r->seen[i]);
    free(r->seen);
    free(r->operators);
    free(r->hit);
    free(r->metric);
    free(r->actor);
    names_free(&r->policies);
    names_free(&r->actors);
    names_free(&r->metrics);
    csv_reader_close(&r->csv);
}

bool trajectories_read(struct forecasts *f, const char *file, const struct forecasts_of *asked,
                       struct observations *o, struct diag *diag)
{
    struct reading r = {.f = f, .o = o, .asked = asked, .diag = diag};
    const size_t before = diag->count;

    r.hit = calloc(o->n + 1, sizeof *r.hit);
    r.seen = calloc(o->n + 1, sizeof *r.seen);
    r.operators = calloc(o->n + 1, sizeof *r.operators);
    bool fine =
        r.hit && r.seen && r.operators && csv_reader_open(&r.csv, file, diag) && find_columns(&r);
    while (fine && csv_reader_next(&r.csv, diag))
        fine = take_row(&r);
    if (!fine && diag->count == before)
        diag_add(diag, (struct diag_place){file, 0}, NULL, "out of memory");
    if (diag->count == before && !f->policy)
        diag_add(diag, r.csv.place, NULL, "no rows; expected those of futures");
    if (diag->count == before && !is_name(&r.policies, f->policy))
        unknown(&r, (struct diag_place){NULL, 0}, "--policy", f->policy, &r.policies);
    fine = diag->count == before;
    for (size_t i = 0; fine && i < o->n; i++)
        if (o->row[i].is_scored && !finish(&r, i)) {
            diag_add(diag, (struct diag_place){file, 0}, NULL, "out of memory");
            fine = false;
        }
    close_reading(&r);
    return diag->count == before;
}
