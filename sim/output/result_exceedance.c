#include "output/result_exceedance.h"

/** Could these chips ever be delivered to this actor? */
static bool is_possible(const struct collector *c, const struct collector_delivery *d)
{
    const struct plan *plan = c->plan;

    for (int32_t i = 0; i < plan->n_pairs; i++)
        if ((d->actor < 0 || plan->pairs[i].actor == d->actor) &&
            (d->chip < 0 || plan->pairs[i].chip == d->chip))
            return true;
    return false;
}

static bool is_domestic(const struct plan *plan, int32_t chip)
{
    return chip >= 0 &&
           scenario_value(scenario_at(plan->scenario, &kind_chip, (size_t)chip), "channel")
                   ->integer == CHANNEL_DOMESTIC;
}

static void delivery_write(struct table *table, const struct results_of *of, size_t d)
{
    const struct collector *c = of->collector;
    const struct collector_delivery *what = &c->deliveries[d];
    const char *actor = what->actor < 0 ? "all" : plan_name(c->plan, &kind_actor, what->actor);
    const char *chip = what->chip < 0 ? "all_official" : plan_name(c->plan, &kind_chip, what->chip);

    char text[COLLECTOR_THRESHOLDS][RESULTS_KEYS];
    struct table keys[COLLECTOR_THRESHOLDS];

    for (size_t h = 0; h < COLLECTOR_THRESHOLDS; h++) {
        keys[h] = table_part(text[h], sizeof text[h]);
        table_name(&keys[h], actor);
        table_name(&keys[h], chip);
        table_name(&keys[h], collector_thresholds[h] > 0 ? "at_least" : "above");
        table_real(&keys[h], collector_thresholds[h]);
    }
    for (int32_t t = -1; t < c->months; t++)
        for (size_t h = 0; h < COLLECTOR_THRESHOLDS; h++) {
            const uint64_t n =
                c->reached[((size_t)(t + 1) * c->n_deliveries + d) * COLLECTOR_THRESHOLDS + h];
            results_row(table, of, t);
            table_copy(table, &keys[h]);
            table_real(table, (double)n / (double)c->n);
            table_end(table);
        }
}

static void exceedance_write(struct table *table, const struct results_of *of)
{
    const struct collector *c = of->collector;

    for (size_t d = 0; d < c->n_deliveries && c->n; d++)
        if (is_possible(c, &c->deliveries[d]) && !is_domestic(c->plan, c->deliveries[d].chip))
            delivery_write(table, of, d);
}

const struct result result_exceedance = {
    .name = "exceedance",
    .doc = "probability that chips landed since the start reach given numbers; all_official: every "
           "chip that "
           "comes through the official channel from abroad",
    .columns = "policy,date,month,actor,chip,relation,chips,probability",
    .write = exceedance_write,
};
