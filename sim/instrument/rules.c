#include "instrument/rules.h"

#include <math.h>
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

bool rules_share(int32_t rule, const struct claimants *claimants, const lanes estate, lanes award[])
{
    lanes sum = {0}, over, room;

    for (int a = 0; a < claimants->n; a++)
        EACH_LANE (i)
            sum[i] += claimants->claim[a][i];
    EACH_LANE (i) {
        const real e = estate[i] > 0 ? estate[i] : 0;
        over[i] = sum[i] > e ? 1 : 0;
        room[i] = sum[i] > e ? e : 0;
    }
    if (!lanes_any(over))
        return false;
    rules[rule]->share(claimants, room, sum, award);
    for (int a = 0; a < claimants->n; a++)
        EACH_LANE (i) {
            const real claim = claimants->claim[a][i], given = award[a][i];
            const real most = given < claim ? given : claim, least = most > 0 ? most : 0;
            award[a][i] = over[i] > 0 ? least : claim;
        }
    return true;
}

/*
 * Newton's iteration from below for lambda, which is piecewise linear in the estate:
 *
 *   lambda = (E - sum of the claims that fit) / sum of the weights of those that do not
 *
 * More claims fit in every round but the last, so n + 1 rounds give the exact lambda.
 */
void rules_fill(int n, const lanes claim[], const lanes weight[], const lanes estate, lanes award[])
{
    lanes lambda = {0}, left, open, grows;

    for (int round = 0; round <= n; round++) {
        memcpy(left, estate, sizeof left);
        memset(open, 0, sizeof open);
        for (int a = 0; a < n; a++) {
            const real *part = weight[a];
            EACH_LANE (i) {
                const real d = claim[a][i], w = part[i], most = lambda[i] * w;
                const real taken = d <= most ? d : 0, waits = d <= most ? 0 : w;
                left[i] -= taken;
                open[i] += waits;
            }
        }
        EACH_LANE (i) {
            const real each = (left[i] > 0 ? left[i] : 0) / open[i];
            const real next = open[i] > 0 ? each : INFINITY;
            grows[i] = next > lambda[i] ? 1 : 0;
            lambda[i] = next > lambda[i] ? next : lambda[i];
        }
        if (!lanes_any(grows))
            break;
    }
    for (int a = 0; a < n; a++) {
        const real *part = weight[a];
        EACH_LANE (i) {
            const real d = claim[a][i], most = lambda[i] * part[i];
            award[a][i] = d < most ? d : most;
        }
    }
}

void rules_fill_firms(const struct claimants *c, const lanes claim[], const lanes estate,
                      lanes award[])
{
    lanes firms[RULES_MOST];

    for (int a = 0; a < c->n; a++)
        EACH_LANE (i)
            firms[a][i] = c->firms[a];
    rules_fill(c->n, claim, (const lanes *)firms, estate, award);
}
