/** Claims for one chip, clipped by what the need, money and instruments leave room for. Part of
 * stage 7.7. */
#ifndef CHOKEPOINT_ENGINE_CLAIMS_H
#define CHOKEPOINT_ENGINE_CLAIMS_H

#include "engine/state.h"
#include "instrument/rules.h"

/** The claimants for one chip: its pairs, and perhaps the outside buyers as the last. */
struct market {
    int32_t chip, n;
    int32_t pair[64];
    struct claimants claimants;
    lanes award[RULES_MOST];
};

/** Books chips of a pair that stayed back under a category of the ledger. */
void claims_book(const struct plan *pl, struct state *s, int32_t p, const lanes chips,
                 int32_t category);

/** What each claimant has cleared, clipped in month t by all but the inventory. */
void claims_clip(const struct plan *pl, struct state *s, struct market *m, int32_t t);

/** Awards of a rule become the claims; what is lost is booked. */
void claims_ration(const struct plan *pl, struct state *s, struct market *m, int32_t rule,
                   const lanes estate, int32_t category);

#endif
