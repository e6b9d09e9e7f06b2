/**
 * The room buyers know before they order: allowances, limits, suppliers' prospects, net of all
 * outstanding.
 *
 * A group is an instrument (allowance or limit) or a chip's supply. Shared rooms are split among
 * those who can use them.
 */
#ifndef CHOKEPOINT_ENGINE_ROOMS_H
#define CHOKEPOINT_ENGINE_ROOMS_H

#include "engine/state_at.h"
#include "instrument/window.h"

struct rooms {
    // of all actors
    lanes *supply_total, *supply_weight; // (chip) shared room; sum of split weights
    lanes *total, *weight;               // (instrument) the same
    int32_t group[64], n_groups;         // instruments that limit some lane this month
    // of the actor whose turn it is: what is left, and below what it is spent
    lanes *supply, *supply_least; // by its pairs on offer
    lanes *room, *least, *wanted; // (instrument); and what is wanted of it in this round
    lanes *behind;                // scratch that is still free
};

/** Shared rooms and the weights by which they are split, before anyone orders in month t. They lie
 * in the state's scratch. */
void rooms_measure(const struct plan *pl, struct state *s, int32_t t, struct rooms *r);

/** Actor a's own rooms. */
void rooms_split(const struct plan *pl, struct state *s, int32_t a, int32_t t, struct rooms *r);

/** Units one chip of the bind's pair takes of its limit or allowance: 0 where the instrument is
 * off.  @param unit where they are put if they do not stand in the state */
static inline const real *rooms_unit(const struct plan *pl, const struct state *s, int32_t b,
                                     real *unit)
{
    const struct bind *bind = &pl->binds[b];
    const real *h100e = s->chip[pl->pairs[bind->pair].chip].h100e, *on = s->on[b];

    if (pl->instruments[bind->instrument].limit < 0 ||
        ((const struct window *)state_params(s, pl, bind->instrument))->unit == LIMIT_CHIPS)
        return on;
    EACH_LANE (i)
        unit[i] = on[i] * h100e[i];
    return unit;
}

#endif
