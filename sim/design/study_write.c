// The study with nothing left unsaid, as a study file.
#include "base/text.h"
#include "design/designs.h"
#include "design/study.h"
#include "design/study_kinds.h"

#include <inttypes.h>
#include <stdlib.h>

#define HEAD "    " // before the keys of `study`
#define BODY "        "

static void put(FILE *out, const char *space, const char *key, const char *text)
{
    if (!text)
        return;
    fprintf(out, "%s%s = ", space, key);
    text_put_quoted(out, text);
    fputs(";\n", out);
}

static void put_real(FILE *out, const char *key, double value)
{
    char number[32];

    fprintf(out, BODY "%s = %s;\n", key, text_real(value, number));
}

/** @param quoted are they values, as a change takes them, rather than texts? */
static void put_list(FILE *out, const char *space, const char *key, char *const text[], size_t n,
                     bool quoted)
{
    fprintf(out, "%s%s = (", space, key);
    for (size_t i = 0; i < n; i++) {
        fputs(i ? ", " : "", out);
        if (quoted)
            fputs(text[i], out);
        else
            text_put_quoted(out, text[i]);
    }
    fputs(");\n", out);
}

/** A file that stands in the study's folder or from there. */
static bool put_file(FILE *out, const char *key, const char *folder, const char *written)
{
    const bool here = !written || *written == '/' || !*folder;
    char *path = here ? text_copy(written) : text_format("%s/%s", folder, written);

    put(out, HEAD, key, path);
    free(path);
    return path || !written;
}

static bool put_head(FILE *out, const struct study *s, const char *folder)
{
    fputs("study : {\n", out);
    put(out, HEAD, "title", s->title);
    const bool ok = put_file(out, "scenario", folder, s->scenario_written) &&
                    put_file(out, "points", folder, s->points_written);
    put_list(out, HEAD, "set", s->set, s->n_set, false);
    put(out, HEAD, "design", s->design->name);
    if (s->design->is_sized)
        fprintf(out, HEAD "futures = %" PRIu64 ";\n", s->futures);
    fprintf(out, HEAD "replications = %" PRIu64 ";\n", s->replications);
    put(out, HEAD, "luck", s->common_luck ? "common" : "own");
    fprintf(out, HEAD "seed = \"%" PRIu64 "\";\n", s->seed);
    fprintf(out, HEAD "chunk_runs = %" PRIu64 ";\n", s->chunk_runs);
    fprintf(out, HEAD "design_table = %s;\n", s->has_design_table ? "true" : "false");
    put_list(out, HEAD, "uncertainties", s->uncertainties, s->n_uncertainties, false);
    put(out, HEAD, "combine", s->is_zipped ? "zip" : "cross");
    put(out, HEAD, "note", s->note);
    fputs("};\n", out);
    return ok;
}

static void put_factor(FILE *out, const struct study_factor *f)
{
    fprintf(out, HEAD "%s : {\n", f->name);
    put(out, BODY, "path", f->path);
    if (f->variation == STUDY_RANGE) {
        put_real(out, "low", f->low);
        put_real(out, "high", f->high);
    } else {
        put_list(out, BODY, f->path ? "values" : "policies", f->levels, f->n_levels, f->path);
    }
    put(out, BODY, "source", f->source);
    put(out, BODY, "note", f->note);
    fputs(HEAD "};\n", out);
}

/** Those the study itself declares. */
static void put_factors(FILE *out, const char *group, const struct study_factor *f, size_t n)
{
    fprintf(out, "%s : {\n", group);
    for (size_t k = 0; k < n; k++)
        if (f[k].variation != STUDY_DISTRIBUTION)
            put_factor(out, &f[k]);
    fputs("};\n", out);
}

static void put_outcome(FILE *out, const struct study_outcome *o)
{
    const struct field *table = study_kinds_outcome.fields;

    fprintf(out, HEAD "%s : {\n", o->name);
    put(out, BODY, table->key, table->choices[o->table]);
    for (int k = 0; observe_key_names[o->table][k]; k++)
        put(out, BODY, observe_key_names[o->table][k], o->key[k]);
    put(out, BODY, "over", study_over_names[o->over]);
    if (o->over == STUDY_AT)
        fprintf(out, BODY "month = %" PRId32 ";\n", o->month);
    if (o->over == STUDY_FIRST_ABOVE || o->over == STUDY_FIRST_BELOW)
        put_real(out, "level", o->level);
    put(out, BODY, "statistic", study_statistic_names[o->statistic]);
    put(out, BODY, "direction", study_direction_names[o->direction]);
    if (!isnan(o->threshold))
        put_real(out, "threshold", o->threshold);
    put(out, BODY, "stakeholder", o->stakeholder);
    put(out, BODY, "note", o->note);
    fputs(HEAD "};\n", out);
}

static void put_target(FILE *out, const struct study_target *t)
{
    fprintf(out, HEAD "%s : {\n", t->name);
    put(out, BODY, "series", t->series);
    put_real(out, "weight", t->weight);
    put_real(out, "discrepancy", t->discrepancy);
    put_real(out, "discrepancy_share", t->discrepancy_share);
    put(out, BODY, "note", t->note);
    fputs(HEAD "};\n", out);
}

static bool put_calibration(FILE *out, const struct study_calibration *c, const char *folder)
{
    if (!c->n_targets)
        return true;
    fprintf(out, "%s : {\n", study_kinds_calibration.plural);
    const bool ok = put_file(out, "observations", folder, c->observations_written);
    put_list(out, HEAD, "parameters", c->patterns, c->n_patterns, false);
    put(out, HEAD, "policy", c->policy);
    put(out, HEAD, "until", c->until_written);
    fprintf(out,
            HEAD "particles = %" PRIu64 ";\n" HEAD "replications = %" PRIu64 ";\n" HEAD
                 "generations = %" PRIu64 ";\n",
            c->particles, c->replications, c->generations);
    put_real(out, "tolerance", c->tolerance);
    put_real(out, "acceptance", c->acceptance);
    fprintf(out, HEAD "wave = %" PRIu64 ";\n" HEAD "wave_replications = %" PRIu64 ";\n", c->wave,
            c->wave_replications);
    put_real(out, "cut", c->cut);
    fprintf(out, "};\n%s : {\n", study_kinds_target.plural);
    for (size_t i = 0; i < c->n_targets; i++)
        put_target(out, &c->targets[i]);
    fputs("};\n", out);
    return ok;
}

bool study_write(const struct study *s, const char *folder, FILE *out)
{
    const bool ok = put_head(out, s, folder);

    put_factors(out, study_kinds_factor.plural, s->factors, s->n_factors);
    put_factors(out, study_kinds_lever.plural, s->levers, s->n_levers);
    fprintf(out, "%s : {\n", study_kinds_outcome.plural);
    for (size_t i = 0; i < s->n_outcomes; i++)
        put_outcome(out, &s->outcomes[i]);
    fputs("};\n", out);
    return put_calibration(out, &s->calibration, folder) && ok && !ferror(out);
}
