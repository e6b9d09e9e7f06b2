#include "output/result_events.h"

static void row(struct table *table, const struct results_of *of, int32_t t, const char *kind,
                const char *name, const char *from, const char *to, uint64_t n)
{
    results_row(table, of, t);
    table_name(table, kind);
    table_name(table, name);
    table_name(table, from);
    table_name(table, to);
    table_real(table, (double)n / (double)of->collector->n);
    table_end(table);
}

static const char *regime_name(const struct plan *plan, int32_t regime)
{
    return regime < 0 ? "" : plan_name(plan, &kind_regime, regime);
}

static void events_write(struct table *table, const struct results_of *of)
{
    const struct collector *c = of->collector;
    const struct plan *plan = c->plan;

    for (int32_t e = 0; e < plan->n_events && c->n; e++) {
        const struct entity *event = scenario_at(plan->scenario, &kind_event, (size_t)e);
        const int32_t t = scenario_value(event, "month")->integer;
        const struct value *regime = scenario_value(event, "regime");
        if (t >= 0 && t < c->months)
            row(table, of, t, "event", event->name, "",
                regime->given ? regime_name(plan, regime->integer) : "", c->happened[e]);
    }
    for (size_t m = 0; m < c->n_moves; m++)
        for (int32_t t = 0; t < c->months; t++) {
            const struct collector_move *way = &c->moves[m];
            const uint64_t n = c->moved[(size_t)(t + 1) * c->n_moves + m];
            if (n)
                row(table, of, t, "move", plan_name(plan, &kind_jurisdiction, way->jurisdiction),
                    regime_name(plan, way->from), regime_name(plan, way->to), n);
        }
}

const struct result result_events = {
    .name = "events",
    .doc = "scripted events (kind event: share of futures in which they happen) and moves of "
           "regimes (kind move: "
           "share of futures with this move in this month)",
    .columns = "policy,date,month,kind,name,from,to,share",
    .write = events_write,
};
