#include "output/report_series.h"

#include "base/csv_reader.h"
#include "base/text.h"
#include "base/xxhash.h"
#include "output/report_views.h"
#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Finds the columns "a,b,c".  @return how many; 0 after a mistake */
static size_t find_columns(const struct csv_reader *csv, const char *names, size_t column[],
                           struct diag *diag)
{
    char name[64];
    size_t n = 0;

    for (const char *at = names; *at; at += strcspn(at, ","), at += *at == ',') {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
        column[n] = csv_reader_column(csv, 0, name);
        if (column[n++] == SIZE_MAX) {
            diag_add(diag, csv->place, NULL, "no column '%s'; expected one among %s", name, names);
            return 0;
        }
    }
    return n;
}

static bool open_view(struct report_gathered *g, const struct report_view *view,
                      const struct csv_reader *csv, struct diag *diag)
{
    size_t time[2];

    g->keys = find_columns(csv, view->keys, g->key, diag);
    g->values = find_columns(csv, view->values, g->value, diag);
    const size_t times = find_columns(csv, "date,month", time, diag);
    g->date = time[0];
    g->month = time[1];
    g->chip = csv_reader_column(csv, 0, "chip");
    g->stage = csv_reader_column(csv, 0, "stage");
    g->sum_over = view->sum_over ? csv_reader_column(csv, 0, view->sum_over) : SIZE_MAX;
    for (size_t i = 0; i < 2; i++)
        g->only[i] =
            view->only[i].column ? csv_reader_column(csv, 0, view->only[i].column) : SIZE_MAX;
    return g->keys && g->values && times;
}

static bool is_wanted(const struct report_gathered *g, const struct report_view *view,
                      char *const cell[])
{
    bool wanted = true;

    for (size_t i = 0; i < 2 && wanted; i++)
        if (g->only[i] != SIZE_MAX)
            wanted =
                report_views_lists(view->only[i].names, cell[g->only[i]]) != view->only[i].none;
    return wanted;
}

/** The number of a date, added if it is new; SIZE_MAX if memory is short.  @param month of the run
 */
static size_t find_date(struct report_series *s, const char *date, const char *month)
{
    for (size_t i = 0; i < s->n_dates; i++)
        if (strcmp(s->date[i], date) == 0)
            return i;
    if (s->n_dates == s->room) {
        const size_t room = s->room ? 2 * s->room : 64;
        char(*dates)[16] = realloc(s->date, room * sizeof *dates);
        s->date = dates ? dates : s->date;
        int32_t *months = realloc(s->month, room * sizeof *months);
        s->month = months ? months : s->month;
        if (!dates || !months)
            return SIZE_MAX;
        s->room = room;
    }
    snprintf(s->date[s->n_dates], sizeof *s->date, "%s", date);
    s->month[s->n_dates] = (int32_t)strtol(month, NULL, 10);
    return s->n_dates++;
}

/** The same of a policy. */
static size_t find_policy(struct report_series *s, const char *name)
{
    for (size_t i = s->n_policies; i > 0; i--) // rows of a policy follow each other
        if (strcmp(s->policy[i - 1], name) == 0)
            return i - 1;
    char **more = realloc(s->policy, (s->n_policies + 1) * sizeof *more);
    if (!more)
        return SIZE_MAX;
    s->policy = more;
    s->policy[s->n_policies] = text_copy(name);
    return s->policy[s->n_policies] ? s->n_policies++ : SIZE_MAX;
}

/** The place of a key among the slots: its own, or the free one where it belongs. */
static size_t *find_slot(const struct report_gathered *g, const char *key)
{
    size_t i = xxhash_of(key, strlen(key)) % g->slots;

    while (g->slot[i] && strcmp(g->line[g->slot[i] - 1].key, key) != 0)
        i = (i + 1) % g->slots;
    return &g->slot[i];
}

/** Twice as many lines and slots. */
static bool grow(struct report_gathered *g)
{
    const size_t room = g->room ? 2 * g->room : 256;
    struct report_line *line = realloc(g->line, room * sizeof *line);

    g->line = line ? line : g->line;
    size_t *slot = calloc(2 * room, sizeof *slot);
    if (!line || !slot) {
        free(slot);
        return false;
    }
    free(g->slot);
    g->slot = slot;
    g->slots = 2 * room;
    g->room = room;
    for (size_t i = 0; i < g->n; i++)
        *find_slot(g, line[i].key) = i + 1;
    return true;
}

/** The line of a key, with room for a date; NULL if memory is short. */
static struct report_line *find_line(struct report_series *s, struct report_gathered *g,
                                     const char *key, const char *policy, size_t date)
{
    if (g->n == g->room && !grow(g))
        return NULL;
    size_t *slot = find_slot(g, key);
    if (!*slot) {
        const struct report_line line = {.key = text_copy(key), .policy = find_policy(s, policy)};
        if (!line.key || line.policy == SIZE_MAX) {
            free(line.key);
            return NULL;
        }
        g->line[g->n++] = line;
        *slot = g->n;
    }
    struct report_line *line = &g->line[*slot - 1];
    if (date >= line->room) {
        const size_t room = date + 32;
        double *more = realloc(line->value, room * g->values * sizeof *more);
        if (!more)
            return NULL;
        for (size_t i = line->room * g->values; i < room * g->values; i++)
            more[i] = NAN;
        line->value = more;
        line->room = room;
    }
    return line;
}

/** Adds a row's numbers to its line.  @param chip instead of the row's own, NULL: that one */
static bool add_row(struct report_series *s, struct report_gathered *g,
                    const struct csv_reader *csv, const char *chip, struct diag *diag)
{
    struct table key = table_part(s->key, REPORT_KEY - 1);
    const size_t date = find_date(s, csv->cell[g->date], csv->cell[g->month]);

    for (size_t i = 0; i < g->keys; i++)
        table_name(&key, g->key[i] == g->sum_over       ? "all"
                         : chip && g->key[i] == g->chip ? chip
                                                        : csv->cell[g->key[i]]);
    s->key[key.n] = '\0';
    struct report_line *line =
        date == SIZE_MAX ? NULL : find_line(s, g, s->key, csv->cell[g->key[0]], date);
    for (size_t v = 0; line && v < g->values; v++) {
        double x, *at = &line->value[date * g->values + v];
        if (!csv_reader_number(csv->cell[g->value[v]], &x)) {
            diag_add(diag, csv->place, csv->header[g->value[v]], "'%s' is no number",
                     csv->cell[g->value[v]]);
            return false;
        }
        *at = g->sum_over != SIZE_MAX && !isnan(*at) ? *at + x : x;
    }
    return line != NULL;
}

/** The same; what a licence approved counts for every chip the licence binds. */
static bool add_rows(struct report_series *s, struct report_gathered *g,
                     const struct csv_reader *csv, struct diag *diag)
{
    bool fine = true, approved = false;

    if (g->chip != SIZE_MAX && g->stage != SIZE_MAX &&
        strcmp(csv->cell[g->stage], REPORT_APPROVED) == 0)
        for (size_t i = 0; i < s->n_licences && fine; i++)
            if (strcmp(csv->cell[csv_reader_column(csv, 0, "actor")], s->licence[i].licence) == 0) {
                fine = add_row(s, g, csv, s->licence[i].chip, diag);
                approved = true;
            }
    return approved ? fine : fine && add_row(s, g, csv, NULL, diag);
}

/** Reads a table for all its views, the first of which is view `first`. */
static bool read_table(struct report_series *s, size_t first, const char *path, struct diag *diag)
{
    const char *table = report_views[first].table;
    struct csv_reader csv;
    const size_t before = diag->count;
    bool fine = csv_reader_open(&csv, path, diag);
    size_t end = first;

    for (; end < report_views_count && strcmp(report_views[end].table, table) == 0; end++)
        fine = fine && open_view(&s->view[end], &report_views[end], &csv, diag);
    while (fine && csv_reader_next(&csv, diag))
        for (size_t v = first; v < end && fine; v++)
            if (is_wanted(&s->view[v], &report_views[v], csv.cell))
                fine = add_rows(s, &s->view[v], &csv, diag);
    csv_reader_close(&csv);
    return fine && diag->count == before;
}

bool report_series_read(struct report_series *s, const char *folder, struct diag *diag)
{
    s->view = calloc(report_views_count, sizeof *s->view);
    s->key = malloc(REPORT_KEY);
    bool fine = s->view && s->key;

    for (size_t v = 0; v < report_views_count && fine; v++) {
        if (v && strcmp(report_views[v].table, report_views[v - 1].table) == 0)
            continue;
        char *path = text_format("%s/%s.csv", folder, report_views[v].table);
        fine = path && (access(path, F_OK) != 0 || read_table(s, v, path, diag));
        free(path);
    }
    return fine;
}

void report_series_free(struct report_series *s)
{
    for (size_t v = 0; s->view && v < report_views_count; v++) {
        for (size_t i = 0; i < s->view[v].n; i++) {
            free(s->view[v].line[i].key);
            free(s->view[v].line[i].value);
        }
        free(s->view[v].line);
        free(s->view[v].slot);
    }
    for (size_t i = 0; i < s->n_policies; i++)
        free(s->policy[i]);
    free(s->policy);
    free(s->date);
    free(s->month);
    free(s->key);
    free(s->view);
    *s = (struct report_series){0};
}
