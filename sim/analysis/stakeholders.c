#include "analysis/stakeholders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void find_range(struct stakeholders *s, size_t outcome)
{
    const struct performance *p = s->performance;

    s->low[outcome] = INFINITY;
    s->high[outcome] = -INFINITY;
    for (size_t q = 0; q < p->n_policies; q++) {
        const double *x = performance_values(p, outcome, q);
        for (size_t i = 0; i < p->futures; i++) {
            s->low[outcome] = isfinite(x[i]) && x[i] < s->low[outcome] ? x[i] : s->low[outcome];
            s->high[outcome] = isfinite(x[i]) && x[i] > s->high[outcome] ? x[i] : s->high[outcome];
        }
    }
}

static void find_owner(struct stakeholders *s, size_t outcome)
{
    const struct performance_outcome *o = &s->performance->outcome[outcome];
    const char *name = o->stakeholder ? o->stakeholder : o->name;
    size_t k = 0;

    s->whose[outcome] = SIZE_MAX;
    if (o->direction == PERFORMANCE_INFO)
        return;
    while (k < s->n && strcmp(s->name[k], name) != 0)
        k++;
    s->name[k] = name;
    s->n += k == s->n;
    s->whose[outcome] = k;
    s->outcomes[k]++;
    find_range(s, outcome);
}

bool stakeholders_init(struct stakeholders *s, const struct performance *p)
{
    const size_t n = p->n_outcomes + 1, cells = p->n_policies * p->futures + 1;

    *s = (struct stakeholders){.performance = p,
                               .name = calloc(n, sizeof *s->name),
                               .whose = calloc(n, sizeof *s->whose),
                               .outcomes = calloc(n, sizeof *s->outcomes),
                               .low = calloc(n, sizeof *s->low),
                               .high = calloc(n, sizeof *s->high),
                               .value = calloc(cells, sizeof *s->value),
                               .column = calloc(p->n_policies + 1, sizeof *s->column),
                               .satisfied = calloc(cells, sizeof *s->satisfied)};
    if (!s->name || !s->whose || !s->outcomes || !s->low || !s->high || !s->value || !s->column ||
        !s->satisfied)
        return false;
    for (size_t q = 0; q < p->n_policies; q++)
        s->column[q] = s->value + q * p->futures;
    for (size_t k = 0; k < p->n_outcomes; k++)
        find_owner(s, k);
    return true;
}

void stakeholders_free(struct stakeholders *s)
{
    free(s->name);
    free(s->whose);
    free(s->outcomes);
    free(s->low);
    free(s->high);
    free(s->value);
    free(s->column);
    free(s->satisfied);
    *s = (struct stakeholders){0};
}

/** Adds an outcome's utilities, times a weight. */
static void add(struct stakeholders *s, size_t outcome, double weight)
{
    const struct performance *p = s->performance;
    const bool minimise = p->outcome[outcome].direction == PERFORMANCE_MINIMISE;
    const double range = s->high[outcome] - s->low[outcome];
    const double slope = range > 0 ? (minimise ? -weight : weight) / range : 0;
    const double zero = minimise ? s->high[outcome] : s->low[outcome];

    for (size_t q = 0; q < p->n_policies; q++) {
        const double *x = performance_values(p, outcome, q);
        double *sum = s->value + q * p->futures;
        for (size_t i = 0; i < p->futures; i++)
            sum[i] += slope * (x[i] - zero);
    }
}

void stakeholders_mix(struct stakeholders *s, const double weight[])
{
    const struct performance *p = s->performance;

    for (size_t i = 0; i < p->n_policies * p->futures; i++)
        s->value[i] = 0;
    for (size_t k = 0; k < p->n_outcomes; k++)
        if (s->whose[k] != SIZE_MAX)
            add(s, k, weight[s->whose[k]] / (double)s->outcomes[s->whose[k]]);
}

const uint8_t *stakeholders_satisfied(struct stakeholders *s, size_t stakeholder)
{
    const struct performance *p = s->performance;
    bool any = false;

    memset(s->satisfied, 1, p->n_policies * p->futures);
    for (size_t k = 0; k < p->n_outcomes; k++)
        if (s->whose[k] == stakeholder && !isnan(p->outcome[k].threshold)) {
            performance_satisfy(p, k, s->satisfied);
            any = true;
        }
    return any ? s->satisfied : NULL;
}
