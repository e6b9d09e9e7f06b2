/*
 * Equal losses for each firm, nobody below zero: award = d - CEA(sum d - E, d).
 */
#include "instrument/rules.h"

#include <string.h>

static void equal_losses_share(struct claimants *c, const lanes estate)
{
    lanes loss[RULES_MOST], missing;

    EACH_LANE (i)
        missing[i] = -estate[i];
    for (int a = 0; a < c->n; a++) {
        memcpy(loss[a], c->claim[a], sizeof loss[a]);
        EACH_LANE (i) {
            c->weight[a][i] = c->firms[a];
            missing[i] += c->claim[a][i];
        }
    }
    rules_fill(c->n, loss, (const lanes *)c->weight, missing);
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            c->claim[a][i] -= loss[a][i];
}

const struct rule rule_constrained_equal_losses = {
    .name = "constrained_equal_losses",
    .doc = "equal losses for each firm, nobody below zero",
    .reference = "Thomson (2003)",
    .share = equal_losses_share,
};
