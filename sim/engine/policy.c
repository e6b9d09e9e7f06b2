#include "engine/policy.h"

#include "engine/hazards.h"
#include "engine/in_force.h"

#include <string.h>

/** Draws where a jurisdiction starts, by the weights of its regimes; the first by name where
 * nothing is said. */
static void start_regime(const struct plan *pl, struct state *s, int32_t j)
{
    const int32_t first = pl->regime_first[j], n = pl->regime_count[j];
    double u[LANES];
    lanes sum = {0}, below = {0}, best = {0};

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
            const real weight = s->regimes[r].start_probability[i];
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
        double u[LANES];
        draws_uniform(&s->draws, DRAWS_EVENT, pl->event_tag[e], DRAWS_ONCE, 0, u);
        EACH_LANE (i)
            s->event_happens[e][i] = pl->deterministic ? s->event[e].probability[i] >= 0.5
                                                       : u[i] < s->event[e].probability[i];
    }
    in_force_open(pl, s);
}

void policy_reference(const struct state *s, int32_t reference, int32_t t, lanes stock)
{
    const struct reference *r = &s->reference[reference];

    EACH_LANE (i)
        stock[i] = r->stock_h100e[i] *
                   real_exp(real_log(r->growth_factor_per_year[i]) * ((real)(t + 1) / 12));
}

void policy_world(const struct plan *pl, const struct state *s, int32_t t, lanes world)
{
    memset(world, 0, sizeof(lanes));
    for (int32_t r = 0; r < pl->n_references; r++) {
        if (s->reference[r].role != REFERENCE_WORLD)
            continue;
        policy_reference(s, r, t, world);
        if (!s->reference[r].contains_actors) {
            lanes own = {0};
            for (int32_t a = 0; a < pl->n_actors; a++)
                EACH_LANE (i)
                    own[i] += s->owned[a][i] + s->rented[a][i];
            EACH_LANE (i)
                world[i] += own[i];
        }
        return;
    }
}

/** Moves j to a regime in one lane, unless it has moved there this month. */
static void move(struct state *s, int32_t j, int32_t regime, int32_t t, int lane)
{
    const int32_t from = s->regime[j][lane];

    if (s->moved[j][lane] || from == regime)
        return;
    s->regime[j][lane] = regime;
    s->spell[j][lane] = t;
    s->moved[j][lane] = 1;
    if (s->regimes[regime].openness > s->regimes[from].openness)
        s->loosening_age[j][lane] = 0;
    s->regimes_changed = true;
}

static void scripted(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t e = 0; e < pl->n_events; e++) {
        const struct event *event = &s->event[e];
        if (event->month != t)
            continue;
        for (int i = 0; i < LANES; i++) {
            if (!(s->event_happens[e][i] > 0))
                continue;
            if (event->signal >= 0)
                s->signal_age[event->signal][i] = 0;
            if (event->regime >= 0)
                move(s, event->jurisdiction, event->regime, t, i);
        }
    }
}

/** What a trigger watches, at the end of t-1. */
static void observe(const struct plan *pl, const struct state *s, const struct trigger *g, lanes x)
{
    memset(x, 0, sizeof(lanes));
    if (g->observable == OBSERVE_SIGNAL) {
        if (g->signal >= 0)
            memcpy(x, s->signalled[g->signal], sizeof(lanes));
    } else if (g->watch < 0) {
        return;
    } else if (g->observable == OBSERVE_UNMET_NEED) {
        memcpy(x, s->unmet[g->watch], sizeof(lanes));
    } else if (g->observable == OBSERVE_WORLD_SHARE) {
        memcpy(x, s->world_share[g->watch], sizeof(lanes));
    } else if (g->observable == OBSERVE_OPENNESS) {
        memcpy(x, s->openness[g->watch], sizeof(lanes));
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
    for (int32_t n = 0; n < pl->n_triggers; n++)
        for (int i = 0; i < LANES; i++)
            if (s->trigger_count[n][i] >= s->trigger[n].persist_months)
                move(s, s->trigger[n].jurisdiction, s->trigger[n].regime, t, i);
}

/** Where lane i goes when it leaves: the first destination with u < P (lambda_1 + ... ) / Lambda.
 */
static void leave(const struct plan *pl, struct state *s, int32_t j, int32_t t, int i, double u,
                  double probability, double total)
{
    const int32_t from = s->regime[j][i];
    double cumulated = 0;

    for (int32_t n = pl->transition_first[from]; n < pl->transition_first[from + 1]; n++) {
        cumulated += s->hazard[n][i];
        if (u < probability * (cumulated / total)) {
            move(s, j, pl->transition_to[n], t, i);
            return;
        }
    }
}

/** One uniform says whether j leaves its regime, with P = 1 - exp(-Lambda), and where to. */
static void random_move(const struct plan *pl, struct state *s, int32_t j, int32_t t)
{
    double u[LANES], total[LANES] = {0}, probability[LANES];

    for (int i = 0; i < LANES; i++) {
        const int32_t from = s->regime[j][i];
        for (int32_t n = pl->transition_first[from]; n < pl->transition_first[from + 1]; n++)
            total[i] += s->hazard[n][i];
    }
    draws_uniform(&s->draws, DRAWS_MOVE, pl->jurisdiction_tag[j], (uint32_t)t, 0, u);
    EACH_LANE (i)
        probability[i] = 1 - exact_math_exp(-total[i]);
    for (int i = 0; i < LANES; i++)
        if (u[i] < probability[i])
            leave(pl, s, j, t, i, u[i], probability[i], total[i]);
}

void policy_turn(const struct plan *pl, struct state *s, int32_t t)
{
    s->regimes_changed = false;
    memset(s->moved, 0, sizeof(int32_t[LANES]) * (size_t)pl->n_jurisdictions);
    hazards_turn(pl, s, t);
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
    in_force_turn(pl, s);
}
