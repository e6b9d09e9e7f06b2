/*
 * Everyone gets the same share of the claim: award = d E / sum d.
 */
#include "instrument/rules.h"

static void proportional_share(struct claimants *c, const lanes estate)
{
    lanes sum = {0};

    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            sum[i] += c->claim[a][i];
    EACH_LANE (i)
        sum[i] = sum[i] > 0 ? estate[i] / sum[i] : 0;
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            c->claim[a][i] *= sum[i];
}

const struct rule rule_proportional = {
    .name = "proportional",
    .doc = "everyone gets the same share of the claim",
    .reference = "Moulin (2000)",
    .share = proportional_share,
};
