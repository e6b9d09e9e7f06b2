/*
 * Equal awards for each firm, nobody more than the claim: award = min(d, lambda firms).
 */
#include "instrument/rules.h"

static void equal_awards_share(const struct claimants *c, const lanes estate, const lanes sum,
                               lanes award[])
{
    (void)sum;
    rules_fill_firms(c, c->claim, estate, award);
}

const struct rule rule_constrained_equal_awards = {
    .name = "constrained_equal_awards",
    .doc = "equal awards for each firm, nobody more than the claim",
    .reference = "Thomson (2003)",
    .share = equal_awards_share,
};
