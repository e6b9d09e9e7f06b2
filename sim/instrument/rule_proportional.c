/*
 * Everyone gets the same share of the claim: award = d E / sum d.
 */
#include "instrument/rules.h"

static void proportional_share(const struct claimants *c, const lanes estate, const lanes sum,
                               lanes award[])
{
    lanes part;

    EACH_LANE (i) {
        const real share = estate[i] / sum[i];
        part[i] = sum[i] > 0 ? share : 0;
    }
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            award[a][i] = c->claim[a][i] * part[i];
}

const struct rule rule_proportional = {
    .name = "proportional",
    .doc = "everyone gets the same share of the claim",
    .reference = "Moulin (2000)",
    .share = proportional_share,
};
