#include "engine/policy.h"

#include "base/exact_math.h"
#include "engine/in_force.h"

#include <string.h>

/** Draws where a jurisdiction starts, by the weights of its regimes; the first by name where
 * nothing is said. */
static void start_regime(const struct plan *pl, struct state *s, int32_t j)
{
    const int32_t first = pl->regime_first[j], n = pl->regime_count[j];
    lanes u, sum = {0}, below = {0}, best = {0};

    if (s->jurisdiction[j].start_regime >= 0) {
        EACH_LANE (i)
            s->regime[j][i] = s->jurisdiction[j].start_regime;
        return;
    }
    for (int32_t r = first; r < first + n; r++)
        EACH_LANE (i)
            sum[i] += s->regimes[r].start_probability[i];
    draws_uniform(&s->draws, DRAWS_START_REGIME, pl->jurisdiction_tag[j], DRAWS_ONCE, 0, u);
    EACH_LANE (i)
        s->regime[j][i] = -1;
    for (int32_t r = first; r < first + n; r++)
        EACH_LANE (i) {
            const double weight = s->regimes[r].start_probability[i];
            below[i] += weight;
            const int here = pl->deterministic ? weight > best[i]
                                               : s->regime[j][i] < 0 && u[i] * sum[i] < below[i];
            s->regime[j][i] = here ? r : s->regime[j][i];
            best[i] = weight > best[i] ? weight : best[i];
        }
    EACH_LANE (i)
        s->regime[j][i] = s->regime[j][i] < 0 ? first : s->regime[j][i];
}

void policy_open(const struct plan *pl, struct state *s)
{
    for (int32_t j = 0; j < pl->n_jurisdictions; j++) {
        start_regime(pl, s, j);
        memcpy(s->loosening_age[j], s->jurisdiction[j].opening_loosening_age_months, sizeof(lanes));
        EACH_LANE (i)
            s->spell[j][i] = -1;
    }
    for (int32_t n = 0; n < pl->n_signals; n++)
        memcpy(s->signal_age[n], s->signal[n].opening_age_months, sizeof(lanes));
    for (int32_t e = 0; e < pl->n_events; e++) {
        lanes u;
        draws_uniform(&s->draws, DRAWS_EVENT, pl->event_tag[e], DRAWS_ONCE, 0, u);
        EACH_LANE (i)
            s->event_happens[e][i] = pl->deterministic ? s->event[e].probability[i] >= 0.5
                                                       : u[i] < s->event[e].probability[i];
    }
    in_force_refresh(pl, s);
    in_force_foresee(pl, s);
}

void policy_reference(const struct state *s, int32_t reference, int32_t t, lanes stock)
{
    const struct reference *r = &s->reference[reference];

    EACH_LANE (i)
        stock[i] = r->stock_h100e[i] *
                   exact_math_exp(exact_math_log(r->growth_factor_per_year[i]) * ((t + 1) / 12.0));
}

/** Stock in service of the actors at home in j (-1: of all), rented included, as last recorded. */
static void stock_of(const struct plan *pl, const struct state *s, int32_t j, lanes stock)
{
    memset(stock, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++)
        for (int i = 0; i < LANES && (j < 0 || s->actor[a].home == j); i++)
            stock[i] += s->owned[a][i] + s->rented[a][i];
}

void policy_world(const struct plan *pl, const struct state *s, int32_t t, lanes world)
{
    memset(world, 0, sizeof(lanes));
    for (int32_t r = 0; r < pl->n_references; r++) {
        if (s->reference[r].role != REFERENCE_WORLD)
            continue;
        policy_reference(s, r, t, world);
        if (!s->reference[r].contains_actors) {
            lanes own;
            stock_of(pl, s, -1, own);
            EACH_LANE (i)
                world[i] += own[i];
        }
        return;
    }
}

/** max(0, 1 - in service / target) of the actors at home in j, as last recorded [1]. */
static void unmet_need(const struct plan *pl, const struct state *s, int32_t j, lanes unmet)
{
    lanes have = {0}, want = {0};

    for (int32_t a = 0; a < pl->n_actors; a++) {
        if (s->actor[a].home != j)
            continue;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
            EACH_LANE (i)
                have[i] += s->units[p][i] * s->in_service[p][i];
        EACH_LANE (i)
            want[i] += s->target[a][i];
    }
    EACH_LANE (i) {
        const double rest = want[i] > 0 ? 1 - have[i] / want[i] : 0;
        unmet[i] = rest > 0 ? rest : 0;
    }
}

/** Share of world compute of the actors at home in j, as recorded at the end of t [1]. */
static void world_share(const struct plan *pl, const struct state *s, int32_t j, int32_t t,
                        lanes share)
{
    lanes world;

    policy_world(pl, s, t, world);
    stock_of(pl, s, j, share);
    EACH_LANE (i)
        share[i] = world[i] > 0 ? share[i] / world[i] : 0;
}

/** exp(-age / memory); 0 if it never was. */
static void recency(const lanes age, const lanes memory, lanes x)
{
    EACH_LANE (i)
        x[i] = exact_math_exp(-age[i] / memory[i]);
}

/** The other jurisdiction a transition looks at, or -1. */
static int32_t other_of(const struct plan *pl, const struct state *s, int32_t n)
{
    const int32_t j = pl->regime_jurisdiction[pl->transition_from[n]];

    if (s->transition[n].other >= 0)
        return s->transition[n].other;
    return pl->n_jurisdictions == 2 ? 1 - j : -1;
}

// lambda = hazard / 12 exp(sum beta x), covariates at the end of t-1
static void hazards(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t j = 0; j < pl->n_jurisdictions; j++) {
        unmet_need(pl, s, j, s->unmet[j]);
        world_share(pl, s, j, t - 1, s->world_share[j]);
    }
    for (int32_t n = 0; n < pl->n_transitions; n++) {
        const struct transition *tr = &s->transition[n];
        const int32_t j = pl->regime_jurisdiction[pl->transition_from[n]],
                      other = other_of(pl, s, n);
        const double *unmet = s->unmet[j], *share = s->world_share[j];
        lanes x, sum;
        EACH_LANE (i)
            sum[i] = tr->beta_unmet_need[i] * unmet[i] + tr->beta_world_share[i] * share[i];
        if (other >= 0) {
            recency(s->loosening_age[other], s->jurisdiction[other].loosening_memory_months, x);
            EACH_LANE (i)
                sum[i] += tr->beta_other_loosening[i] * x[i] +
                          tr->beta_other_openness[i] * s->regimes[s->regime[other][i]].openness;
        }
        if (tr->signal >= 0) {
            recency(s->signal_age[tr->signal], s->signal[tr->signal].memory_months, x);
            EACH_LANE (i)
                sum[i] += tr->beta_signal[i] * x[i];
        }
        EACH_LANE (i)
            s->hazard[n][i] = tr->hazard_per_year[i] / 12 * exact_math_exp(sum[i]);
    }
}

/** Moves j to a regime in the lanes of `mask` that have not moved yet. */
static void move(struct state *s, int32_t j, int32_t regime, int32_t t, const lanes mask)
{
    EACH_LANE (i) {
        const int32_t from = s->regime[j][i];
        const int go = mask[i] > 0 && !s->moved[j][i] && from != regime;
        const int loosens = go && s->regimes[regime].openness > s->regimes[from].openness;
        s->regime[j][i] = go ? regime : from;
        s->spell[j][i] = go ? t : s->spell[j][i];
        s->moved[j][i] |= go;
        s->loosening_age[j][i] = loosens ? 0 : s->loosening_age[j][i];
        s->regimes_changed |= go;
    }
}

static void scripted(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t e = 0; e < pl->n_events; e++) {
        const struct event *event = &s->event[e];
        if (event->month != t)
            continue;
        if (event->signal >= 0)
            EACH_LANE (i)
                s->signal_age[event->signal][i] =
                    s->event_happens[e][i] > 0 ? 0 : s->signal_age[event->signal][i];
        if (event->regime >= 0)
            move(s, event->jurisdiction, event->regime, t, s->event_happens[e]);
    }
}

/** What a trigger watches, at the end of t-1. */
static void observe(const struct plan *pl, const struct state *s, const struct trigger *g, lanes x)
{
    memset(x, 0, sizeof(lanes));
    if (g->observable == OBSERVE_SIGNAL) {
        if (g->signal >= 0)
            recency(s->signal_age[g->signal], s->signal[g->signal].memory_months, x);
    } else if (g->watch < 0) {
        return;
    } else if (g->observable == OBSERVE_UNMET_NEED) {
        memcpy(x, s->unmet[g->watch], sizeof(lanes));
    } else if (g->observable == OBSERVE_WORLD_SHARE) {
        memcpy(x, s->world_share[g->watch], sizeof(lanes));
    } else if (g->observable == OBSERVE_OPENNESS) {
        EACH_LANE (i)
            x[i] = s->regimes[s->regime[g->watch][i]].openness;
    } else {
        for (int32_t p = 0; p < pl->n_pairs; p++)
            if (s->actor[pl->pairs[p].actor].home == g->watch &&
                (g->chips >> pl->pairs[p].chip & 1))
                EACH_LANE (i)
                    x[i] += g->observable == OBSERVE_SHIPPED
                                ? s->sum_shipped[p][i]
                                : s->in_service[p][i] * s->chip[pl->pairs[p].chip].h100e[i];
    }
}

/** Counts months in a row of every trigger, as last recorded; which fire is in `fires`. */
static void count_triggers(const struct plan *pl, struct state *s)
{
    for (int32_t n = 0; n < pl->n_triggers; n++) {
        const struct trigger *g = &s->trigger[n];
        lanes x;
        observe(pl, s, g, x);
        EACH_LANE (i) {
            const int holds = g->comparison == 0 ? x[i] > g->threshold[i] : x[i] < g->threshold[i];
            s->trigger_count[n][i] = holds ? s->trigger_count[n][i] + 1 : 0;
        }
    }
}

static void triggered(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t n = 0; n < pl->n_triggers; n++) {
        lanes fires;
        EACH_LANE (i)
            fires[i] = s->trigger_count[n][i] >= s->trigger[n].persist_months;
        move(s, s->trigger[n].jurisdiction, s->trigger[n].regime, t, fires);
    }
}

/** One uniform says whether j leaves and where to: first destination with u < P (lambda_1 + ... ) /
 * Lambda. */
static void random_move(const struct plan *pl, struct state *s, int32_t j, int32_t t)
{
    lanes u, total = {0}, cumulated = {0}, leave, undecided;
    int32_t from[LANES];

    for (int32_t n = 0; n < pl->n_transitions; n++)
        EACH_LANE (i)
            total[i] += pl->transition_from[n] == s->regime[j][i] ? s->hazard[n][i] : 0;
    draws_uniform(&s->draws, DRAWS_MOVE, pl->jurisdiction_tag[j], (uint32_t)t, 0, u);
    EACH_LANE (i) {
        leave[i] = 1 - exact_math_exp(-total[i]);
        undecided[i] = 1;
        from[i] = s->regime[j][i];
    }
    for (int32_t n = 0; n < pl->n_transitions; n++) {
        lanes here;
        if (pl->regime_jurisdiction[pl->transition_from[n]] != j)
            continue;
        EACH_LANE (i) {
            const int own = pl->transition_from[n] == from[i];
            cumulated[i] += own ? s->hazard[n][i] : 0;
            here[i] = own && undecided[i] > 0 && total[i] > 0 &&
                      u[i] < leave[i] * (cumulated[i] / total[i]);
            undecided[i] = here[i] > 0 ? 0 : undecided[i];
        }
        move(s, j, pl->transition_to[n], t, here);
    }
}

void policy_turn(const struct plan *pl, struct state *s, int32_t t)
{
    s->regimes_changed = false;
    memset(s->moved, 0, sizeof(int32_t[LANES]) * (size_t)pl->n_jurisdictions);
    hazards(pl, s, t);
    count_triggers(pl, s);
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        EACH_LANE (i)
            s->loosening_age[j][i] += 1;
    for (int32_t n = 0; n < pl->n_signals; n++)
        EACH_LANE (i)
            s->signal_age[n][i] += 1;
    scripted(pl, s, t);
    triggered(pl, s, t);
    for (int32_t j = 0; j < pl->n_jurisdictions && !pl->deterministic; j++)
        if (pl->regime_count[j] > 1)
            random_move(pl, s, j, t);
    if (s->regimes_changed)
        in_force_refresh(pl, s);
}
