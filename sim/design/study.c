#include "design/study.h"

#include "base/text.h"
#include "config/overlay.h"
#include "config/reader.h"
#include "design/designs.h"
#include "design/study_kinds.h"
#include "design/study_reading.h"
#include "model/run.h"

#include <stdlib.h>
#include <string.h>

#define DESIGN_PRESET "monte_carlo"

bool study_is_in(const struct tree *tree)
{
    return tree_child(tree->root, study_kinds_study.plural) != NULL;
}

bool study_is_one(const char *file)
{
    struct config_file f = {0};
    struct diag diag = {0};
    const bool ok = config_open(&f, file, &diag) && study_is_in(&f.tree);

    config_close(&f);
    diag_free(&diag);
    return ok;
}

/** Does a change concern the study's own file? */
static bool is_own(const char *change)
{
    change += strspn(change, " \t");
    for (size_t k = 0; study_kinds[k]; k++) {
        const size_t n = strlen(study_kinds[k]->plural);
        if (strncmp(change, study_kinds[k]->plural, n) == 0 && strchr(". =", change[n]))
            return true;
    }
    return false;
}

static void read_set(struct study_reading *r, const struct entity *e, const char *const set[],
                     size_t n_set)
{
    struct study *s = r->study;
    const struct value *v = scenario_value(e, "set");

    s->set = study_reading_allocate(r, v->n_texts + n_set, sizeof *s->set);
    s->set_place = study_reading_allocate(r, v->n_texts + n_set, sizeof *s->set_place);
    for (size_t i = 0; i < v->n_texts && !r->failed; i++) {
        s->set_place[s->n_set] = v->text_places[i];
        s->set[s->n_set++] = study_reading_copy(r, v->texts[i]);
    }
    for (size_t i = 0; i < n_set && !r->failed; i++)
        if (!is_own(set[i]))
            s->set[s->n_set++] = study_reading_copy(r, set[i]);
}

static void read_patterns(struct study_reading *r, const struct entity *e)
{
    struct study *s = r->study;
    const struct value *v = scenario_value(e, "uncertainties");
    const size_t n = v->given ? v->n_texts : 1;

    s->uncertainties = study_reading_allocate(r, n, sizeof *s->uncertainties);
    for (size_t i = 0; i < n && !r->failed; i++)
        s->uncertainties[s->n_uncertainties++] =
            study_reading_copy(r, v->given ? v->texts[i] : "*");
}

static void read_design(struct study_reading *r, const struct entity *e)
{
    struct study *s = r->study;
    const struct value *design = scenario_value(e, "design"), *luck = scenario_value(e, "luck");
    const bool points = scenario_value(e, "points")->given;
    const char *name = design->text ? design->text : DESIGN_PRESET, *known[32];
    size_t n = 0;

    while (designs[n] && n < 32) {
        known[n] = designs[n]->name;
        n++;
    }
    s->design = designs_find(name);
    if (!s->design) {
        study_reading_unknown(r, design->place, e, "design", "no such design", name, known, n);
        return;
    }
    if (points != (strcmp(name, "user") == 0))
        study_reading_mistake(r, e->place, e, NULL,
                              points ? "'points' only goes with the design 'user'"
                                     : "missing key 'points' of the design 'user'");
    s->common_luck = luck->given ? luck->integer == 1 : s->design->common_luck;
    s->futures = s->design->is_sized ? (uint64_t)scenario_value(e, "futures")->integer : 0;
    if (!s->design->is_sized && scenario_value(e, "futures")->given)
        study_reading_mistake(r, scenario_value(e, "futures")->place, e, "futures",
                              "the design '%s' implies how many", name);
}

/** What the group `study` says. */
static void read_head(struct study_reading *r, const char *const set[], size_t n_set)
{
    struct study *s = r->study;
    const struct entity *e = scenario_all(&r->written, &study_kinds_study, &(size_t){0});

    s->title = study_reading_text(r, e, "title");
    s->note = study_reading_text(r, e, "note");
    s->scenario_written = study_reading_text(r, e, "scenario");
    s->points_written = study_reading_text(r, e, "points");
    s->scenario_file = study_reading_reached(r, s->scenario_written);
    s->points_file = study_reading_reached(r, s->points_written);
    s->replications = (uint64_t)scenario_value(e, "replications")->integer;
    s->chunk_runs = (uint64_t)scenario_value(e, "chunk_runs")->integer;
    s->has_design_table = scenario_value(e, "design_table")->integer != 0;
    s->is_zipped = scenario_value(e, "combine")->integer == 1;
    s->seed = r->written.seed;
    read_set(r, e, set, n_set);
    read_patterns(r, e);
    read_design(r, e);
}

/** All that needs the scenario. */
static void read_rest(struct study_reading *r)
{
    struct study *s = r->study;
    const struct entity *e = scenario_all(&r->written, &study_kinds_study, &(size_t){0});

    if (s->scenario_file && !config_open(&s->scenario, s->scenario_file, r->diag))
        r->failed = true;
    if (!r->failed)
        study_levels_read(r);
    if (!r->failed && s->scenario.tree.root)
        study_levels_try(r);
    if (!scenario_value(e, "seed")->given)
        s->seed = r->first.seed;
    if (r->known && !r->failed)
        study_policies_list(r);
    if (!r->failed)
        study_calibration_read(r);
    if (!r->failed)
        study_outcomes_read(r);
    if (r->known && !r->failed)
        study_uncertainties_list(r);
}

bool study_read(struct study *s, const char *file, const char *const set[], size_t n_set,
                struct diag *diag)
{
    struct study_reading r = {.study = s, .diag = diag};
    const size_t before = diag->count;

    *s = (struct study){.file = text_copy(file)};
    r.failed = !s->file || !tree_read(&r.tree, file, &s->files, diag);
    if (!study_is_in(&r.tree) && tree_child(r.tree.root, kind_run.plural)) {
        diag_add(diag, (struct diag_place){file, 0}, NULL,
                 "is a configuration, not a study; 'chokepoint run %s' runs it", file);
        goto out;
    }
    for (size_t i = 0; r.tree.root && i < n_set && !r.failed; i++)
        if (is_own(set[i]))
            r.failed = !overlay_apply(&r.tree, set[i], (struct diag_place){0}, diag);
    if (r.tree.root && !r.failed) {
        r.written = (struct scenario){.files = s->files.name, .n_files = s->files.n};
        r.failed = !reader_read(r.tree.root, study_kinds, &r.written, diag);
        if (!r.failed)
            read_head(&r, set, n_set);
        if (!r.failed)
            read_rest(&r);
        r.written.files = NULL; // they are the study's
        r.written.n_files = 0;
    }
    if (r.failed && diag->count == before)
        diag_add(diag, (struct diag_place){file, 0}, NULL, "out of memory");
out:
    scenario_free(&r.written);
    scenario_free(&r.first);
    tree_free(&r.tree);
    return !r.failed;
}

static void free_texts(char **text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(text[i]);
    free(text);
}

static void free_factors(struct study_factor *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free_texts(f[i].levels, f[i].n_levels);
        free(f[i].name);
        free(f[i].path);
        free(f[i].numbers);
        free(f[i].source);
        free(f[i].note);
    }
    free(f);
}

static void free_outcomes(struct study_outcome *o, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < OBSERVE_KEYS; k++)
            free(o[i].key[k]);
        free(o[i].name);
        free(o[i].stakeholder);
        free(o[i].note);
    }
    free(o);
}

void study_free(struct study *s)
{
    for (size_t i = 0; i < s->n_policies; i++) {
        free(s->policies[i].name);
        free(s->policies[i].level);
    }
    free(s->policies);
    free_factors(s->factors, s->n_factors);
    free_factors(s->levers, s->n_levers);
    free_outcomes(s->outcomes, s->n_outcomes);
    free_texts(s->set, s->n_set);
    free_texts(s->uncertainties, s->n_uncertainties);
    free(s->set_place);
    free(s->file);
    free(s->title);
    free(s->note);
    free(s->scenario_file);
    free(s->scenario_written);
    free(s->points_file);
    free(s->points_written);
    study_calibration_free(&s->calibration);
    config_close(&s->scenario);
    source_free(&s->files);
    *s = (struct study){0};
}
