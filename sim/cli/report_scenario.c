#include "cli/report_scenario.h"

#include "base/text.h"
#include "cli/rows.h"
#include "config/config.h"
#include "engine/plan.h"
#include "model/run.h"

#include <stdlib.h>
#include <string.h>

/** The resolved configuration of the first policy, in fresh memory; NULL if there is none. */
static char *find_resolved(const char *folder)
{
    char *summary = text_format("%s/summary.csv", folder), *path = NULL;
    struct diag diag = {0};
    struct csv_reader csv = {0};

    if (summary && csv_reader_open(&csv, summary, &diag) && csv_reader_next(&csv, &diag))
        path = text_format("%s/resolved-%s.cfg", folder, csv.cell[0]);
    csv_reader_close(&csv);
    diag_free(&diag);
    free(summary);
    return path;
}

/** All rows as CSV.  @return in fresh memory; NULL if there is none */
static char *make_provenance(const struct scenario *sc)
{
    char *text = NULL;
    size_t size = 0;
    struct rows rows;
    struct table table = {0};
    FILE *f = open_memstream(&text, &size);
    bool fine = rows_init(&rows, sc) && f && table_begin(&table, f, ROWS_COLUMNS);

    for (size_t i = 0; i < rows.n && fine; i++) {
        char *distribution = rows_distribution(rows.row[i].parameter);
        fine = distribution != NULL;
        if (fine)
            rows_put(&table, &rows.row[i], distribution);
        free(distribution);
    }
    if (fine)
        table_flush(&table);
    table_free(&table);
    rows_free(&rows);
    if (f && fclose(f) == 0 && fine)
        return text;
    free(text);
    return NULL;
}

static bool add_licence(struct report_scenario *s, const char *licence, const char *chip)
{
    for (size_t i = 0; i < s->n_licences; i++)
        if (strcmp(s->licence[i].licence, licence) == 0 && strcmp(s->licence[i].chip, chip) == 0)
            return true;
    struct report_licence *more = realloc(s->licence, (s->n_licences + 1) * sizeof *more);
    if (!more)
        return false;
    s->licence = more;
    s->licence[s->n_licences++] = (struct report_licence){text_copy(licence), text_copy(chip)};
    return s->licence[s->n_licences - 1].licence && s->licence[s->n_licences - 1].chip;
}

/** Which chips each instrument binds for some buyer. */
static bool find_licences(struct report_scenario *s, const struct scenario *sc)
{
    struct plan plan = {0};
    bool fine = plan_init(&plan, sc, false);

    for (int32_t p = 0; fine && p < plan.n_pairs; p++) {
        const struct pair *pair = &plan.pairs[p];
        for (int32_t b = pair->bind; fine && b < pair->bind + pair->n_binds; b++)
            fine = add_licence(s, plan_name(&plan, &kind_instrument, plan.binds[b].instrument),
                               plan_name(&plan, &kind_chip, pair->chip));
    }
    plan_free(&plan);
    return fine;
}

bool report_scenario_read(struct report_scenario *s, const char *folder)
{
    char *path = find_resolved(folder);
    struct config_file file = {0};
    struct scenario sc = {0};
    struct diag diag = {0};
    bool fine = true;

    *s = (struct report_scenario){0};
    if (path && config_open(&file, path, &diag) && diag.count == 0 &&
        config_make(&file, NULL, NULL, 0, &sc, &diag) && diag.count == 0) {
        const char *title = scenario_value(scenario_at(&sc, &kind_run, 0), "title")->text;
        s->title = text_copy(title);
        s->provenance = make_provenance(&sc);
        fine = s->provenance && find_licences(s, &sc);
    } else
        fprintf(stderr, "chokepoint report: %s: cannot be read, so the page tells no sources\n",
                path ? path : folder);
    scenario_free(&sc);
    config_close(&file);
    diag_free(&diag);
    free(path);
    return fine;
}

void report_scenario_free(struct report_scenario *s)
{
    for (size_t i = 0; i < s->n_licences; i++) {
        free((char *)s->licence[i].licence);
        free((char *)s->licence[i].chip);
    }
    free(s->licence);
    free(s->title);
    free(s->provenance);
    *s = (struct report_scenario){0};
}
