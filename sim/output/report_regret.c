#include "output/report_regret.h"

#include "analysis/regret.h"
#include "analysis/stakeholders.h"
#include "analysis/weights.h"
#include "output/report_tables.h"
#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORK  2e8 // steps that take about a nanosecond or some
#define VALUE 20  // of them, to sort a value
#define PAIR  100 // of them, to hold two policies against each other by every two metrics
#define STEPS 20  // of a weight
#define ALPHA 0.5 // Hurwicz, as `regret` presets it

/** What is written where. */
struct making {
    const struct performance *performance;
    struct stakeholders stakeholders;
    size_t threads;
    struct table regret, weights;
};

bool report_regret_is_quick(const struct performance *p)
{
    const double policies = (double)p->n_policies;
    const double each = VALUE * (double)p->futures * policies + PAIR * policies * policies;

    return each * (double)(p->n_outcomes * (STEPS + 2)) <= WORK;
}

static void put_cell(struct table *t, const struct regret_cell *c)
{
    char text[32];

    table_name(t, report_tables_number(c->value, text));
    table_name(t, report_tables_number(c->rank ? (double)c->rank : NAN, text));
    table_end(t);
}

/** The metrics of one outcome or stakeholder. */
static bool put_regret(struct making *m, const char *kind, const char *name, const char *unit,
                       struct regret_of of)
{
    struct regret found;

    of.futures = m->performance->futures;
    of.policies = m->performance->n_policies;
    of.alpha = ALPHA;
    of.threads = m->threads;
    const bool fine = regret_take(&found, &of);
    for (size_t p = 0; fine && p < of.policies; p++)
        for (size_t k = 0; k < ROBUSTNESS_METRICS; k++) {
            if (!report_views_lists(REPORT_ROBUSTNESS, robustness_metrics[k].name))
                continue;
            table_name(&m->regret, kind);
            table_name(&m->regret, name);
            table_name(&m->regret, robustness_metrics[k].has_unit ? unit : "1");
            table_text(&m->regret, m->performance->policy[p]);
            table_name(&m->regret, robustness_metrics[k].name);
            put_cell(&m->regret, regret_at(&found, k, p));
        }
    regret_free(&found);
    return fine;
}

static bool put_outcomes(struct making *m)
{
    const struct performance *p = m->performance;
    uint8_t *satisfied = calloc(p->n_policies * p->futures + 1, 1);
    bool fine = satisfied != NULL;

    for (size_t k = 0; fine && k < p->n_outcomes; k++) {
        const struct performance_outcome *o = &p->outcome[k];
        const bool has = !isnan(o->threshold);
        if (o->direction == PERFORMANCE_INFO)
            continue;
        memset(satisfied, 1, p->n_policies * p->futures);
        if (has)
            performance_satisfy(p, k, satisfied);
        fine = put_regret(
            m, "outcome", o->name, o->unit,
            (struct regret_of){.value = (const double *const *)p->value + k * p->n_policies,
                               .minimise = o->direction == PERFORMANCE_MINIMISE,
                               .satisfied = has ? satisfied : NULL});
    }
    free(satisfied);
    return fine;
}

static bool put_stakeholders(struct making *m)
{
    struct stakeholders *s = &m->stakeholders;
    double *weight = calloc(s->n + 1, sizeof *weight);
    bool fine = weight != NULL;

    for (size_t k = 0; fine && k < s->n; k++) {
        weight[k] = 1;
        stakeholders_mix(s, weight);
        weight[k] = 0;
        fine = put_regret(
            m, "stakeholder", s->name[k], "utility",
            (struct regret_of){.value = s->column, .satisfied = stakeholders_satisfied(s, k)});
    }
    free(weight);
    return fine;
}

static bool put_weights(struct making *m)
{
    struct weights w;
    const bool fine = weights_take(&w, &m->stakeholders, 0, ALPHA, STEPS, false, m->threads);
    char text[32];

    for (size_t i = 0; i < w.n; i++) {
        const struct weights_interval *x = &w.interval[i];
        if (!report_views_lists(REPORT_ROBUSTNESS, robustness_metrics[x->metric].name))
            continue;
        table_name(&m->weights, m->stakeholders.name[x->stakeholder]);
        table_name(&m->weights, robustness_metrics[x->metric].name);
        table_name(&m->weights, report_tables_number(x->from, text));
        table_name(&m->weights, report_tables_number(x->to, text));
        table_text(&m->weights, m->performance->policy[x->policy]);
        table_integer(&m->weights, (int64_t)x->ties);
        table_end(&m->weights);
    }
    weights_free(&w);
    return fine;
}

/** Begins a table in memory. */
static bool begin(struct table *t, char **text, size_t *size, const char *columns)
{
    FILE *f = open_memstream(text, size);

    return f && table_begin(t, f, columns);
}

/** Ends it; false if memory was short. */
static bool end(struct table *t)
{
    if (t->text)
        table_flush(t);
    table_free(t);
    return t->file && fclose(t->file) == 0;
}

bool report_regret_make(const struct performance *p, size_t threads, char **regret, char **weights)
{
    struct making m = {.performance = p, .threads = threads};
    size_t size[2] = {0};

    *regret = *weights = NULL;
    bool fine = begin(&m.regret, regret, &size[0], "kind,name,unit,policy,metric,value,rank") &&
                begin(&m.weights, weights, &size[1], "stakeholder,metric,from,to,policy,ties") &&
                stakeholders_init(&m.stakeholders, p) && put_outcomes(&m) && put_stakeholders(&m) &&
                put_weights(&m);
    stakeholders_free(&m.stakeholders);
    const bool ended[] = {end(&m.regret), end(&m.weights)};
    if (fine && ended[0] && ended[1])
        return true;
    free(*regret);
    free(*weights);
    *regret = *weights = NULL;
    return false;
}
