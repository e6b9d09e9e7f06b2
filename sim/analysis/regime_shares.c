#include "analysis/regime_shares.h"

#include "base/calendar.h"
#include "base/csv_reader.h"
#include "base/text.h"
#include "config/config.h"
#include "model/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column { POLICY, DATE, JURISDICTION, REGIME, SHARE, COLUMNS };

static const char *const columns[COLUMNS] = {"policy", "date", "jurisdiction", "regime", "share"};

static bool is_asked(const struct observations_row *row)
{
    return row->is_scored && row->regime;
}

/** Says that an entity of that kind and parent (SIZE_MAX: any) is not declared. */
static void unknown(const struct scenario *sc, const struct kind *kind, size_t parent,
                    const struct observations_row *row, const char *key, const char *name,
                    struct diag *diag)
{
    size_t n, known = 0;
    const struct entity *all = scenario_all(sc, kind, &n);
    const char **names = calloc(n + 1, sizeof *names);

    for (size_t i = 0; names && i < n; i++)
        if (parent == SIZE_MAX || all[i].parent == parent)
            names[known++] = all[i].name;
    const char *near = names ? text_nearest(name, names, known) : NULL;
    diag_add(diag, row->place, key, "no %s '%s' in %s%s%s%s", kind->name, name, sc->file,
             near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    free(names);
}

/** A regime that no future was ever in has no row in the table: names are checked against the
 * configuration. */
static void check_names(const struct scenario *sc, const struct observations *o, struct diag *diag)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct observations_row *row = &o->row[i];
        if (!is_asked(row))
            continue;
        const struct entity *j = scenario_find(sc, &kind_jurisdiction, SIZE_MAX, row->actor);
        if (!j)
            unknown(sc, &kind_jurisdiction, SIZE_MAX, row, "actor", row->actor, diag);
        else if (!scenario_find(sc, &kind_regime, j->index, row->regime))
            unknown(sc, &kind_regime, j->index, row, "metric", row->regime, diag);
    }
}

static bool check(const char *folder, const char *policy, const struct observations *o,
                  struct diag *diag)
{
    char *name = text_format("%s/resolved-%s.cfg", folder, policy);
    const size_t before = diag->count;
    struct config_file file = {0};
    struct scenario sc = {0};

    if (!name)
        diag_add(diag, (struct diag_place){folder, 0}, NULL, "out of memory");
    else if (config_open(&file, name, diag) && diag->count == before &&
             config_make(&file, NULL, NULL, 0, &sc, diag) && diag->count == before)
        check_names(&sc, o, diag);
    scenario_free(&sc);
    config_close(&file);
    free(name);
    return diag->count == before;
}

/** Turns a share into the zeros and ones of the futures that count, which are not NAN. */
static void fill(struct forecasts_members *m, double share)
{
    size_t n = 0, filled = 0;

    for (size_t i = 0; i < m->n; i++)
        n += !isnan(m->x[i]);
    const size_t ones = (size_t)llround(share * (double)n);
    for (size_t i = 0; i < m->n; i++)
        if (!isnan(m->x[i]))
            m->x[i] = filled++ < ones;
}

static void take(struct forecasts *f, const struct observations *o, const struct csv_reader *csv,
                 const size_t at[COLUMNS], struct diag *diag)
{
    int32_t month;
    double share;

    if (strcmp(csv->cell[at[POLICY]], f->policy) != 0)
        return;
    if (!calendar_parse(csv->cell[at[DATE]], &month))
        diag_add(diag, csv->place, columns[DATE], "'%s' is no date", csv->cell[at[DATE]]);
    else if (!csv_reader_number(csv->cell[at[SHARE]], &share) || !(share >= 0 && share <= 1))
        diag_add(diag, csv->place, columns[SHARE], "'%s'; expected a share from 0 to 1",
                 csv->cell[at[SHARE]]);
    else
        for (size_t i = 0; i < o->n; i++)
            if (is_asked(&o->row[i]) && o->row[i].to == month &&
                strcmp(o->row[i].actor, csv->cell[at[JURISDICTION]]) == 0 &&
                strcmp(o->row[i].regime, csv->cell[at[REGIME]]) == 0)
                fill(&f->of[i], share);
}

static void read_table(struct forecasts *f, const char *file, const struct observations *o,
                       struct diag *diag)
{
    const size_t before = diag->count;
    struct csv_reader csv = {0};
    size_t at[COLUMNS];

    if (csv_reader_open(&csv, file, diag))
        for (size_t c = 0; c < COLUMNS; c++)
            if ((at[c] = csv_reader_column(&csv, 0, columns[c])) == SIZE_MAX)
                diag_add(diag, csv.place, columns[c], "missing column");
    while (diag->count == before && csv_reader_next(&csv, diag))
        take(f, o, &csv, at, diag);
    csv_reader_close(&csv);
}

bool regime_shares_read(struct forecasts *f, const char *folder, const struct observations *o,
                        struct diag *diag)
{
    const size_t before = diag->count;
    size_t asked = 0;

    for (size_t i = 0; i < o->n; i++)
        asked += is_asked(&o->row[i]);
    if (!asked || !check(folder, f->policy, o, diag))
        return diag->count == before;
    char *file = text_format("%s/regimes.csv", folder);
    if (file)
        read_table(f, file, o, diag);
    else
        diag_add(diag, (struct diag_place){folder, 0}, NULL, "out of memory");
    free(file);
    return diag->count == before;
}
