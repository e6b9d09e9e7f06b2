/*
 * Larger priority is served first; ties share in proportion to their claims.
 */
#include "instrument/rules.h"

#include <stdbool.h>
#include <string.h>

static void priority_share(const struct claimants *c, const lanes estate, const lanes all,
                           lanes award[])
{
    lanes left;
    bool served[RULES_MOST] = {false};

    (void)all;
    memcpy(left, estate, sizeof left);
    for (;;) {
        int first = -1;
        for (int a = 0; a < c->n; a++)
            if (!served[a] && (first < 0 || c->priority[a] > c->priority[first]))
                first = a;
        if (first < 0)
            return;
        lanes sum = {0}, part;
        for (int a = 0; a < c->n; a++)
            if (!served[a] && c->priority[a] == c->priority[first])
                EACH_LANE (i)
                    sum[i] += c->claim[a][i];
        EACH_LANE (i) {
            const real share = left[i] / sum[i], rest = left[i] - sum[i];
            part[i] = rest < 0 ? share : 1;
            left[i] = rest < 0 ? 0 : rest;
        }
        const int32_t rank = c->priority[first];
        for (int a = 0; a < c->n; a++)
            if (!served[a] && c->priority[a] == rank) {
                served[a] = true;
                EACH_LANE (i)
                    award[a][i] = c->claim[a][i] * part[i];
            }
    }
}

const struct rule rule_priority = {
    .name = "priority",
    .doc = "larger priority is served first; ties share in proportion",
    .reference = "Moulin (2000)",
    .share = priority_share,
};
