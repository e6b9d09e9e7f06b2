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

#include <stdbool.h>
#include <stdint.h>

/** n claimants, at most RULES_MOST. */
#define RULES_MOST 65

struct claimants {
    int n;
    lanes claim[RULES_MOST];
    lanes weight[RULES_MOST];     // of the weighted rule
    double firms[RULES_MOST];     // equal claimants each stands for
    int32_t priority[RULES_MOST]; // larger is served first
};

struct rule {
    const char *name;
    const char *doc;
    const char *reference;
    /** Writes the n awards. Called where the sum of the claims exceeds the estate in some lane; in
     * the others the estate given here is 0, soon shared, and the awards do not count. */
    void (*share)(const struct claimants *claimants, const lanes estate, const lanes sum,
                  lanes award[]);
};

/** All rules, NULL-terminated, in the order of rule_names (model/supply.h). */
extern const struct rule *const rules[];

/** Shares the estate by rule number `rule`. Negative estates count as 0.
 *  @param award (n) the claims in lanes where they fit; not written if they fit in all
 *  @return false if they do */
bool rules_share(int32_t rule, const struct claimants *claimants, const lanes estate,
                 lanes award[]);

/** min(d, lambda weight) with sum E: the waterfill that the equal and weighted rules share.
 *  @param weight (n) positive  @param award (n) overwritten */
void rules_fill(int n, const lanes claim[], const lanes weight[], const lanes estate,
                lanes award[]);

/** The same with the claimants' firms as weights: equal awards for each firm. */
void rules_fill_firms(const struct claimants *claimants, const lanes claim[], const lanes estate,
                      lanes award[]);

#endif
