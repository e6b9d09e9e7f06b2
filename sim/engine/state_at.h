/** Where things stand in a block: an instrument's values of the month, a month of a history. */
#ifndef CHOKEPOINT_ENGINE_STATE_AT_H
#define CHOKEPOINT_ENGINE_STATE_AT_H

#include "engine/state.h"

/** The month's parameters of an instrument. */
static inline const void *state_params(const struct state *s, const struct plan *pl,
                                       int32_t instrument)
{
    return (const char *)s->arena + pl->instruments[instrument].now +
           pl->instruments[instrument].params;
}

/** Its head of the month. */
static inline const struct instrument_head *state_head(const struct state *s, const struct plan *pl,
                                                       int32_t instrument)
{
    return (const struct instrument_head *)((const char *)s->arena +
                                            pl->instruments[instrument].now);
}

/** Will no lane ever have to do with a pair beyond what it has in service?  Known once a block is
 * open. */
static inline bool state_idle(const struct state *s, int32_t pair)
{
    return !(s->liked[pair] | s->asked[pair] | s->supplied[pair]);
}

/** Was any lane refused some of a pair for that reason? */
static inline bool state_refused(const struct state *s, int32_t pair, int32_t refusal)
{
    return s->was_refused[pair] >> refusal & 1;
}

/** Index of month t (from -1) of a pair's, chip's or limit's history. */
static inline size_t state_at(const struct plan *pl, int32_t i, int32_t t)
{
    return (size_t)i * (size_t)(pl->months + 1) + (size_t)(t + 1);
}

/** Slot of month t in a ring; until month t overwrites it, of month t - n. */
static inline size_t state_slot(const struct ring *ring, int32_t t)
{
    return (size_t)(ring->first + t % ring->n);
}

/** The value of a schedule in month t; zeros before its first step. */
const real *state_schedule(const struct state *s, const struct plan *pl,
                           const struct schedule *schedule, int32_t t);

#endif
