/*
 * lambda = hazard / 12 exp(sum beta x), covariates x as of the end of t-1: unmet need, share of the
 * world, the other's openness and how recently it loosened, a signal.
 */
#include "engine/hazards.h"

#include "engine/policy.h"

#include <string.h>

/** max(0, 1 - in service / target) of the actors at home in j, as last recorded [1]. */
static void unmet_need(const struct plan *pl, struct state *s, int32_t j)
{
    real *restrict unmet = s->unmet[j];
    lanes have = {0}, want = {0};

    for (int32_t a = 0; a < pl->n_actors; a++) {
        const real *target = s->target[a];
        if (s->actor[a].home != j)
            continue;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            const real *units = s->units[p], *stock = s->in_service[p];
            if (s->held[p])
                EACH_LANE (i)
                    have[i] += units[i] * stock[i];
        }
        EACH_LANE (i)
            want[i] += target[i];
    }
    EACH_LANE (i) {
        const real part = 1 - have[i] / want[i], rest = want[i] > 0 ? part : 0;
        unmet[i] = rest > 0 ? rest : 0;
    }
}

/** Share of world compute of the actors at home in j, as last recorded [1]. */
static void world_share(const struct plan *pl, struct state *s, int32_t j, const lanes world)
{
    lanes stock = {0};

    for (int32_t a = 0; a < pl->n_actors; a++)
        if (s->actor[a].home == j)
            EACH_LANE (i)
                stock[i] += s->owned[a][i] + s->rented[a][i];
    EACH_LANE (i)
        s->world_share[j][i] = world[i] > 0 ? stock[i] / world[i] : 0;
}

/** exp(-age / memory); 0 if it never was. */
static void recency(const lanes age, const lanes memory, real *restrict x)
{
    EACH_LANE (i)
        x[i] = real_exp(-age[i] / memory[i]);
}

static void find_covariates(const struct plan *pl, struct state *s, int32_t t)
{
    lanes world = {0};

    for (int32_t j = 0; j < pl->n_jurisdictions; j++) {
        if (pl->watched[j] & COVARIATE_UNMET)
            unmet_need(pl, s, j);
        if (pl->watched[j] & COVARIATE_WORLD) {
            policy_world(pl, s, t - 1, world);
            world_share(pl, s, j, world);
        }
        recency(s->loosening_age[j], s->jurisdiction[j].loosening_memory_months, s->loosened[j]);
        EACH_LANE (i)
            s->openness[j][i] = s->regimes[s->regime[j][i]].openness;
    }
    for (int32_t n = 0; n < pl->n_signals; n++)
        recency(s->signal_age[n], s->signal[n].memory_months, s->signalled[n]);
}

/** sum += beta x */
static void weigh(const lanes beta, const lanes x, real *restrict sum)
{
    EACH_LANE (i)
        sum[i] += beta[i] * x[i];
}

static void find_hazard(const struct plan *pl, struct state *s, int32_t n)
{
    const struct transition *tr = &s->transition[n];
    const int32_t j = pl->regime_jurisdiction[pl->transition_from[n]],
                  other = pl->transition_other[n];
    const unsigned by = pl->covariates[n];
    real *restrict hazard = s->hazard[n];

    EACH_LANE (i)
        hazard[i] = 0;
    if (by & COVARIATE_UNMET)
        weigh(tr->beta_unmet_need, s->unmet[j], hazard);
    if (by & COVARIATE_WORLD)
        weigh(tr->beta_world_share, s->world_share[j], hazard);
    if (by & COVARIATE_OTHER)
        EACH_LANE (i)
            hazard[i] += tr->beta_other_loosening[i] * s->loosened[other][i] +
                         tr->beta_other_openness[i] * s->openness[other][i];
    if (by & COVARIATE_SIGNAL)
        weigh(tr->beta_signal, s->signalled[tr->signal], hazard);
    EACH_LANE (i)
        hazard[i] = tr->hazard_per_year[i] / 12 * real_exp(hazard[i]);
}

void hazards_turn(const struct plan *pl, struct state *s, int32_t t)
{
    find_covariates(pl, s, t);
    for (int32_t n = 0; n < pl->n_transitions; n++)
        if (t == 0 || pl->covariates[n]) // the others stay as they are
            find_hazard(pl, s, n);
}
