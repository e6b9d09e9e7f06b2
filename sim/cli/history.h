/** One future, kept month by month as it happens, to be told afterwards. */
#ifndef CHOKEPOINT_CLI_HISTORY_H
#define CHOKEPOINT_CLI_HISTORY_H

#include "engine/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is kept of each pair [chips]: sums since the start, but for the stock at the border. */
enum history_sum {
    HISTORY_ORDERED,
    HISTORY_CLEARED,
    HISTORY_SHIPPED,
    HISTORY_LANDED,
    HISTORY_DENIED,
    HISTORY_REVOKED,
    HISTORY_LAPSED,
    HISTORY_RETURNED,
    HISTORY_BORDER,
    HISTORY_SUMS
};

/** Records stand at t + 1: the opening at 0. All of lane 0. */
struct history {
    const struct plan *plan;
    double *sum;       // (months + 1, pairs, HISTORY_SUMS)
    int32_t *regime;   // (months + 1, jurisdictions)
    double *allowance; // (months + 1, allowances) balance, where it is usable; else NAN
    double *happens;   // (events) 1 or 0
};

/** False if memory is short; history_free is allowed afterwards, and twice. */
bool history_init(struct history *history, const struct plan *plan);
void history_free(struct history *history);

/** The observer that fills it. */
struct engine_observer history_observer(struct history *history);

/** A sum of pair p at the end of month t; its change in month t. */
double history_sum(const struct history *history, int32_t t, int32_t p, enum history_sum what);
double history_change(const struct history *history, int32_t t, int32_t p, enum history_sum what);

#endif
