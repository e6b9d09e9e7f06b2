/**
 * Rationing: how an estate that is too small is shared among claimants. rules.c lists the rules,
 * each in a file.
 *
 * The rule is a declared assumption: it moves small firms more than a tariff does.
 * Sources: Moulin (2000), "Priority rules and other asymmetric rationing methods", Econometrica 68;
 * Aumann & Maschler (1985), "Game theoretic analysis of a bankruptcy problem from the Talmud", JET
 * 36; Thomson (2003), Mathematical Social Sciences 45.
 */
#ifndef CHOKEPOINT_INSTRUMENT_RULES_H
#define CHOKEPOINT_INSTRUMENT_RULES_H

#include "base/lanes.h"

#include <stdint.h>

/** n claimants, at most RULES_MOST. */
#define RULES_MOST 65

struct claimants {
    int n;
    lanes claim[RULES_MOST];      // overwritten by the awards
    lanes weight[RULES_MOST];     // of the weighted rule
    double firms[RULES_MOST];     // equal claimants each stands for
    int32_t priority[RULES_MOST]; // larger is served first
};

struct rule {
    const char *name;
    const char *doc;
    const char *reference;
    /** Replaces claims by awards. Called where the sum exceeds the estate in some lane; in the
     * others awards are claims. */
    void (*share)(struct claimants *claimants, const lanes estate);
};

/** All rules, NULL-terminated, in the order of rule_names (model/supply.h). */
extern const struct rule *const rules[];

/** Shares the estate by rule number `rule`; leaves claims as they are in lanes where they fit.
 * Negative estates count as 0. */
void rules_share(int32_t rule, struct claimants *claimants, const lanes estate);

/** min(d, lambda weight) with sum E: the waterfill that the equal and weighted rules share.
 *  @param claim (n) overwritten by the awards  @param weight (n) positive */
void rules_fill(int n, lanes claim[], const lanes weight[], const lanes estate);

#endif
