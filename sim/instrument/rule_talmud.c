/*
 * Up to half of all claims awards are equal up to half of each; beyond, losses are.
 *
 *   CEA(E, d/2) if E <= sum(d)/2, else d - CEA(sum(d) - E, d/2)
 *
 * Known answer (Aumann & Maschler 1985): claims 100, 200, 300; estate 200 -> 50, 75, 75; 400 -> 50,
 * 125, 225.
 */
#include "instrument/rules.h"

static void talmud_share(const struct claimants *c, const lanes estate, const lanes sum,
                         lanes award[])
{
    lanes half[RULES_MOST], part;

    EACH_LANE (i)
        part[i] = estate[i] <= sum[i] / 2 ? estate[i] : sum[i] - estate[i];
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            half[a][i] = c->claim[a][i] / 2;
    rules_fill_firms(c, (const lanes *)half, part, award);
    for (int a = 0; a < c->n; a++)
        EACH_LANE (i) {
            const real least = award[a][i], most = c->claim[a][i] - least;
            award[a][i] = estate[i] <= sum[i] / 2 ? least : most;
        }
}

const struct rule rule_talmud = {
    .name = "talmud",
    .doc = "equal awards up to half of each claim, equal losses beyond",
    .reference = "Aumann & Maschler (1985)",
    .share = talmud_share,
};
