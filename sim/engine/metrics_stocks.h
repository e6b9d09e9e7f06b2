/** What each actor has, summed over its pairs once a month: what several metrics and the policy
 * stage look at. */
#ifndef CHOKEPOINT_ENGINE_METRICS_STOCKS_H
#define CHOKEPOINT_ENGINE_METRICS_STOCKS_H

#include "engine/state.h"

/** Of one actor, at the end of a month; beside them state->owned, rented and accessible. */
struct holdings {
    lanes training, serving, effective; // in service, by the efficiency of their software [H100e]
    lanes pool;                         // training in the largest ecosystem and location [H100e]
    lanes power;                        // of owned chips [W]
    lanes domestic;                     // in service, made at home [H100e]
    lanes shipped, shipped_domestic;    // since the start [H100e]
    lanes foreign_landed;               // official, since the start [chips]
    lanes supplied[CHANNEL_ANY];        // held at the opening and shipped since, by channel [H100e]
};

/** What holds for the whole replication, then the stocks of the opening. */
void metrics_stocks_open(const struct plan *pl, struct state *s);

/** Stocks of all actors and references at the end of the state's month. */
void metrics_stocks(const struct plan *pl, struct state *s);

#endif
