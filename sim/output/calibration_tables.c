#include "output/calibration_tables.h"

#include "analysis/posterior.h"
#include "base/calendar.h"
#include "output/json.h"
#include "output/posterior_overlay.h"
#include "output/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/** One table being written; any step may fail for want of memory. */
struct writing {
    const struct calibration_tables_of *of;
    struct table *table;
};

static void put_reals(struct table *t, const double x[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        table_real(t, x[i]);
}

/** The paths of the parameters end the header. */
static bool put_paths(struct writing *w)
{
    const struct study_calibration *c = &w->of->study->calibration;

    for (size_t k = 0; k < c->n_parameters; k++)
        table_name(w->table, c->parameters[k].path);
    table_end(w->table);
    return true;
}

static bool put_posterior(struct writing *w)
{
    const struct abc *abc = w->of->abc;
    double total = 0;

    table_name(w->table, "particle");
    table_name(w->table, "weight");
    table_name(w->table, "distance");
    put_paths(w);
    for (size_t i = 0; i < abc->kept; i++)
        total += abc->particle[i].weight;
    for (size_t i = 0; i < abc->kept; i++) {
        table_integer(w->table, (int64_t)abc->particle[i].number);
        table_real(w->table, abc->particle[i].weight / total);
        table_real(w->table, abc->particle[i].distance);
        put_reals(w->table, abc_value(abc, i), abc->of.parameters);
        table_end(w->table);
    }
    return true;
}

/** Particles of equal weight, as the design `user` of a study takes them. */
static bool put_points(struct writing *w)
{
    const struct abc *abc = w->of->abc;
    size_t *chosen = calloc(abc->kept + 1, sizeof *chosen);

    put_paths(w);
    if (chosen)
        posterior_resample(abc, chosen);
    for (size_t i = 0; chosen && i < abc->kept; i++) {
        put_reals(w->table, abc_value(abc, chosen[i]), abc->of.parameters);
        table_end(w->table);
    }
    free(chosen);
    return chosen;
}

static bool put_generations(struct writing *w)
{
    for (size_t g = 0; g < w->of->abc->done; g++) {
        const struct abc_generation *x = &w->of->abc->generation[g];
        table_integer(w->table, (int64_t)g + 1);
        table_integer(w->table, (int64_t)x->tried);
        table_real(w->table, x->tolerance);
        table_real(w->table, x->acceptance);
        table_real(w->table, x->effective);
        table_end(w->table);
    }
    return true;
}

static void put_summary(struct table *t, const struct posterior *p)
{
    static const double at[] = {0.05, 0.25, 0.5, 0.75, 0.95};

    table_real(t, posterior_mean(p));
    table_real(t, posterior_deviation(p));
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        table_real(t, posterior_quantile(p, at[i]));
}

static bool put_parameters(struct writing *w)
{
    const struct study_calibration *c = &w->of->study->calibration;
    static const double at[] = {0.05, 0.5, 0.95};
    bool fine = true;

    for (size_t k = 0; fine && k < c->n_parameters; k++) {
        const struct parameter *prior =
            &w->of->scenario
                 ->parameters[scenario_find_parameter(w->of->scenario, c->parameters[k].path)];
        struct posterior p;
        table_name(w->table, prior->path);
        table_name(w->table, prior->field->unit);
        for (size_t i = 0; i < sizeof at / sizeof *at; i++)
            table_real(w->table, distributions_quantile(prior->distribution, prior->shape, at[i]));
        fine = posterior_of(&p, w->of->abc, calibration_value_column(w->of->abc, k));
        if (fine)
            put_summary(w->table, &p);
        table_end(w->table);
        posterior_free(&p);
    }
    return fine;
}

static void put_month(struct table *t, int32_t month)
{
    char end[16];

    calendar_month_end(month, 0, end)[7] = '\0'; // 2025-03-31 becomes 2025-03
    table_name(t, end);
}

static void put_observed(struct writing *w, const struct fit_row *row)
{
    const struct observations_row *o = row->observed;
    const bool exact = o->truth.kind == TRUTH_EXACT;

    table_text(w->table, w->of->observations->series[o->series]);
    table_text(w->table, o->metric);
    table_text(w->table, o->actor);
    if (o->is_level)
        table_real(w->table, NAN);
    else
        put_month(w->table, o->from);
    put_month(w->table, o->to);
    table_real(w->table, o->truth.median);
    table_real(w->table, exact ? NAN : truth_quantile(&o->truth, 0.05));
    table_real(w->table, exact ? NAN : truth_quantile(&o->truth, 0.95));
    table_real(w->table, row->scale);
}

static bool put_fit(struct writing *w)
{
    const struct fit *fit = w->of->fit;
    bool fine = true;

    for (size_t i = 0; fine && i < fit->n; i++) {
        struct posterior p;
        put_observed(w, &fit->row[i]);
        fine = posterior_of(&p, w->of->abc, calibration_seen_column(w->of->abc, i));
        if (fine)
            put_summary(w->table, &p);
        table_end(w->table);
        posterior_free(&p);
    }
    return fine;
}

static bool put_wave(struct writing *w)
{
    const struct calibration_wave *x = w->of->wave;
    const size_t d = w->of->abc->of.parameters;
    char end[16];

    table_name(w->table, "point");
    table_name(w->table, "implausibility");
    table_name(w->table, "worst_series");
    table_name(w->table, "worst_to");
    table_name(w->table, "ruled_out");
    put_paths(w);
    for (size_t i = 0; i < x->n; i++) {
        const struct observations_row *o = w->of->fit->row[x->worst[i]].observed;
        table_integer(w->table, (int64_t)i);
        table_real(w->table, x->implausibility[i]);
        table_text(w->table, w->of->observations->series[o->series]);
        calendar_month_end(o->to, 0, end)[7] = '\0';
        table_name(w->table, end);
        table_integer(w->table, x->implausibility[i] > w->of->study->calibration.cut);
        put_reals(w->table, x->value + i * d, d);
        table_end(w->table);
    }
    return true;
}

#define SUMMARY "mean,sd,p5,p25,p50,p75,p95"

static const struct {
    const char *name, *columns; // NULL: it writes them itself
    bool (*put)(struct writing *w);
} tables[] = {
    {"posterior.csv", NULL, put_posterior},
    {"points.csv", NULL, put_points},
    {"parameters.csv", "parameter,unit,prior_p5,prior_p50,prior_p95," SUMMARY, put_parameters},
    {"fit.csv", "series,metric,actor,from,to,observed,observed_p5,observed_p95,scale," SUMMARY,
     put_fit},
    {"generations.csv", "generation,tried,tolerance,acceptance,effective", put_generations},
    {"history_matching.csv", NULL, put_wave},
};

static bool write_table(struct folder *folder, size_t kind, const struct calibration_tables_of *of)
{
    struct table table = {0};
    struct writing w = {of, &table};
    FILE *file = folder_create(folder, tables[kind].name);

    if (!file)
        return false;
    bool fine = table_begin(&table, file, tables[kind].columns) && tables[kind].put(&w);
    if (fine)
        table_flush(&table);
    else
        snprintf(folder->error, sizeof folder->error, "no memory");
    fine = folder_close(folder, tables[kind].name, file, table.error) && fine;
    table_free(&table);
    return fine;
}

bool calibration_tables_write(struct folder *folder, const struct calibration_tables_of *of)
{
    bool fine = true;

    for (size_t i = 0; fine && i < sizeof tables / sizeof *tables; i++)
        if (tables[i].put != put_wave || of->wave->n)
            fine = write_table(folder, i, of);
    return fine && posterior_overlay_write(folder, of);
}

bool calibration_tables_finish(struct folder *folder, const struct calibration_tables_of *of)
{
    const struct abc_generation *last = &of->abc->generation[of->abc->done - 1];
    FILE *f = folder_create(folder, FOLDER_MANIFEST);

    if (!f)
        return false;
    fputs("{\n  \"program\": \"chokepoint\",\n  \"version\": ", f);
    json_string(f, of->version);
    fputs(",\n  \"calibration\": ", f);
    json_string(f, of->study->title);
    fputs(",\n  \"identity\": ", f);
    json_string(f, of->identity);
    fprintf(f,
            ",\n  \"seed\": \"%" PRIu64 "\",\n  \"parameters\": %zu,\n  \"observations\": %zu,\n"
            "  \"generations\": %zu,\n  \"particles\": %zu,\n  \"tried\": %" PRIu64 ",\n"
            "  \"tolerance\": %.17g,\n  \"acceptance\": %.17g,\n  \"effective\": %.17g,\n"
            "  \"wave\": %zu,\n  \"wave_left\": %zu\n}\n",
            of->study->seed, of->abc->of.parameters, of->fit->n, of->abc->done, of->abc->kept,
            last->tried, isfinite(last->tolerance) ? last->tolerance : -1, last->acceptance,
            last->effective, of->wave->n, of->wave->left);
    return folder_close(folder, FOLDER_MANIFEST, f, 0);
}
