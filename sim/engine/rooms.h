/**
 * The room buyers know before they order: allowances, limits, suppliers' prospects, net of all
 * outstanding.
 *
 * A group is an instrument (allowance or limit) or a chip's supply. Shared rooms are split among
 * those who can use them.
 */
#ifndef CHOKEPOINT_ENGINE_ROOMS_H
#define CHOKEPOINT_ENGINE_ROOMS_H

#include "engine/state.h"

struct rooms {
    lanes *total, *weight;               // (instrument) shared room; sum of split weights
    lanes *supply_total, *supply_weight; // (chip)
    lanes *room, *first, *sum;    // (instrument) of one actor: left, at first, what is wanted of it
    lanes *supply, *supply_first; // (chip) of one actor
    lanes *want, *placed, *factor; // (chip) by the actor's pair
};

/** Carves the arrays from the state's scratch. */
void rooms_carve(const struct plan *pl, struct state *s, struct rooms *r);

/** Shared rooms and the weights by which they are split, before anyone orders in month t. */
void rooms_measure(const struct plan *pl, struct state *s, int32_t t, struct rooms *r);

/** Actor a's own rooms. */
void rooms_split(const struct plan *pl, struct state *s, int32_t a, int32_t t, struct rooms *r);

/** Units one chip of the bind's pair takes of its limit or allowance: 0 where the instrument is
 * off. */
void rooms_unit(const struct plan *pl, const struct state *s, int32_t p, int32_t b, lanes unit);

#endif
