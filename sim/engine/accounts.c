/*
 * X grows by sum w V / 12;  eta = eta_inf - (eta_inf - eta_0) exp(-X / X_0), used from the next
 * month on.
 */
#include "engine/accounts.h"

#include "engine/deployment.h"
#include "engine/metrics.h"

#include <string.h>

void accounts_learn(const struct plan *pl, struct state *s)
{
    for (int32_t e = 0; e < pl->n_ecosystems; e++) {
        const struct ecosystem *eco = &s->ecosystem[e];
        EACH_LANE (i) {
            const real left =
                real_exp(-s->experience[e][i] / eco->experience_reference_h100e_years[i]);
            s->efficiency_training[e][i] =
                eco->training_efficiency_limit[i] -
                (eco->training_efficiency_limit[i] - eco->training_efficiency_start[i]) * left;
            s->efficiency_serving[e][i] =
                eco->serving_efficiency_limit[i] -
                (eco->serving_efficiency_limit[i] - eco->serving_efficiency_start[i]) * left;
        }
    }
}

void accounts_open(const struct plan *pl, struct state *s)
{
    for (int32_t e = 0; e < pl->n_ecosystems; e++)
        memcpy(s->experience[e], s->ecosystem[e].opening_experience_h100e_years, sizeof(lanes));
    accounts_learn(pl, s);
}

/** Effective compute of each ecosystem, added up for a month. */
static void gain_experience(const struct plan *pl, struct state *s)
{
    lanes *sum = s->work; // (ecosystem)

    memset(sum, 0, sizeof(lanes) * (size_t)pl->n_ecosystems);
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const real *units = s->units[p], *stock = s->in_service[p];
        real *restrict used = sum[s->chip[pl->pairs[p].chip].ecosystem];
        if (s->held[p])
            EACH_LANE (i)
                used[i] += units[i] * stock[i];
    }
    for (int32_t e = 0; e < pl->n_ecosystems; e++)
        EACH_LANE (i)
            s->experience[e][i] += sum[e][i] / 12;
}

void accounts_close(const struct plan *pl, struct state *s, int32_t t)
{
    deployment_land_now(pl, s, t);
    gain_experience(pl, s);
    metrics_cumulate(pl, s);
}
