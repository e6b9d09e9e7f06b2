#include "instrument/rules.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

extern const struct rule rule_proportional, rule_weighted, rule_priority,
    rule_constrained_equal_awards, rule_constrained_equal_losses, rule_talmud;

const struct rule *const rules[] = {
    &rule_proportional,
    &rule_weighted,
    &rule_priority,
    &rule_constrained_equal_awards,
    &rule_constrained_equal_losses,
    &rule_talmud,
    NULL,
};

void rules_share(int32_t rule, struct claimants *claimants, const lanes estate)
{
    lanes sum = {0}, room;
    bool short_ = false;

    for (int a = 0; a < claimants->n; a++)
        EACH_LANE (i)
            sum[i] += claimants->claim[a][i];
    EACH_LANE (i) {
        const double e = estate[i] > 0 ? estate[i] : 0;
        short_ |= sum[i] > e;
        room[i] = sum[i] > e ? e : sum[i];
    }
    if (!short_)
        return;
    struct claimants shared;
    shared.n = claimants->n;
    for (int a = 0; a < claimants->n; a++) {
        memcpy(shared.claim[a], claimants->claim[a], sizeof(lanes));
        memcpy(shared.weight[a], claimants->weight[a], sizeof(lanes));
        shared.firms[a] = claimants->firms[a];
        shared.priority[a] = claimants->priority[a];
    }
    rules[rule]->share(&shared, room);
    for (int a = 0; a < claimants->n; a++)
        EACH_LANE (i) {
            const bool rationed = sum[i] > (estate[i] > 0 ? estate[i] : 0);
            const double claim = claimants->claim[a][i];
            const double award = shared.claim[a][i] < claim ? shared.claim[a][i] : claim;
            claimants->claim[a][i] = rationed ? (award > 0 ? award : 0) : claim;
        }
}

/*
 * Each round shares what is left among the unsatisfied by weight; those whose claim fits are
 * satisfied. At least one is in every round but the last, so n rounds give the exact lambda.
 */
void rules_fill(int n, lanes claim[], const lanes weight[], const lanes estate)
{
    lanes lambda = {0}, settled[RULES_MOST];

    memset(settled, 0, sizeof(lanes) * (size_t)n);
    for (int round = 0; round < n; round++) {
        lanes left, open = {0};
        memcpy(left, estate, sizeof left);
        for (int a = 0; a < n; a++)
            EACH_LANE (i) {
                left[i] -= settled[a][i] > 0 ? claim[a][i] : 0;
                open[i] += settled[a][i] > 0 ? 0 : weight[a][i];
            }
        bool again = false;
        EACH_LANE (i)
            lambda[i] = open[i] > 0 ? (left[i] > 0 ? left[i] : 0) / open[i] : INFINITY;
        for (int a = 0; a < n; a++)
            EACH_LANE (i) {
                const bool fits = claim[a][i] <= lambda[i] * weight[a][i];
                again |= fits && !(settled[a][i] > 0);
                settled[a][i] = fits ? 1 : settled[a][i];
            }
        if (!again)
            break;
    }
    for (int a = 0; a < n; a++)
        EACH_LANE (i)
            claim[a][i] = settled[a][i] > 0 ? claim[a][i] : lambda[i] * weight[a][i];
}
