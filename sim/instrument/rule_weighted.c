/*
 * Awards in proportion to weights, nobody more than the claim: award = min(d, lambda weight).
 */
#include "instrument/rules.h"

static void weighted_share(const struct claimants *c, const lanes estate, const lanes sum,
                           lanes award[])
{
    (void)sum;
    rules_fill(c->n, c->claim, c->weight, estate, award);
}

const struct rule rule_weighted = {
    .name = "weighted",
    .doc = "awards in proportion to weights, nobody more than the claim",
    .reference = "Moulin (2000)",
    .share = weighted_share,
};
