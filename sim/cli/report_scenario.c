#include "cli/report_scenario.h"

#include "base/text.h"
#include "cli/experiment.h"
#include "cli/rows.h"
#include "config/config.h"
#include "engine/plan.h"
#include "model/run.h"
#include "output/sweep_manifest.h"

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

/** "file,xxh64" of all that a sweep read, from the lines "file NAME SUM" of its identity.  @return
 * in fresh memory; NULL if there is none */
static char *make_files(const char *identity)
{
    char *text = NULL, *line = NULL;
    size_t size = 0, room = 0;
    struct table table = {0};
    FILE *in = fmemopen((char *)identity, strlen(identity), "r"),
         *out = open_memstream(&text, &size);
    bool fine = in && out && table_begin(&table, out, "file,xxh64");

    while (fine && getline(&line, &room, in) > 0) {
        char *sum = strrchr(line, ' ');
        if (strncmp(line, "file ", 5) != 0 || sum <= line + 5)
            continue;
        *sum++ = '\0';
        sum[strcspn(sum, "\n")] = '\0';
        table_text(&table, line + 5);
        table_name(&table, sum);
        table_end(&table);
    }
    if (fine)
        table_flush(&table);
    table_free(&table);
    free(line);
    if (in)
        fclose(in);
    if (out && fclose(out) == 0 && fine)
        return text;
    free(text);
    return NULL;
}

/** Are the scenario's files still those that the sweep read? */
static bool is_same(const struct study *study, const char *files)
{
    bool same = study->scenario.files.n > 0;

    for (size_t i = 0; i < study->scenario.files.n && same; i++) {
        char sum[XXHASH_TEXT], *line = NULL;
        same = sweep_manifest_sum(study->scenario.files.name[i], sum) &&
               (line = text_format(",%s\n", sum)) && strstr(files, line);
        free(line);
    }
    return same;
}

bool report_scenario_read_study(struct report_scenario *s, const char *folder)
{
    char *path = text_format("%s/" EXPERIMENT_STUDY, folder);
    char *identity = experiment_text(folder, EXPERIMENT_IDENTITY);
    struct study study = {0};
    struct scenario sc = {0};
    struct diag diag = {0};
    bool fine = path != NULL;

    *s = (struct report_scenario){.files = identity ? make_files(identity) : NULL};
    if (fine && s->files && study_read(&study, path, NULL, 0, &diag) && diag.count == 0 &&
        is_same(&study, s->files) &&
        config_make_at(&study.scenario, NULL, (const char *const *)study.set, study.set_place,
                       study.n_set, &sc, &diag) &&
        diag.count == 0)
        fine = (s->provenance = make_provenance(&sc)) != NULL;
    else
        fprintf(stderr,
                "chokepoint report: %s: its scenario cannot be read or has changed since, so the "
                "page tells no sources\n",
                folder);
    scenario_free(&sc);
    study_free(&study);
    diag_free(&diag);
    free(identity);
    free(path);
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
    free(s->files);
    *s = (struct report_scenario){0};
}
