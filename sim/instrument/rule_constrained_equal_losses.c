/*
 * Equal losses for each firm, nobody below zero: award = d - CEA(sum d - E, d).
 */
#include "instrument/rules.h"

static void equal_losses_share(const struct claimants *c, const lanes estate, const lanes sum,
                               lanes award[])
{
    lanes missing;

    EACH_LANE (i)
        missing[i] = sum[i] - estate[i];
    rules_fill_firms(c, c->claim, missing, award);
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            award[a][i] = c->claim[a][i] - award[a][i];
}

const struct rule rule_constrained_equal_losses = {
    .name = "constrained_equal_losses",
    .doc = "equal losses for each firm, nobody below zero",
    .reference = "Thomson (2003)",
    .share = equal_losses_share,
};
