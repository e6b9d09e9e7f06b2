#include "analysis/scores.h"

#include "analysis/score_crps.h"
#include "analysis/score_log.h"
#include "analysis/sorted.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>

static const double probabilities[SCORES_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

const char *const scores_skills[SCORES_SKILLS] = {"crps_fair", "brier"};

/** Memory for one row or one series after the other. */
struct scratch {
    double *member;                 // (most members)
    double *pit, *score, *baseline; // (rows)
    double *resample;               // (resamples)
};

static double share_above(const struct forecasts_members *m, double threshold)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++)
        n += m->x[i] > threshold;
    return (double)n / (double)m->n;
}

static void score_baselines(struct scores_row *s, const struct scores_of *of, size_t row)
{
    const struct observations_row *o = s->observed;

    baselines_forecast(of->observations, row, of->forecasts->origin, of->ban, s->baseline);
    for (size_t k = 0; k < BASELINES; k++) {
        const double x = s->baseline[k];
        s->baseline_crps[k] = isnan(x) ? NAN : truth_distance(&o->truth, x);
        s->baseline_brier[k] =
            isnan(x) || isnan(o->above) ? NAN : score_brier(x > o->above, s->happened);
    }
}

/** The draws of a PIT depend on what is observed, not on which other rows there are. */
static double draw_pit(const struct scores_of *of, const struct observations_row *o,
                       const struct forecasts_members *m)
{
    struct rng_at at = {of->seed, rng_tag("pit"), rng_tag(of->observations->series[o->series]),
                        (uint32_t)o->to, 0};
    double u[2];

    rng_uniform(at, 0, 1, &u[0]);
    at.number = 1;
    rng_uniform(at, 0, 1, &u[1]);
    return score_pit(m->x, m->n, &o->truth, u);
}

static void score_row(struct scores_row *s, const struct scores_of *of, size_t row,
                      double scratch[])
{
    const struct observations_row *o = &of->observations->row[row];
    const struct forecasts_members *m = &of->forecasts->of[row];
    const struct score_crps crps = score_crps(m->x, m->n, &o->truth);
    const bool is_event = !isnan(o->above);

    *s = (struct scores_row){.observed = o,
                             .members = m->n,
                             .undefined = m->undefined,
                             .crps = crps.plain,
                             .fair = crps.fair,
                             .floor = truth_floor(&o->truth),
                             .log = score_log(m->x, m->n, &o->truth, scratch),
                             .pit = draw_pit(of, o, m),
                             .event = is_event ? share_above(m, o->above) : NAN,
                             .happened = is_event ? 1 - truth_cdf(&o->truth, o->above) : NAN};
    for (size_t q = 0; q < SCORES_QUANTILES; q++)
        s->quantile[q] = sorted_quantile(m->x, m->n, probabilities[q]);
    s->within_50 = truth_between(&o->truth, s->quantile[SCORES_P25], s->quantile[SCORES_P75]);
    s->within_90 = truth_between(&o->truth, s->quantile[SCORES_P5], s->quantile[SCORES_P95]);
    s->brier = score_brier(s->event, s->happened);
    score_baselines(s, of, row);
}

/** Is the row of the series, or are all meant? */
static bool is_of(const struct scores_row *row, size_t series)
{
    return series == SIZE_MAX || row->observed->series == series;
}

/** Compares the rows that have the score, SIZE_MAX: of all series. */
static struct skill take_skill(const struct scores *s, const struct scores_of *of, size_t series,
                               size_t score, size_t baseline, struct scratch *scratch)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        const struct scores_row *r = &s->row[i];
        const bool is_crps = score == SCORES_CRPS;
        const double own = is_crps ? r->fair : r->brier,
                     other = (is_crps ? r->baseline_crps : r->baseline_brier)[baseline];
        if (!is_of(r, series) || isnan(own) || isnan(other))
            continue;
        scratch->score[n] = own;
        scratch->baseline[n++] = other;
    }
    const struct skill_of asked = {scratch->score, scratch->baseline, n, of->resamples, of->seed};
    return skill_take(&asked, scratch->resample);
}

/** Adds up a series, SIZE_MAX: all. */
static void add_up(struct scores_series *t, const struct scores *s, size_t series,
                   struct scratch *scratch)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct scores_row *r = &s->row[i];
        if (!is_of(r, series))
            continue;
        t->crps += r->crps;
        t->fair += r->fair;
        t->floor += r->floor;
        t->logs += !isnan(r->log);
        t->log += isnan(r->log) ? 0 : r->log;
        t->within_50 += r->within_50;
        t->within_90 += r->within_90;
        scratch->pit[t->n++] = r->pit;
        if (!isnan(r->event))
            score_brier_add(&t->brier, r->event, r->happened);
    }
}

static void finish(struct scores_series *t, bool is_all, struct scratch *scratch)
{
    const double n = (double)t->n, same_unit = is_all ? NAN : 1;

    t->crps *= same_unit / n;
    t->fair *= same_unit / n;
    t->floor *= same_unit / n;
    t->log *= t->logs ? same_unit / (double)t->logs : NAN;
    t->within_50 /= n;
    t->within_90 /= n;
    t->pit = score_pit_uniform(scratch->pit, t->n);
    score_brier_end(&t->brier);
}

static void take_series(struct scores *s, const struct scores_of *of, struct scratch *scratch)
{
    const struct observations *o = of->observations;

    for (size_t i = 0; i <= o->n_series; i++) {
        const bool is_all = i == o->n_series;
        const size_t series = is_all ? SIZE_MAX : i;
        struct scores_series *t = &s->series[s->n_series];
        *t = (struct scores_series){.name = is_all ? "all" : o->series[i]};
        add_up(t, s, series, scratch);
        if (!t->n)
            continue;
        finish(t, is_all, scratch);
        for (size_t k = is_all ? SCORES_BRIER : SCORES_CRPS; k < SCORES_SKILLS; k++)
            for (size_t b = 0; b < BASELINES; b++)
                t->skill[k][b] = take_skill(s, of, series, k, b, scratch);
        s->n_series++;
    }
}

static bool scratch_init(struct scratch *x, const struct scores_of *of)
{
    const size_t rows = of->observations->n + 1;
    size_t most = 1;

    for (size_t i = 0; i < of->forecasts->rows; i++)
        most = of->forecasts->of[i].n > most ? of->forecasts->of[i].n : most;
    *x = (struct scratch){.member = calloc(most, sizeof *x->member),
                          .pit = calloc(rows, sizeof *x->pit),
                          .score = calloc(rows, sizeof *x->score),
                          .baseline = calloc(rows, sizeof *x->baseline),
                          .resample = calloc(of->resamples + 1, sizeof *x->resample)};
    return x->member && x->pit && x->score && x->baseline && x->resample;
}

static void scratch_free(struct scratch *x)
{
    free(x->member);
    free(x->pit);
    free(x->score);
    free(x->baseline);
    free(x->resample);
}

bool scores_take(struct scores *s, const struct scores_of *of)
{
    const struct observations *o = of->observations;
    struct scratch scratch;

    *s = (struct scores){.row = calloc(o->n + 1, sizeof *s->row),
                         .series = calloc(o->n_series + 1, sizeof *s->series)};
    const bool fine = scratch_init(&scratch, of) && s->row && s->series;
    for (size_t i = 0; fine && i < o->n; i++)
        if (o->row[i].is_scored)
            score_row(&s->row[s->n++], of, i, scratch.member);
    if (fine)
        take_series(s, of, &scratch);
    scratch_free(&scratch);
    return fine;
}

void scores_free(struct scores *s)
{
    free(s->row);
    free(s->series);
    *s = (struct scores){0};
}
