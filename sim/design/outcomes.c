#include "design/outcomes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool outcomes_init(struct outcomes *o, const struct study *study, const struct plan *plan)
{
    *o = (struct outcomes){.study = study};
    if (!observation_init(&o->observation, plan))
        return false;
    o->column = calloc(study->n_outcomes * o->observation.n + 1, sizeof *o->column);
    o->first = calloc(study->n_outcomes + 1, sizeof *o->first);
    if (!o->column || !o->first)
        return false;
    for (size_t i = 0; i < study->n_outcomes; i++)
        o->first[i + 1] = o->first[i] + study_columns(&study->outcomes[i], &o->observation,
                                                      o->column + o->first[i]);
    size_t *fitting = realloc(o->column, (o->first[study->n_outcomes] + 1) * sizeof *o->column);
    o->column = fitting ? fitting : o->column;
    return true;
}

void outcomes_free(struct outcomes *o)
{
    observation_free(&o->observation);
    free(o->column);
    free(o->first);
    *o = (struct outcomes){0};
}

void outcomes_sum(const struct outcomes *o, size_t i, const struct state *state, double sum[LANES])
{
    memset(sum, 0, LANES * sizeof *sum);
    for (size_t c = o->first[i]; c < o->first[i + 1]; c++) {
        const real *x = observe_values(&o->observation.column[o->column[c]], state);
        EACH_LANE (l)
            sum[l] += x[l];
    }
}

/** What an outcome is before the first month. */
static double opening(const struct study_outcome *outcome, const struct plan *plan)
{
    switch (outcome->over) {
    case STUDY_AT:
        return NAN;
    case STUDY_FIRST_ABOVE:
    case STUDY_FIRST_BELOW:
        return plan->months;
    default:
        return 0;
    }
}

static void first_month(const struct study_outcome *outcome, const struct plan *plan,
                        const double sum[LANES], int32_t t, double value[LANES])
{
    const bool above = outcome->over == STUDY_FIRST_ABOVE;

    EACH_LANE (l) {
        const bool there = above ? sum[l] > outcome->level : sum[l] < outcome->level;
        value[l] = there && value[l] == plan->months ? t : value[l];
    }
}

void outcomes_month(const struct outcomes *o, const struct plan *plan, const struct state *state,
                    int32_t t, double value[][LANES])
{
    for (size_t i = 0; i < o->study->n_outcomes; i++) {
        const struct study_outcome *outcome = &o->study->outcomes[i];
        const bool at = outcome->over == STUDY_AT;
        double sum[LANES];
        if (t == -1)
            EACH_LANE (l)
                value[i][l] = opening(outcome, plan);
        if (at ? t != outcome->month : t == -1)
            continue;
        outcomes_sum(o, i, state, sum);
        if (at)
            memcpy(value[i], sum, sizeof sum);
        else if (outcome->over == STUDY_FIRST_ABOVE || outcome->over == STUDY_FIRST_BELOW)
            first_month(outcome, plan, sum, t, value[i]);
        else
            EACH_LANE (l)
                value[i][l] += sum[l];
        if (outcome->over == STUDY_MEAN && t == plan->months - 1)
            EACH_LANE (l)
                value[i][l] /= plan->months;
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double quantile(const double x[], size_t n, double p)
{
    const double h = (double)(n - 1) * p;
    const size_t i = (size_t)h;

    return i + 1 < n && x[i] != x[i + 1] ? x[i] + (h - (double)i) * (x[i + 1] - x[i]) : x[i];
}

static double mean(const double x[], size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

static double deviation(const double x[], size_t n)
{
    const double about = mean(x, n);
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (x[i] - about) * (x[i] - about);
    return n > 1 ? sqrt(sum / (double)(n - 1)) : NAN;
}

double outcomes_statistic(enum study_statistic statistic, double x[], size_t n)
{
    static const double p[] = {
        [STUDY_STATISTIC_P5] = 0.05,  [STUDY_STATISTIC_P25] = 0.25, [STUDY_STATISTIC_P50] = 0.5,
        [STUDY_STATISTIC_P75] = 0.75, [STUDY_STATISTIC_P95] = 0.95, [STUDY_STATISTIC_MIN] = 0,
        [STUDY_STATISTIC_MAX] = 1};

    if (statistic == STUDY_STATISTIC_MEAN)
        return mean(x, n);
    if (statistic == STUDY_STATISTIC_SD)
        return deviation(x, n);
    for (size_t i = 0; i < n; i++)
        if (isnan(x[i]))
            return NAN;
    qsort(x, n, sizeof *x, ascending);
    return quantile(x, n, p[statistic]);
}
