#include "analysis/fit.h"

#include "base/exact_math.h"
#include "base/rng.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** What fit_init works with. */
struct taking {
    struct fit *fit;
    const struct observations *observations;
    const struct fit_model *model;
    struct diag *diag;
    bool failed; // memory
};

/** Of the truth around what was observed. */
static double variance_of(const struct truth *t)
{
    const double growth = exact_math_exp(t->sigma * t->sigma);

    if (t->kind == TRUTH_LOGNORMAL)
        return t->median * t->median * (growth - 1) * growth;
    return t->sigma * t->sigma;
}

static const char *actor_of(const struct observations_row *row)
{
    return *row->actor ? row->actor : "all";
}

/** The column of a metric, SIZE_MAX after saying that there is none. */
static size_t find_column(struct taking *t, const struct observations_row *row, const char *metric)
{
    const struct observation *o = t->model->observation;
    const char *names[256];
    size_t n = 0;

    for (size_t i = o->first[OBSERVE_METRICS]; i < o->first[OBSERVE_METRICS + 1]; i++) {
        if (strcmp(o->column[i].key[0], actor_of(row)) != 0)
            continue;
        if (strcmp(o->column[i].key[1], metric) == 0)
            return i;
        if (n < 256)
            names[n++] = o->column[i].key[1];
    }
    const char *near = text_nearest(metric, names, n);
    if (n)
        diag_add(t->diag, row->place, "metric", "no metric '%s' of '%s'%s%s%s", metric,
                 actor_of(row), near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    else
        diag_add(t->diag, row->place, "actor", "no actor '%s' in the scenario", actor_of(row));
    return SIZE_MAX;
}

/** The number of a point, a new one if it is not looked at yet. */
static size_t find_point(struct taking *t, struct particles_point point)
{
    struct fit *f = t->fit;

    for (size_t i = 0; i < f->points; i++)
        if (f->point[i].column == point.column && f->point[i].month == point.month)
            return i;
    struct particles_point *grown = realloc(f->point, (f->points + 1) * sizeof *grown);
    t->failed |= !grown;
    if (!grown)
        return 0;
    f->point = grown;
    f->point[f->points] = point;
    return f->points++;
}

static void find_points(struct taking *t, struct fit_row *row)
{
    for (size_t i = 0; i < row->operators.n; i++) {
        const struct operators_term *term = &row->operators.term[i];
        const size_t column = find_column(t, row->observed, term->metric);
        if (column == SIZE_MAX)
            return;
        if (term->month >= t->model->start + t->model->months) {
            diag_add(t->diag, row->observed->place, "fiscal_quarters",
                     "the fiscal quarter ends after the run; expected a longer one");
            return;
        }
        row->point[i] =
            find_point(t, (struct particles_point){column, term->month - t->model->start});
    }
}

static void take_row(struct taking *t, const struct study_target *target,
                     const struct observations_row *o)
{
    const double share = target->discrepancy_share * o->truth.median;
    struct fit_row *row = &t->fit->row[t->fit->n++];

    *row = (struct fit_row){
        .observed = o, .discrepancy = hypot(target->discrepancy, share), .weight = target->weight};
    row->scale = sqrt(variance_of(&o->truth) + row->discrepancy * row->discrepancy);
    if (*o->minus)
        diag_add(t->diag, o->place, "minus",
                 "'%s'; expected none, which is for outcomes of a sweep", o->minus);
    if (!o->is_level && o->from < t->model->start)
        diag_add(t->diag, o->place, "from",
                 "the period begins before the run; expected periods before or after its start");
    if (!operators_of(&row->operators, t->observations, o, t->model->start - 1, t->diag))
        return;
    if (!(row->scale > 0))
        diag_add(
            t->diag, o->place, "p5",
            "exact, and the target '%s' has no discrepancy; expected a range or a discrepancy, "
            "since no simulation meets a number exactly",
            target->name);
    find_points(t, row);
}

static size_t find_series(struct taking *t, const struct study_target *target)
{
    const struct observations *o = t->observations;
    char *path;

    for (size_t s = 0; s < o->n_series; s++)
        if (strcmp(o->series[s], target->series) == 0)
            return s;
    const char *near = text_nearest(target->series, (const char *const *)o->series, o->n_series);
    path = text_format("targets.%s.series", target->name);
    t->failed |= !path;
    if (path)
        diag_add(t->diag, target->place, path, "no series '%s' in %s; %s '%s'%s", target->series,
                 o->file, near ? "did you mean" : "the first is", near ? near : o->series[0],
                 near ? "?" : "");
    free(path);
    return SIZE_MAX;
}

static void take_target(struct taking *t, const struct study_target *target, int32_t until)
{
    const struct observations *o = t->observations;
    const size_t before = t->fit->n, series = find_series(t, target);
    const int32_t end = t->model->start + t->model->months - 1;

    for (size_t i = 0; i < o->n && series != SIZE_MAX && !t->failed; i++)
        if (o->row[i].series == series && o->row[i].to >= t->model->start && o->row[i].to <= end &&
            o->row[i].to <= until)
            take_row(t, target, &o->row[i]);
    if (series != SIZE_MAX && t->fit->n == before)
        diag_add(t->diag, target->place, NULL,
                 "the target '%s' has no observation that ends within the run%s", target->name,
                 until == INT32_MAX ? "" : " and up to calibration.until");
}

/** Two targets of one series would count its rows twice. */
static void check_twice(struct taking *t, const struct study_calibration *c)
{
    for (size_t i = 0; i < c->n_targets; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(c->targets[i].series, c->targets[j].series) == 0)
                diag_add(t->diag, c->targets[i].place, NULL,
                         "the targets '%s' and '%s' are of one series; expected one of them",
                         c->targets[j].name, c->targets[i].name);
}

bool fit_init(struct fit *fit, const struct study *study, const struct observations *observations,
              const struct fit_model *model, struct diag *diag)
{
    const struct study_calibration *c = &study->calibration;
    struct taking t = {fit, observations, model, diag, false};

    *fit = (struct fit){.seed = study->seed};
    check_twice(&t, c);
    fit->row = calloc(observations->n * c->n_targets + 1, sizeof *fit->row);
    t.failed = !fit->row;
    for (size_t i = 0; i < c->n_targets && !t.failed; i++)
        take_target(&t, &c->targets[i], c->until);
    return !t.failed;
}

void fit_free(struct fit *fit)
{
    free(fit->row);
    free(fit->point);
    *fit = (struct fit){0};
}

double fit_simulated(const struct fit *fit, size_t row, const double seen[])
{
    const struct fit_row *r = &fit->row[row];
    double metric[OPERATORS_TERMS];

    for (size_t i = 0; i < r->operators.n; i++)
        metric[i] = seen[r->point[i]];
    return operators_apply(&r->operators, metric) * r->observed->scale;
}

/** What would have been observed. */
static double with_errors(const struct fit_row *row, double x, const double u[2])
{
    const struct truth *t = &row->observed->truth;
    const double z = exact_math_normal_quantile(u[0]);
    const double observed =
        t->kind == TRUTH_LOGNORMAL ? x * exact_math_exp(t->sigma * z) : x + t->sigma * z;

    return observed + row->discrepancy * exact_math_normal_quantile(u[1]);
}

double fit_distance(const struct fit *fit, uint64_t particle, const double simulated[])
{
    double squares = 0, weights = 0;

    for (size_t i = 0; i < fit->n; i++) {
        const struct fit_row *row = &fit->row[i];
        double u[2];
        for (uint32_t k = 0; k < 2; k++)
            rng_uniform(
                (struct rng_at){fit->seed, rng_tag("calibration_error"), (uint32_t)i, RNG_ONCE, k},
                particle, 1, &u[k]);
        const double apart =
            (with_errors(row, simulated[i], u) - row->observed->truth.median) / row->scale;
        squares += row->weight * apart * apart;
        weights += row->weight;
    }
    const double distance = sqrt(squares / weights);
    return isfinite(distance) ? distance : INFINITY;
}

double fit_implausibility(const struct fit_row *row, double mean, double variance, uint64_t n)
{
    const double own = variance + variance / (double)n; // of one future, and of their mean

    return fabs(mean - row->observed->truth.median) / sqrt(own + row->scale * row->scale);
}
