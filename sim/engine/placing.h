/** How an actor's gap becomes orders within the rooms it knows, and what was lost on the way. Part
 * of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_PLACING_H
#define CHOKEPOINT_ENGINE_PLACING_H

#include "engine/rooms.h"

/** One actor's orders while they are placed. Arrays are by its pairs on offer. */
struct placing {
    int32_t actor, n;
    const int32_t *pair;    // (n)
    struct rooms *rooms;    // its own
    int32_t live[64];       // those that take part in this round
    int32_t n_live;
    lanes *want;            // chips wanted in this round
    lanes *factor, *cause;  // the part of it that is placed, category of the tightest group
    lanes *placed;          // chips placed so far
    lanes *share;           // first share where it is open and has room
};

/** Makes ready for actor a, whose rooms are split.  @param scratch 5 for each chip */
void placing_begin(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                   lanes *scratch, struct placing *x);

/** Places actor a's gap; losses of the first round by cause go into the state. */
void placing_spread(const struct plan *pl, struct state *s, struct placing *x);

/** Places x->want of the pairs in x->live within the rooms left: one factor for each chip. */
void placing_fit(const struct plan *pl, const struct state *s, struct placing *x);

#endif
