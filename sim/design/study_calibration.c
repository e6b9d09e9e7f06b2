// What a study says of its calibration: observations, fitted parameters, targets, when to stop.
#include "design/study_calibration.h"

#include "base/calendar.h"
#include "base/text.h"
#include "design/study_changes.h"
#include "design/study_kinds.h"
#include "design/study_reading.h"
#include "model/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct entity *group_of(const struct study_reading *r)
{
    return scenario_all(&r->written, &study_kinds_calibration, &(size_t){0});
}

/** Keys without which nothing can be fitted. */
static void check_needed(struct study_reading *r, const struct entity *e)
{
    static const char *const needed[] = {"observations", "parameters"};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!scenario_value(e, needed[i])->given)
            study_reading_mistake(r, e->place, e, NULL, "missing key '%s': %s", needed[i],
                                  scenario_field(e, scenario_row(e, needed[i]))->doc);
    const struct value *v = scenario_value(e, "parameters");
    if (v->given && v->n_texts == 0)
        study_reading_mistake(r, v->place, e, "parameters",
                              "empty; expected paths of uncertain parameters, of which * may "
                              "stand for parts");
}

static void read_observations(struct study_reading *r, const struct entity *e)
{
    struct study_calibration *c = &r->study->calibration;

    c->observations_written = study_reading_text(r, e, "observations");
    c->observations_file = study_reading_reached(r, c->observations_written);
    if (c->observations_file && access(c->observations_file, R_OK) != 0)
        study_reading_mistake(r, scenario_value(e, "observations")->place, e, "observations",
                              "cannot open '%s': %s", c->observations_file, strerror(errno));
}

static void read_until(struct study_reading *r, const struct entity *e)
{
    struct study_calibration *c = &r->study->calibration;
    const struct value *v = scenario_value(e, "until");

    c->until = INT32_MAX;
    c->until_written = study_reading_text(r, e, "until");
    if (v->text && !calendar_parse(v->text, &c->until))
        study_reading_mistake(r, v->place, e, "until",
                              "'%s' is no month; expected one such as \"2023-12\"", v->text);
}

static void read_policy(struct study_reading *r, const struct entity *e)
{
    const struct value *v = scenario_value(e, "policy");
    const char *names[256];
    size_t n = 0, all;
    const struct entity *policies = scenario_all(&r->first, &kind_policy, &all);

    r->study->calibration.policy = study_reading_text(r, e, "policy");
    if (!v->text || !r->known || scenario_find(&r->first, &kind_policy, SIZE_MAX, v->text))
        return;
    for (; n < all && n < 256; n++)
        names[n] = policies[n].name;
    study_reading_unknown(r, v->place, e, "policy", "no such policy", v->text, names, n);
}

static uint64_t integer(const struct entity *e, const char *key)
{
    return (uint64_t)scenario_value(e, key)->integer;
}

static void read_numbers(struct study_reading *r, const struct entity *e)
{
    struct study_calibration *c = &r->study->calibration;

    c->particles = integer(e, "particles");
    c->replications = integer(e, "replications");
    c->generations = integer(e, "generations");
    c->wave = integer(e, "wave");
    c->wave_replications = integer(e, "wave_replications");
    study_reading_real(r, e, "tolerance", &c->tolerance);
    study_reading_real(r, e, "acceptance", &c->acceptance);
    study_reading_real(r, e, "cut", &c->cut);
}

static void read_target(struct study_reading *r, const struct entity *e, struct study_target *t)
{
    *t = (struct study_target){.name = study_reading_copy(r, e->name),
                               .series = study_reading_text(r, e, "series"),
                               .note = study_reading_text(r, e, "note"),
                               .place = e->place};
    if (!t->series)
        t->series = study_reading_copy(r, e->name);
    study_reading_real(r, e, "weight", &t->weight);
    study_reading_real(r, e, "discrepancy", &t->discrepancy);
    study_reading_real(r, e, "discrepancy_share", &t->discrepancy_share);
    if (t->weight <= 0)
        study_reading_mistake(r, scenario_value(e, "weight")->place, e, "weight",
                              "0; expected more, or the target left out");
}

static void read_targets(struct study_reading *r, const struct entity *group)
{
    struct study_calibration *c = &r->study->calibration;
    size_t n;
    const struct entity *all = scenario_all(&r->written, &study_kinds_target, &n);

    c->targets = study_reading_allocate(r, n, sizeof *c->targets);
    for (size_t i = 0; i < n && !r->failed; i++)
        read_target(r, &all[i], &c->targets[c->n_targets++]);
    if (!n)
        study_reading_mistake(r, group->place, group, NULL,
                              "has no targets; expected a group 'targets' with the series that "
                              "are fitted");
}

static bool is_wanted(const struct study_calibration *c, const char *path)
{
    for (size_t i = 0; i < c->n_patterns; i++)
        if (study_uncertainties_match(c->patterns[i], path))
            return true;
    return false;
}

/** A pattern that matches nothing is a slip of the pen. */
static void check_patterns(struct study_reading *r, const struct entity *e,
                           const struct scenario *sc)
{
    const struct value *v = scenario_value(e, "parameters");
    const char **known = study_reading_allocate(r, sc->n_parameters, sizeof *known);
    size_t n = 0;

    for (size_t i = 0; known && i < sc->n_parameters; i++)
        if (sc->parameters[i].distribution)
            known[n++] = sc->parameters[i].path;
    for (size_t i = 0; known && i < v->n_texts; i++) {
        size_t k = 0;
        while (k < n && !study_uncertainties_match(v->texts[i], known[k]))
            k++;
        if (k == n)
            study_reading_unknown(r, v->text_places[i], e, "parameters",
                                  "no uncertain parameter matches", v->texts[i], known, n);
    }
    free(known);
}

/** A fitted parameter must be a function of its own rank, so what it moves with is fitted too. */
static void check_correlations(struct study_reading *r, const struct entity *e,
                               const struct scenario *sc)
{
    size_t n;
    const struct entity *all = scenario_all(sc, &kind_correlation, &n);

    for (size_t i = 0; i < n; i++) {
        const char *one = scenario_value(&all[i], "first")->text,
                   *other = scenario_value(&all[i], "second")->text;
        if (is_wanted(&r->study->calibration, one) != is_wanted(&r->study->calibration, other))
            study_reading_mistake(
                r, scenario_value(e, "parameters")->place, e, "parameters",
                "'%s' is correlated with '%s'; expected both to be fitted, or neither", one, other);
    }
}

static int by_path(const void *a, const void *b)
{
    const struct study_factor *x = a, *y = b;

    return strcmp(x->path, y->path);
}

static void list_parameters(struct study_reading *r, const struct scenario *sc)
{
    struct study_calibration *c = &r->study->calibration;

    c->parameters = study_reading_allocate(r, sc->n_parameters, sizeof *c->parameters);
    for (size_t i = 0; i < sc->n_parameters && !r->failed; i++) {
        const struct parameter *p = &sc->parameters[i];
        if (p->distribution && is_wanted(c, p->path))
            c->parameters[c->n_parameters++] =
                (struct study_factor){.name = study_reading_copy(r, p->path),
                                      .path = study_reading_copy(r, p->path),
                                      .unit = p->field->unit};
    }
    if (c->n_parameters > 1 && !r->failed)
        qsort(c->parameters, c->n_parameters, sizeof *c->parameters, by_path);
}

static void read_parameters(struct study_reading *r, const struct entity *e)
{
    struct study_calibration *c = &r->study->calibration;
    const struct value *v = scenario_value(e, "parameters");
    struct scenario sc = {0};
    struct diag diag = {0};

    c->patterns = study_reading_allocate(r, v->n_texts, sizeof *c->patterns);
    for (size_t i = 0; i < v->n_texts && !r->failed; i++)
        c->patterns[c->n_patterns++] = study_reading_copy(r, v->texts[i]);
    r->failed |= !study_calibration_scenario(r->study, &sc, &diag);
    diag_merge(r->diag, &diag);
    if (!r->failed && diag.count == 0) {
        check_patterns(r, e, &sc);
        check_correlations(r, e, &sc);
        list_parameters(r, &sc);
    }
    diag_free(&diag);
    scenario_free(&sc);
}

void study_calibration_read(struct study_reading *r)
{
    struct study_calibration *c = &r->study->calibration;
    const struct entity *e = group_of(r);
    const size_t before = r->diag->count;

    if (!tree_child(r->tree.root, study_kinds_calibration.plural))
        return;
    c->place = e->place;
    read_observations(r, e);
    check_needed(r, e);
    read_until(r, e);
    read_policy(r, e);
    read_numbers(r, e);
    read_targets(r, e);
    if (r->known && r->diag->count == before && !r->failed)
        read_parameters(r, e);
}

void study_calibration_free(struct study_calibration *c)
{
    for (size_t i = 0; i < c->n_patterns; i++)
        free(c->patterns[i]);
    for (size_t k = 0; k < c->n_parameters; k++) {
        free(c->parameters[k].name);
        free(c->parameters[k].path);
    }
    for (size_t i = 0; i < c->n_targets; i++) {
        free(c->targets[i].name);
        free(c->targets[i].series);
        free(c->targets[i].note);
    }
    free(c->patterns);
    free(c->parameters);
    free(c->targets);
    free(c->observations_file);
    free(c->observations_written);
    free(c->until_written);
    free(c->policy);
    *c = (struct study_calibration){0};
}

/** The parameter's rank comes from this column. */
static void give_rank(struct scenario *sc, const char *path, size_t column)
{
    const size_t i = scenario_find_parameter(sc, path);

    sc->parameters[i].design_column = (uint32_t)column + 1;
    sc->parameters[i].design_rank = true;
}

bool study_calibration_scenario(const struct study *s, struct scenario *sc, struct diag *diag)
{
    const struct study_calibration *c = &s->calibration;
    struct study_changes changes = {0};
    bool ok = study_changes_begin(&changes, s);

    *sc = (struct scenario){0};
    if (ok)
        ok = config_make_at(&s->scenario, c->policy, (const char *const *)changes.set,
                            changes.place, changes.n, sc, diag);
    else
        diag_add(diag, (struct diag_place){s->file, 0}, NULL, "out of memory");
    study_changes_free(&changes);
    sc->seed = s->seed;
    for (size_t k = 0; ok && k < c->n_parameters; k++)
        give_rank(sc, c->parameters[k].path, k);
    return ok;
}
