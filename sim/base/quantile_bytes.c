/* A table is numbers: which distribution, its parameters and form, its spline or whose it borrows,
 * its steps. */
#include "base/quantile_bytes.h"

#include <stdint.h>
#include <stdlib.h>

/** What is written of a table before its arrays. */
struct record {
    double from, mass, total, n[5], key[DISTRIBUTION_KEYS], low, high, per_score, one;
    int32_t distribution; // number among all; -1: a table of a certain parameter
    int32_t curve, count;
    int32_t lender; // table whose spline this one uses, or -1
    uint32_t pieces, steps;
};

static int32_t number_of(const struct distribution *d)
{
    int32_t i = 0;

    while (distributions[i] && distributions[i] != d)
        i++;
    return distributions[i] ? i : -1;
}

static int32_t count(void)
{
    int32_t n = 0;

    while (distributions[n])
        n++;
    return n;
}

static int32_t lender_of(const struct quantile_table tables[], size_t u)
{
    size_t i = 0;

    while (i < u &&
           (tables[i].borrowed || tables[i].spline.coefficient != tables[u].spline.coefficient))
        i++;
    return tables[u].borrowed ? (int32_t)i : -1;
}

void quantile_bytes_put(struct bytes *b, const struct quantile_table tables[], size_t u)
{
    const struct quantile_table *t = &tables[u];
    const struct distribution_parameters *p = t->parameters;
    struct record r = {.from = t->from,
                       .mass = t->mass,
                       .total = t->total,
                       .per_score = t->spline.per_score,
                       .one = t->spline.one,
                       .distribution = t->distribution ? number_of(t->distribution) : -1,
                       .curve = (int32_t)t->form.curve,
                       .lender = lender_of(tables, u),
                       .pieces = (uint32_t)t->spline.pieces,
                       .steps = (uint32_t)t->steps};

    for (int i = 0; i < 5; i++)
        r.n[i] = t->form.n[i];
    for (int i = 0; p && i < DISTRIBUTION_KEYS; i++)
        r.key[i] = p->key[i];
    if (p) {
        r.low = p->low;
        r.high = p->high;
        r.count = p->count;
    }
    bytes_put(b, &r, sizeof r);
    if (r.distribution < 0)
        return;
    bytes_put(b, p->value, (size_t)p->count * sizeof *p->value);
    bytes_put(b, p->probability, (size_t)p->count * sizeof *p->probability);
    bytes_put(b, t->step, t->steps * sizeof *t->step);
    if (!t->borrowed)
        bytes_put(b, t->spline.coefficient,
                  t->spline.pieces * QUANTILE_SPLINE_ORDER * sizeof(double));
}

/** The parameters, owned by the table. */
static void take_parameters(struct bytes_view *v, const struct record *r, struct quantile_table *t)
{
    struct distribution_parameters *p = calloc(1, sizeof *p);

    v->failed |= !p || r->count < 0 || r->count > DISTRIBUTION_VALUES;
    t->parameters = t->own = p;
    if (v->failed)
        return;
    for (int i = 0; i < DISTRIBUTION_KEYS; i++)
        p->key[i] = r->key[i];
    p->low = r->low;
    p->high = r->high;
    p->count = r->count;
    bytes_take(v, p->value, (size_t)p->count * sizeof *p->value);
    bytes_take(v, p->probability, (size_t)p->count * sizeof *p->probability);
}

void quantile_bytes_take(struct bytes_view *v, struct quantile_table tables[], size_t u)
{
    struct quantile_table *t = &tables[u];
    struct record r;

    *t = (struct quantile_table){0};
    bytes_take(v, &r, sizeof r);
    v->failed |= r.lender >= (int32_t)u || r.distribution >= count();
    if (v->failed || r.distribution < 0)
        return;
    t->distribution = distributions[r.distribution];
    t->from = r.from;
    t->mass = r.mass;
    t->total = r.total;
    t->form.curve = (enum distribution_curve)r.curve;
    for (int i = 0; i < 5; i++)
        t->form.n[i] = r.n[i];
    take_parameters(v, &r, t);
    t->steps = r.steps;
    if (r.steps > 0)
        t->step = bytes_take_array(v, r.steps, sizeof *t->step);
    t->spline.pieces = r.pieces;
    t->spline.per_score = r.per_score;
    t->spline.one = r.one;
    t->borrowed = r.lender >= 0;
    if (t->borrowed)
        t->spline.coefficient = tables[r.lender].spline.coefficient;
    else if (r.pieces > 0)
        t->spline.coefficient =
            bytes_take_array(v, r.pieces, QUANTILE_SPLINE_ORDER * sizeof(double));
}
