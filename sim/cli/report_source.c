#include "cli/report_source.h"

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/report_scenario.h"
#include "config/tree.h"
#include "output/folder.h"
#include "output/json.h"
#include "output/report_regret.h"
#include "output/report_sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN_FILE "summary.csv" // what marks the folder of a run
#define ABOUT    "run.json"    // of a sweep: how it was computed

static void mistake(struct diag *diag, const char *path, const char *what)
{
    diag_add(diag, (struct diag_place){path, 0}, NULL, "%s", what);
}

static bool has_file(const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name);
    const bool has = path && access(path, F_OK) == 0;

    free(path);
    return has;
}

/** The last part of a path, without slashes at its end. In fresh memory; NULL if there is none. */
static char *last_part(const char *path)
{
    const char *end = path + strlen(path), *start;

    while (end > path + 1 && end[-1] == '/')
        end--;
    for (start = end; start > path && start[-1] != '/'; start--)
        ;
    return text_format("%.*s", (int)(end - start), start);
}

/** A whole file, as JSON.  @return in fresh memory; NULL after a mistake */
static char *read_json(const char *folder, const char *name, struct diag *diag)
{
    char *path = text_format("%s/%s", folder, name), *text = NULL, piece[65536];
    size_t size = 0, n;
    FILE *in = path ? fopen(path, "r") : NULL, *out = open_memstream(&text, &size);

    while (in && out && (n = fread(piece, 1, sizeof piece, in)) > 0)
        fwrite(piece, 1, n, out);
    const bool fine = in && !ferror(in);
    if (in)
        fclose(in);
    if (out && fclose(out) != 0)
        text[0] = '\0';
    if (!fine || !text || !json_is_whole(text)) {
        mistake(diag, path ? path : name, fine ? "no JSON; was it cut?" : strerror(errno));
        free(text);
        text = NULL;
    }
    free(path);
    return text;
}

static bool add_text(struct report_result *r, const char *name, char *rows, const char *path,
                     struct diag *diag)
{
    if (rows && report_document_text(r, name)) {
        diag_add(diag, (struct diag_place){path, 0}, NULL, "a second table '%s' of %s", name,
                 r->name);
        free(rows);
        return false;
    }
    return report_document_add_text(r, name, rows);
}

/** Adds the tables of a folder that a page takes as they are.  @return how many; 0 after a mistake
 */
static size_t add_tables(struct report_result *r, const char *folder, struct diag *diag)
{
    size_t n = 0;
    bool fine = true;

    for (size_t i = 0; i < report_tables_count && fine; i++) {
        const struct report_table *t = &report_tables[i];
        if (!t->file || !has_file(folder, t->file))
            continue;
        char *path = text_format("%s/%s", folder, t->file);
        fine = path && add_text(r, t->name, report_tables_read(t, path, diag), path, diag);
        n += fine;
        free(path);
    }
    return fine ? n : 0;
}

/** A table that may be missing. */
static bool add_copy(struct report_result *r, const char *name, const char *rows)
{
    return !rows || report_document_add_text(r, name, text_copy(rows));
}

static bool read_run(struct report_result *r, const char *folder, struct diag *diag)
{
    struct report_scenario scenario;
    bool fine = report_scenario_read(&scenario, folder);

    r->series.licence = scenario.licence;
    r->series.n_licences = scenario.n_licences;
    fine = fine && report_series_read(&r->series, folder, diag);
    r->kept = calloc(r->series.n_policies + 1, sizeof *r->kept);
    fine = add_copy(r, "provenance", scenario.provenance) && fine;
    r->title = text_copy(scenario.title);
    r->series.licence = NULL;
    r->series.n_licences = 0;
    report_scenario_free(&scenario);
    return fine && r->kept;
}

/** The title of a study, in fresh memory; NULL if it has none. */
static char *study_title(const char *folder, struct diag *diag)
{
    char *path = text_format("%s/study.cfg", folder), *title = NULL;
    struct source_files files = {0};
    struct tree tree = {0};

    if (path && tree_read(&tree, path, &files, diag)) {
        const struct tree_node *study = tree_child(tree.root, "study");
        const struct tree_node *node = study ? tree_child(study, "title") : NULL;
        title = node && node->type == TREE_TEXT ? text_copy(node->text) : NULL;
    }
    tree_free(&tree);
    source_free(&files);
    free(path);
    return title;
}

static bool read_sweep(struct report_result *r, const char *folder, struct diag *diag)
{
    struct report_scenario scenario;
    const bool fine = report_scenario_read_study(&scenario, folder) &&
                      add_copy(r, "files", scenario.files) &&
                      add_copy(r, "provenance", scenario.provenance);

    report_scenario_free(&scenario);
    r->is_sweep = true;
    r->title = study_title(folder, diag);
    r->run = has_file(folder, ABOUT) ? read_json(folder, ABOUT, diag) : NULL;
    return fine && diag->count == 0 && performance_read(&r->performance, folder, diag) &&
           report_document_add_text(r, "outcomes",
                                    report_sweep_outcomes(&r->performance, folder, diag));
}

/** Regret, where it was not given. */
static bool add_regret(struct report_result *r)
{
    char *regret, *weights;

    if (!r->is_sweep || r->performance.n_policies < 2 || report_document_text(r, "regret"))
        return true;
    if (!report_regret_is_quick(&r->performance)) {
        fprintf(stderr,
                "chokepoint report: %s: too many runs to tell regret at once; for it give the "
                "folder of `chokepoint regret --out` too\n",
                r->name);
        return true;
    }
    return report_regret_make(&r->performance, options_cores(), &regret, &weights) &&
           report_document_add_text(r, "regret", regret) &&
           report_document_add_text(r, "preferred", weights);
}

static bool read_folder(struct report *report, const char *folder, struct diag *diag)
{
    const bool is_run = has_file(folder, RUN_FILE), is_sweep = has_file(folder, PERFORMANCE_FILE);

    if (is_run || is_sweep) {
        struct report_result *r = report_document_add(report, last_part(folder));
        if (!r || !(r->manifest = read_json(folder, FOLDER_MANIFEST, diag)))
            return false;
        return is_run ? read_run(r, folder, diag) : read_sweep(r, folder, diag);
    }
    if (report->n && add_tables(&report->result[report->n - 1], folder, diag))
        return true;
    if (diag->count == 0)
        mistake(diag, folder,
                report->n ? "holds no results of a run, a sweep, `regret --out` or `score --out`"
                          : "holds no results of a run or a sweep; expected one first");
    return false;
}

static bool read_path(struct report *report, const char *path, struct diag *diag)
{
    struct stat at;

    if (stat(path, &at) != 0) {
        mistake(diag, path, strerror(errno));
        return false;
    }
    if (S_ISDIR(at.st_mode))
        return read_folder(report, path, diag);
    if (!report->n) {
        mistake(diag, path, "is no folder; expected first one of a run or a sweep");
        return false;
    }
    const struct report_table *table = report_tables_of(path, diag);
    return table && add_text(&report->result[report->n - 1], table->name,
                             report_tables_read(table, path, diag), path, diag);
}

int report_source_read(struct report *report, const char *const path[], size_t n, const char *title)
{
    struct diag diag = {0};
    bool fine = true;

    for (size_t i = 0; i < n && fine; i++)
        fine = read_path(report, path[i], &diag);
    for (size_t i = 0; i < report->n && fine; i++)
        fine = add_regret(&report->result[i]);
    if (fine)
        report->title = text_copy(title                     ? title
                                  : report->result[0].title ? report->result[0].title
                                                            : report->result[0].name);
    const int code = diag.count              ? EXIT_CONFIGURATION
                     : fine && report->title ? EXIT_FINE
                                             : no_memory();
    diag_print(&diag, "the results", stderr);
    diag_free(&diag);
    return code;
}
