#include "analysis/operators.h"

#include "base/calendar.h"

#include <math.h>
#include <string.h>

/** What operators_of works with. */
struct making {
    struct operators *to;
    const struct observations *observations;
    const struct observations_row *row;
    int32_t opening;
    struct diag *diag;
};

/** Adds a multiple of a metric at the end of a month; what is there already changes. */
static void add(struct operators *o, const char *metric, int32_t month, double factor)
{
    size_t i = 0;

    while (i < o->n && (o->term[i].month != month || strcmp(o->term[i].metric, metric) != 0))
        i++;
    if (i == o->n)
        o->term[o->n++] = (struct operators_term){metric, month, 0};
    o->term[i].factor += factor;
}

/** The observed flow of a month, as the shortest period that holds it has it; NAN if none does. */
static double flow_of_month(const struct making *m, int32_t month)
{
    const struct observations_row *best = NULL;

    for (size_t i = 0; i < m->observations->n; i++) {
        const struct observations_row *r = &m->observations->row[i];
        if (!r->is_level && r->from <= month && r->to >= month && r->to <= m->opening &&
            strcmp(r->metric, m->row->fiscal_quarters) == 0 &&
            strcmp(r->actor, m->row->actor) == 0 &&
            (!best || r->to - r->from < best->to - best->from))
            best = r;
    }
    return best ? best->truth.median / best->scale / (best->to - best->from + 1) : NAN;
}

/** A multiple of the cumulative metric at the end of a fiscal quarter, perhaps before the run. */
static void add_end(struct making *m, int32_t month, double factor)
{
    add(m->to, m->row->fiscal_quarters, month > m->opening ? month : m->opening, factor);
    for (int32_t before = month + 1; before <= m->opening; before++)
        m->to->constant -= factor * flow_of_month(m, before);
}

/** A multiple of the row's metric at the end of a month, spread. */
static void add_month(struct making *m, int32_t month, double factor)
{
    const int32_t into = month % 3; // months since the last of January, April, July or October
    const double share = into / 3.0;

    add(m->to, m->row->metric, month, factor);
    if (!*m->row->fiscal_quarters || into == 0)
        return;
    add(m->to, m->row->fiscal_quarters, month, -factor);
    add_end(m, month - into, factor * (1 - share));
    add_end(m, month - into + 3, factor * share);
}

bool operators_of(struct operators *o, const struct observations *observations,
                  const struct observations_row *row, int32_t opening, struct diag *diag)
{
    struct making m = {o, observations, row, opening, diag};
    char end[16];

    *o = (struct operators){.n = 0};
    add_month(&m, row->to, 1);
    if (!row->is_level)
        add_month(&m, row->from - 1, -1);
    if (!isnan(o->constant))
        return true;
    diag_add(diag, row->place, "fiscal_quarters",
             "no flow of '%s' up to %s, in which the fiscal quarter began; expected one in the "
             "table",
             row->fiscal_quarters, calendar_month_end(opening, 0, end));
    return false;
}

double operators_apply(const struct operators *o, const double metric[])
{
    double sum = o->constant, largest = fabs(o->constant);

    for (size_t i = 0; i < o->n; i++) {
        sum += o->term[i].factor * metric[i];
        largest = fmax(largest, fabs(o->term[i].factor * metric[i]));
    }
    return fabs(sum) <= 1e-9 * largest ? 0 : sum;
}
