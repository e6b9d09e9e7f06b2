#include "output/result_nothing_arrived.h"

#include <math.h>

/** Futures in which a chip still waits in a category at the end of month t. */
static uint64_t waiting(const struct collector *c, int32_t t, int32_t chip, int32_t category)
{
    const size_t months_before = (size_t)t * arrivals_count(c->plan);

    return c->waiting[months_before + (size_t)(chip * c->plan->n_categories + category)];
}

static bool is_empty(const struct collector *c, int32_t chip, int32_t category)
{
    for (int32_t t = 0; t < c->months; t++)
        if (waiting(c, t, chip, category) > 0)
            return false;
    return true;
}

static const char *name(const struct plan *plan, const struct kind *kind, int32_t index)
{
    return index < 0 ? "" : plan_name(plan, kind, index);
}

static void category_write(struct table *table, const struct results_of *of, int32_t chip,
                           int32_t category)
{
    const struct collector *c = of->collector;
    const struct category *what = &c->plan->categories[category];
    char text[RESULTS_KEYS];
    struct table keys = table_part(text, sizeof text);

    table_name(&keys, plan_name(c->plan, &kind_chip, chip));
    table_name(&keys, observe_stages[what->stage]);
    table_name(&keys, name(c->plan, &kind_jurisdiction, what->jurisdiction));
    table_name(&keys, what->cause);
    table_name(&keys, name(c->plan, &kind_instrument, what->instrument));
    for (int32_t t = 0; t < c->months; t++) {
        const double p = (double)waiting(c, t, chip, category) / (double)c->n;
        results_row(table, of, t);
        table_copy(table, &keys);
        table_real(table, p);
        table_real(table, c->n > 1 ? sqrt(p * (1 - p) / (double)(c->n - 1)) : NAN);
        table_end(table);
    }
}

static void nothing_arrived_write(struct table *table, const struct results_of *of)
{
    const struct plan *plan = of->collector->plan;

    for (int32_t k = 0; k < plan->n_chips; k++)
        for (int32_t category = 0; category < plan->n_categories; category++)
            if (!is_empty(of->collector, k, category))
                category_write(table, of, k, category);
}

const struct result result_nothing_arrived = {
    .name = "nothing_arrived",
    .doc = "probability that none of a chip has landed anywhere since the start, by what was shut: "
           "where its foremost chips stand, asked from the border back to what was never ordered; "
           "the causes add up to the probability of no delivery in exceedance",
    .columns = "policy,date,month,chip,stage,key,cause,instrument,probability,mc_standard_error",
    .write = nothing_arrived_write,
};
