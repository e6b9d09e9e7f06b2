#include "output/score_tables.h"

#include "base/calendar.h"
#include "output/folder.h"
#include "output/json.h"
#include "output/table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void put_month(struct table *t, int32_t month)
{
    char end[16];

    calendar_month_end(month, 0, end)[7] = '\0'; // 2025-03-31 becomes 2025-03
    table_name(t, end);
}

/** Whose row it is: the observation, its distribution, the forecast. */
static void put_keys(struct table *t, const struct score_tables_of *of,
                     const struct observations_row *o, const char *forecast)
{
    table_text(t, of->of->observations->series[o->series]);
    table_text(t, o->metric);
    table_text(t, o->actor);
    if (o->is_level)
        table_real(t, NAN);
    else
        put_month(t, o->from);
    put_month(t, o->to);
    table_real(t, o->truth.median);
    table_real(t, o->truth.kind == TRUTH_EXACT ? NAN : truth_quantile(&o->truth, 0.05));
    table_real(t, o->truth.kind == TRUTH_EXACT ? NAN : truth_quantile(&o->truth, 0.95));
    table_name(t, forecast);
}

static void put_reals(struct table *t, const double x[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        table_real(t, x[i]);
}

static void put_forecast(struct table *t, const struct score_tables_of *of,
                         const struct scores_row *s)
{
    const double scores[] = {s->crps,      s->fair,      s->floor, s->log,      s->pit,
                             s->within_50, s->within_90, s->event, s->happened, s->brier};

    put_keys(t, of, s->observed, of->of->forecasts->policy);
    table_integer(t, (int64_t)s->members);
    table_integer(t, (int64_t)s->undefined);
    put_reals(t, s->quantile, SCORES_QUANTILES);
    put_reals(t, scores, sizeof scores / sizeof *scores);
    table_end(t);
}

/** A baseline is one number: all its quantiles. */
static void put_baseline(struct table *t, const struct score_tables_of *of,
                         const struct scores_row *s, size_t k)
{
    const double x = s->baseline[k], above = s->observed->above;
    const double scores[] = {s->baseline_crps[k],
                             NAN,
                             s->floor,
                             NAN,
                             NAN,
                             NAN,
                             NAN,
                             isnan(above) ? NAN : x > above,
                             s->happened,
                             s->baseline_brier[k]};

    put_keys(t, of, s->observed, baselines_kinds[k].name);
    table_integer(t, 1);
    table_integer(t, 0);
    for (size_t i = 0; i < SCORES_QUANTILES; i++)
        table_real(t, x);
    put_reals(t, scores, sizeof scores / sizeof *scores);
    table_end(t);
}

static void put_scores(struct table *t, const struct score_tables_of *of)
{
    for (size_t i = 0; i < of->scores->n; i++) {
        const struct scores_row *s = &of->scores->row[i];
        put_forecast(t, of, s);
        for (size_t k = 0; k < BASELINES; k++)
            if (!isnan(s->baseline[k]))
                put_baseline(t, of, s, k);
    }
}

static void put_series(struct table *t, const struct score_tables_of *of)
{
    for (size_t i = 0; i < of->scores->n_series; i++) {
        const struct scores_series *s = &of->scores->series[i];
        const double means[] = {s->crps, s->fair, s->floor, s->log};
        const double parts[] = {
            s->within_50,   s->within_90,         s->pit.distance,     s->pit.p,
            s->brier.score, s->brier.reliability, s->brier.resolution, s->brier.uncertainty,
            s->brier.within};
        table_text(t, s->name);
        table_integer(t, (int64_t)s->n);
        put_reals(t, means, sizeof means / sizeof *means);
        table_integer(t, (int64_t)s->logs);
        put_reals(t, parts, sizeof parts / sizeof *parts);
        table_integer(t, (int64_t)s->brier.n);
        table_end(t);
    }
}

static void put_skill_row(struct table *t, const char *series, size_t score, size_t baseline,
                          const struct skill *s)
{
    const double parts[] = {s->score, s->baseline, s->skill, s->low, s->high};

    table_text(t, series);
    table_name(t, scores_skills[score]);
    table_name(t, baselines_kinds[baseline].name);
    table_integer(t, (int64_t)s->n);
    put_reals(t, parts, sizeof parts / sizeof *parts);
    table_end(t);
}

static void put_skill(struct table *t, const struct score_tables_of *of)
{
    for (size_t i = 0; i < of->scores->n_series; i++) {
        const struct scores_series *s = &of->scores->series[i];
        for (size_t k = 0; k < SCORES_SKILLS; k++)
            for (size_t b = 0; b < BASELINES; b++)
                if (s->skill[k][b].n)
                    put_skill_row(t, s->name, k, b, &s->skill[k][b]);
    }
}

static void put_reliability(struct table *t, const struct score_tables_of *of)
{
    for (size_t i = 0; i < of->scores->n_series; i++)
        for (size_t k = 0; k < SCORE_BRIER_CLASSES; k++) {
            const struct score_brier_class *c = &of->scores->series[i].brier.classes[k];
            if (!c->n)
                continue;
            table_text(t, of->scores->series[i].name);
            table_real(t, (double)k / SCORE_BRIER_CLASSES);
            table_real(t, (double)(k + 1) / SCORE_BRIER_CLASSES);
            table_integer(t, (int64_t)c->n);
            table_real(t, c->forecast);
            table_real(t, c->observed);
            table_end(t);
        }
}

static const struct {
    const char *name, *columns;
    void (*put)(struct table *table, const struct score_tables_of *of);
} kinds[] = {
    {"scores.csv",
     "series,metric,actor,from,to,observed,observed_p5,observed_p95,forecast,members,undefined,"
     "p5,p25,p50,p75,p95,crps,crps_fair,crps_floor,log_score,pit,within_50,within_90,"
     "event_forecast,event_observed,brier",
     put_scores},
    {"series.csv",
     "series,observations,crps,crps_fair,crps_floor,log_score,log_scores,coverage_50,coverage_90,"
     "pit_distance,pit_p,brier,reliability,resolution,uncertainty,within_classes,events",
     put_series},
    {"skill.csv", "series,score,baseline,observations,mean,mean_of_baseline,skill,ci_low,ci_high",
     put_skill},
    {"reliability.csv", "series,from,to,events,forecast,observed", put_reliability},
};

bool score_tables_put(const struct score_tables_of *of, FILE *out)
{
    struct table table;
    const bool fine = table_begin(&table, out, kinds[0].columns);

    if (fine) {
        kinds[0].put(&table, of);
        table_flush(&table);
    }
    table_free(&table);
    return fine;
}

static bool write_table(struct folder *folder, size_t kind, const struct score_tables_of *of)
{
    struct table table = {0};
    FILE *file = folder_create(folder, kinds[kind].name);

    if (!file)
        return false;
    bool fine = table_begin(&table, file, kinds[kind].columns);
    if (fine) {
        kinds[kind].put(&table, of);
        table_flush(&table);
    }
    fine = folder_close(folder, kinds[kind].name, file, table.error) && fine;
    if (!fine && !*folder->error)
        snprintf(folder->error, sizeof folder->error, "no memory");
    table_free(&table);
    return fine;
}

static bool write_manifest(struct folder *folder, const struct score_tables_of *of)
{
    FILE *f = folder_create(folder, FOLDER_MANIFEST);
    char origin[16] = "";

    if (!f)
        return false;
    if (of->of->forecasts->origin != FORECASTS_UNKNOWN)
        calendar_month_end(of->of->forecasts->origin, 0, origin);
    fputs("{\n  \"program\": \"chokepoint\",\n  \"version\": ", f);
    json_string(f, of->version);
    fputs(",\n  \"command\": ", f);
    json_strings(f, of->argv, (size_t)of->argc);
    fputs(",\n  \"results\": ", f);
    json_string(f, of->results);
    fputs(",\n  \"observations\": ", f);
    json_string(f, of->of->observations->file);
    fputs(",\n  \"policy\": ", f);
    json_string(f, of->of->forecasts->policy);
    fputs(",\n  \"origin\": ", f);
    json_string(f, origin);
    fprintf(f, ",\n  \"resamples\": %" PRIu64 ",\n  \"seed\": \"%" PRIu64 "\"\n}\n",
            of->of->resamples, of->of->seed);
    return folder_close(folder, FOLDER_MANIFEST, f, 0);
}

bool score_tables_write(const struct score_tables_of *of, const char *path, bool force,
                        char error[512])
{
    struct folder folder = {0};
    bool fine = folder_open(&folder, path, force);

    for (size_t i = 0; fine && i < sizeof kinds / sizeof *kinds; i++)
        fine = write_table(&folder, i, of);
    fine = fine && write_manifest(&folder, of) && folder_commit(&folder);
    memcpy(error, folder.error, sizeof folder.error);
    folder_free(&folder);
    return fine;
}
