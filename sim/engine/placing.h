/** How an actor's gap becomes orders within the rooms it knows, and what was lost on the way. Part
 * of stage 7.5. */
#ifndef CHOKEPOINT_ENGINE_PLACING_H
#define CHOKEPOINT_ENGINE_PLACING_H

#include "engine/rooms.h"

/** One actor's orders while they are placed; arrays are by its pairs on offer. */
struct placing {
    int32_t actor, n;
    const int32_t *pair;      // (n)
    const int32_t *tied;      // (n + 1) which of s->tied[] limit it
    struct rooms *rooms;      // its own
    int32_t live[64], n_live; // those that take part in the round
    lanes *share;             // first share while it is open and has room
    lanes *want;              // chips wanted in the round
    lanes *factor, *cause;    // the part of them that is placed; category of the tightest group
};

/** For each bind b to a group that limits pair n. */
#define EACH_TIE(b, s, x, n)                                                                       \
    for (int32_t b, b##_at = (x)->tied[n];                                                         \
         b##_at < (x)->tied[(n) + 1] && (b = (s)->tied[b##_at], true); b##_at++)

/** Makes ready for actor a, whose rooms are split; nothing is ordered yet. */
void placing_begin(const struct plan *pl, struct state *s, int32_t a, struct rooms *r,
                   struct placing *x);

/** Places the actor's gap in s->order; books by cause what is lost in the first round. */
void placing_spread(const struct plan *pl, struct state *s, struct placing *x);

/** Orders what is wanted of the live pairs within the rooms left: one factor for each chip. */
void placing_fit(const struct plan *pl, struct state *s, struct placing *x);

#endif
