/** Metrics of all actors together; see metrics.c for what each means. */
#ifndef CHOKEPOINT_ENGINE_METRICS_SYSTEM_H
#define CHOKEPOINT_ENGINE_METRICS_SYSTEM_H

#include "engine/state.h"

#define METRIC(name)                                                                               \
    void metrics_system_##name(const struct plan *pl, const struct state *s, int32_t a, lanes x)
METRIC(domestic_stock);
METRIC(hhi_owned);
METRIC(hhi_accessible);
METRIC(ratio_owned);
METRIC(ratio_accessible);
METRIC(delivered);
METRIC(treasury);
METRIC(vendor);
METRIC(supplied);
METRIC(supplied_official);
METRIC(supplied_domestic);
METRIC(supplied_legal);
METRIC(supplied_grey);
#undef METRIC

#endif
