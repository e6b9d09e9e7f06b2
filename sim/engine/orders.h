/** Stage 7.5: cash, targets, choice, the room known, orders. */
#ifndef CHOKEPOINT_ENGINE_ORDERS_H
#define CHOKEPOINT_ENGINE_ORDERS_H

#include "engine/state.h"

/** Cash and targets at the opening. */
void orders_open(const struct plan *pl, struct state *s);

/** Every actor's orders of month t, in s->order. */
void orders_place(const struct plan *pl, struct state *s, int32_t t);

#endif
