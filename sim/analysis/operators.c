#include "analysis/operators.h"

#include <math.h>

static void add(struct operators *o, const char *metric, int32_t month, double factor)
{
    o->term[o->n++] = (struct operators_term){metric, month, factor};
}

struct operators operators_of(const struct observations_row *row)
{
    struct operators o = {.n = 0};

    add(&o, row->metric, row->to, 1);
    if (!row->is_level)
        add(&o, row->metric, row->from - 1, -1);
    return o;
}

double operators_apply(const struct operators *o, const struct observations_row *row,
                       const double metric[])
{
    double sum = o->constant, largest = fabs(o->constant);

    for (size_t i = 0; i < o->n; i++) {
        sum += o->term[i].factor * metric[i];
        largest = fmax(largest, fabs(o->term[i].factor * metric[i]));
    }
    return (fabs(sum) <= 1e-9 * largest ? 0 : sum) * row->scale;
}
