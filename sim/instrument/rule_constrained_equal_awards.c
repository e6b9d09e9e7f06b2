/*
 * Equal awards for each firm, nobody more than the claim: award = min(d, lambda firms).
 */
#include "instrument/rules.h"

static void equal_awards_share(struct claimants *c, const lanes estate)
{
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            c->weight[a][i] = c->firms[a];
    rules_fill(c->n, c->claim, (const lanes *)c->weight, estate);
}

const struct rule rule_constrained_equal_awards = {
    .name = "constrained_equal_awards",
    .doc = "equal awards for each firm, nobody more than the claim",
    .reference = "Thomson (2003)",
    .share = equal_awards_share,
};
