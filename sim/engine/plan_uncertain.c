#include "engine/plan_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/** r = 2 sin(pi rho / 6): the normal scores' correlation that gives the rank correlation rho. */
static double score_correlation(double rho)
{
    const double x = 3.14159265358979323846 * rho / 6;
    const double y = x * x; // |x| < 0.53: seven terms reach the last bit
    const double sine =
        x *
        (1 -
         y / 6 *
             (1 - y / 20 *
                      (1 - y / 42 * (1 - y / 72 * (1 - y / 110 * (1 - y / 156 * (1 - y / 210)))))));

    return 2 * sine;
}

/** One of both parameters of a correlation: "first" or "second". */
static size_t parameter_of(const struct plan *plan, const struct entity *correlation,
                           const char *key)
{
    const char *path = scenario_value(correlation, key)->text;
    const size_t parameter = scenario_find_parameter(plan->scenario, path);

    assert(parameter != SIZE_MAX); // the configuration made sure
    return parameter;
}

/** The place of a parameter among the uncertain ones. */
static size_t find_uncertain(const struct plan *plan, size_t parameter)
{
    for (size_t i = 0; i < plan->n_uncertain; i++)
        if (plan->uncertain[i].parameter == parameter)
            return i;
    return SIZE_MAX;
}

/** Those with a distribution or a correlation, or given by a design: a pinned parameter keeps its
 * part in the luck of those it correlates with.  @param side (n) parameters of the correlations */
static bool list_uncertain(struct plan *plan, const size_t side[], size_t n)
{
    const struct scenario *sc = plan->scenario;
    bool *is_uncertain = calloc(sc->n_parameters + 1, sizeof *is_uncertain);

    plan->uncertain = calloc(sc->n_parameters + 1, sizeof *plan->uncertain);
    for (size_t c = 0; is_uncertain && c < n; c++)
        is_uncertain[side[c]] = true;
    for (size_t i = 0; is_uncertain && plan->uncertain && i < sc->n_parameters; i++) {
        const struct parameter *p = &sc->parameters[i];
        if (scenario_varies(p) || is_uncertain[i])
            plan->uncertain[plan->n_uncertain++] =
                (struct uncertain){.value = p->value,
                                   .parameter = (uint32_t)i,
                                   .tag = p->tag,
                                   .certain = !p->distribution,
                                   .point = -1,
                                   .column = (int32_t)p->design_column - 1,
                                   .ranked = p->design_rank};
    }
    const bool fine = is_uncertain && plan->uncertain;
    free(is_uncertain);
    return fine;
}

static size_t place_of(const struct plan *plan, size_t position)
{
    for (size_t i = 0; i < plan->n_correlated; i++)
        if (plan->correlated[i] == position)
            return i;
    return SIZE_MAX;
}

static const char *path_of(const struct plan *plan, size_t i)
{
    return plan->scenario->parameters[plan->uncertain[plan->correlated[i]].parameter].path;
}

/** The parameters that stand in a correlation, by path. */
static bool list_correlated(struct plan *plan, const size_t side[], size_t n)
{
    plan->correlated = calloc(n + 1, sizeof *plan->correlated);
    if (!plan->correlated)
        return false;
    for (size_t c = 0; c < n; c++) {
        const size_t position = find_uncertain(plan, side[c]);
        const char *path = plan->scenario->parameters[side[c]].path;
        if (place_of(plan, position) != SIZE_MAX)
            continue;
        size_t i = plan->n_correlated++;
        for (; i > 0 && strcmp(path_of(plan, i - 1), path) > 0; i--)
            plan->correlated[i] = plan->correlated[i - 1];
        plan->correlated[i] = (uint32_t)position;
    }
    return true;
}

static double square_root(double x)
{
    double y = x > 1 ? x : 1; // Newton from above; x <= 1 here
    for (int i = 0; i < 60; i++)
        y = (y + x / y) / 2;
    return x > 0 ? y : 0;
}

/** Lower triangle in place; the configuration made sure that the matrix is positive definite. */
static void factor(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = i == j ? square_root(sum) : sum / a[j * n + j];
        }
}

/** An inverse distribution function for each uncertain parameter; like shapes share one. */
static bool build_tables(struct plan *plan)
{
    plan->tables = calloc(plan->n_uncertain + 1, sizeof *plan->tables);
    if (!plan->tables)
        return false;
    for (size_t u = 0; u < plan->n_uncertain; u++) {
        if (plan->deterministic && !plan->uncertain[u].ranked)
            continue;
        const struct parameter *p = &plan->scenario->parameters[plan->uncertain[u].parameter];
        if (p->distribution && !quantile_table_init_among(&plan->tables[u], p->distribution,
                                                          p->shape, plan->tables, u))
            return false;
    }
    return true;
}

/** Coordinates of Sobol' points; parameters beyond the last one stay random. */
static bool build_points(struct plan *plan)
{
    plan->points = calloc(plan->n_uncertain + 1, sizeof *plan->points);
    if (!plan->points || plan->deterministic || plan->sampling != SAMPLING_SOBOL)
        return plan->points;
    for (size_t u = 0; u < plan->n_uncertain; u++) {
        const struct parameter *p = &plan->scenario->parameters[plan->uncertain[u].parameter];
        if (p->coordinate >= SOBOL_DIMENSIONS)
            continue;
        sobol_init(&plan->points[plan->n_points], p->coordinate, plan->seed, p->tag);
        plan->uncertain[u].point = (int32_t)plan->n_points++;
    }
    return true;
}

/** The matrix of the scores' correlations, factored. */
static bool build_cholesky(struct plan *plan, const struct entity *all, const size_t side[],
                           size_t n)
{
    const size_t m = plan->n_correlated;

    plan->cholesky = calloc(m * m + 1, sizeof *plan->cholesky);
    if (!plan->cholesky)
        return false;
    for (size_t i = 0; i < m; i++)
        plan->cholesky[i * m + i] = 1;
    for (size_t c = 0; c < n; c++) {
        const size_t i = place_of(plan, find_uncertain(plan, side[2 * c]));
        const size_t j = place_of(plan, find_uncertain(plan, side[2 * c + 1]));
        const double rho = scenario_parameter(plan->scenario, &all[c], "rank_correlation")->value;
        plan->cholesky[i * m + j] = plan->cholesky[j * m + i] = score_correlation(rho);
    }
    factor(plan->cholesky, m);
    return true;
}

bool plan_build_uncertain(struct plan *plan)
{
    size_t n;
    const struct entity *all = scenario_all(plan->scenario, &kind_correlation, &n);
    size_t *side = calloc(2 * n + 1, sizeof *side); // both parameters of each correlation

    for (size_t c = 0; side && c < 2 * n; c++)
        side[c] = parameter_of(plan, &all[c / 2], c % 2 ? "second" : "first");
    const bool fine = side && list_uncertain(plan, side, 2 * n) && build_tables(plan) &&
                      build_points(plan) && list_correlated(plan, side, 2 * n) &&
                      build_cholesky(plan, all, side, n);
    free(side);
    return fine;
}
