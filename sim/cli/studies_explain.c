#include "base/calendar.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/rows.h"
#include "cli/studies.h"
#include "design/designs.h"
#include "design/study_kinds.h"
#include "model/run.h"

#include <inttypes.h>
#include <stdlib.h>

/** A study, and the scenario of its first policy, which knows distributions. */
struct explained {
    struct study study;
    struct design_plan plan;
    struct scenario sc;
    size_t *level; // (n_factors) all at their first
};

/** "0.25, 0.5" or "proportional, priority". */
static void put_levels(FILE *out, const struct study_factor *f)
{
    for (size_t i = 0; i < f->n_levels; i++)
        fprintf(out, "%s%s", i ? ", " : "", f->levels[i]);
}

/** What it does, in a phrase, in fresh memory; NULL if there is none. */
static char *variation(const struct explained *x, const struct study_factor *f)
{
    const size_t i = f->path ? scenario_find_parameter(&x->sc, f->path) : SIZE_MAX;
    char *text = NULL, low[32], high[32];
    size_t size;
    FILE *out;

    if (f->variation == STUDY_DISTRIBUTION && i != SIZE_MAX && x->sc.parameters[i].distribution)
        return rows_distribution(&x->sc.parameters[i]);
    if (f->variation == STUDY_DISTRIBUTION)
        return text_copy("under some policies only");
    if (f->variation == STUDY_RANGE)
        return text_format("uniform %s to %s", text_number(f->low, low),
                           text_number(f->high, high));
    out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    put_levels(out, f);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static void put_pair(const char *key, const char *text)
{
    if (text && *text)
        printf("    %-13s %s\n", key, text);
}

/** @return false if memory is short */
static bool print_factors(const struct explained *x, const char *title, const char *what,
                          const struct study_factor *f, size_t n)
{
    bool fine = true;

    if (n)
        printf("\n%s\n", title);
    for (size_t k = 0; k < n && fine; k++) {
        char *text = variation(x, &f[k]);
        const bool pure = strcmp(f[k].unit, "1") == 0 || !*f[k].unit;
        fine = text;
        printf("%s%s%s%s\n", f[k].name, pure ? "" : " [", pure ? "" : f[k].unit, pure ? "" : "]");
        if (!f[k].path || strcmp(f[k].path, f[k].name) != 0)
            put_pair("path", f[k].path);
        put_pair(f[k].path ? what : "policies", text);
        put_pair("source", f[k].source);
        put_pair("note", f[k].note);
        free(text);
    }
    return fine;
}

/** "landed, h200, official" of a table: the keys that are given. */
static void print_outcome(const struct explained *x, const struct study_outcome *o)
{
    const struct entity *run = scenario_all(&x->sc, &kind_run, &(size_t){0});
    const int32_t start = scenario_value(run, "start")->integer;
    const struct field *table = study_kinds_outcome.fields;
    char date[16], number[32];
    const bool pure = strcmp(o->unit, "1") == 0;

    printf("%s%s%s%s\n", o->name, pure ? "" : " [", pure ? "" : o->unit, pure ? "" : "]");
    printf("    %-13s %s:", "observed", table->choices[o->table]);
    for (int k = 0; observe_key_names[o->table][k]; k++)
        if (o->key[k])
            printf(" %s=%s", observe_key_names[o->table][k], o->key[k]);
    printf("\n    %-13s %s", "over", study_over_names[o->over]);
    if (o->over == STUDY_AT)
        printf(" month %" PRId32 " (%s)", o->month, calendar_month_end(start, o->month, date));
    if (o->over == STUDY_FIRST_ABOVE || o->over == STUDY_FIRST_BELOW)
        printf(" %s", text_number(o->level, number));
    if (x->study.replications > 1)
        printf(", %s over replications", study_statistic_names[o->statistic]);
    putchar('\n');
    put_pair("direction", study_direction_names[o->direction]);
    if (!isnan(o->threshold))
        put_pair("threshold", text_number(o->threshold, number));
    put_pair("stakeholder", o->stakeholder);
    put_pair("note", o->note);
}

static void print_head(const struct explained *x)
{
    const struct study *s = &x->study;
    const uint64_t runs = x->plan.futures * s->n_policies;

    printf("%s\n", s->title ? s->title : s->file);
    put_pair("note", s->note);
    put_pair("scenario", s->scenario_file);
    printf("    %-13s %s: %s\n", "design", s->design->name, s->design->doc);
    printf("    %-13s %" PRIu64 ", %s\n", "futures", x->plan.futures,
           s->common_luck ? "all with the same luck" : "each with its own luck");
    printf("    %-13s %zu%s\n", "policies", s->n_policies,
           s->n_levers < 2 ? ""
           : s->is_zipped  ? ", levers zipped"
                           : ", levers crossed");
    if (s->replications > 1)
        printf("    %-13s %" PRIu64 " of %" PRIu64 " replications each, %" PRIu64 " in all\n",
               "runs", runs, s->replications, runs * s->replications);
    else
        printf("    %-13s %" PRIu64 "\n", "runs", runs);
    printf("    %-13s %" PRIu64 "\n", "seed", s->seed);
    for (size_t i = 0; i < s->n_set; i++)
        put_pair(i ? "" : "set", s->set[i]);
}

/** What is fitted, to what. */
static void print_calibration(const struct study_calibration *c)
{
    char number[32];

    if (!c->n_targets)
        return;
    puts("\nCalibration");
    put_pair("observations", c->observations_file);
    put_pair("policy", c->policy);
    put_pair("until", c->until_written);
    printf("    %-13s %" PRIu64 ", of %" PRIu64 " %s each\n", "particles", c->particles,
           c->replications, c->replications == 1 ? "future" : "futures");
    if (c->wave)
        printf("    %-13s %" PRIu64 " points, of %" PRIu64 " futures each\n", "wave", c->wave,
               c->wave_replications);
    for (size_t k = 0; k < c->n_parameters; k++)
        put_pair(k ? "" : "fits", c->parameters[k].path);
    for (size_t i = 0; i < c->n_targets; i++) {
        const struct study_target *t = &c->targets[i];
        printf("    %-13s %s", i ? "" : "to", t->series);
        if (t->weight != 1)
            printf(", weight %s", text_number(t->weight, number));
        if (t->discrepancy > 0)
            printf(", discrepancy %s", text_number(t->discrepancy, number));
        if (t->discrepancy_share > 0)
            printf(", discrepancy %s of it", text_number(t->discrepancy_share, number));
        putchar('\n');
    }
}

/** @return false if memory is short */
static bool print_all(const struct explained *x)
{
    const struct study *s = &x->study;
    size_t uncertain = 0;

    while (uncertain < s->n_factors && s->factors[uncertain].variation == STUDY_DISTRIBUTION)
        uncertain++;
    print_head(x);
    if (!print_factors(x, "Levers", "levels", s->levers, s->n_levers))
        return false;
    print_calibration(&s->calibration);
    if (s->n_outcomes)
        puts("\nOutcomes");
    for (size_t i = 0; i < s->n_outcomes; i++)
        print_outcome(x, &s->outcomes[i]);
    return print_factors(x, "Uncertainties of the study", "varies", s->factors + uncertain,
                         s->n_factors - uncertain) &&
           print_factors(x, "Uncertainties of the scenario", "distribution", s->factors, uncertain);
}

int studies_explain(const struct arguments *a)
{
    const char *set[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--set", set);
    struct explained x = {0};
    struct diag diag = {0};
    bool fine = study_read(&x.study, a->positional[0], set, n, &diag);

    if (fine && diag.count == 0)
        fine = designs_prepare(&x.plan, &x.study, &diag);
    if (fine && diag.count == 0) {
        x.level = calloc(x.study.n_factors + 1, sizeof *x.level);
        fine = x.level && study_scenario(&x.study, 0, x.level, &x.sc, &diag);
    }
    diag_print(&diag, a->positional[0], stderr);
    if (fine && diag.count == 0 && !print_all(&x)) {
        fputs("chokepoint: no memory\n", stderr);
        fine = false;
    }
    const int code = !fine ? EXIT_WORLD : diag.count ? EXIT_CONFIGURATION : EXIT_FINE;
    diag_free(&diag);
    scenario_free(&x.sc);
    free(x.level);
    designs_free(&x.plan);
    study_free(&x.study);
    return code;
}
