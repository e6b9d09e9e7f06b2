/** Metrics of one actor; see metrics.c for what each means. */
#ifndef CHOKEPOINT_ENGINE_METRICS_ACTOR_H
#define CHOKEPOINT_ENGINE_METRICS_ACTOR_H

#include "engine/state.h"

#define METRIC(name)                                                                               \
    void metrics_actor_##name(const struct plan *pl, const struct state *s, int32_t a, lanes x)
METRIC(owned);
METRIC(accessible);
METRIC(training);
METRIC(serving);
METRIC(effective);
METRIC(target);
METRIC(fill_rate);
METRIC(pool);
METRIC(pool_days);
METRIC(run_done);
METRIC(training_flop);
METRIC(peak_flops);
METRIC(power);
METRIC(world_share);
METRIC(hyperscaler_share);
METRIC(domestic_stock);
METRIC(domestic_flow);
METRIC(foreign_delivered);
METRIC(frontier_gap);
#undef METRIC

#endif
