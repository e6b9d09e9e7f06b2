/*
 * P = 1 - exp(-lambda_bar (lead + T)),  cover = min(cover_max, psi P max(0, ln(c_alt / c)) /
 * carrying cost), the mean over the moves that bar the chip, weighted by their hazards; an
 * announced move within lead + T: P = 1.
 *
 * Only what some lane may order and some regime would bar is looked at.
 */
#include "engine/cover.h"

#include <string.h>

enum { CHIPS_MOST = 64 }; // as kind_chip allows

/** ln c of what cannot be had: so dear that any wish to cover reaches the most there is. */
static const real out_of_reach = 1e30;

/** What an actor may order. */
struct outlook {
    int32_t n, pair[CHIPS_MOST]; // some regime would bar them
    lanes safe;                  // ln of the lowest cost of the others, where open
    lanes wish;                  // psi / carrying cost
};

void cover_find_moves(const struct plan *pl, const struct state *s, struct cover_moves *m)
{
    m->n = 0;
    if (!pl->has_anticipation)
        return;
    m->into = s->work;
    memset(m->into, 0, sizeof(lanes) * (size_t)pl->n_regimes);
    for (int32_t n = 0; n < pl->n_transitions; n++) {
        const int32_t from = pl->transition_from[n];
        const int32_t *regime = s->regime[pl->regime_jurisdiction[from]];
        const real *hazard = s->hazard[n];
        real *into = m->into[pl->transition_to[n]];
        EACH_LANE (i)
            into[i] += (real)(regime[i] == from) * hazard[i];
    }
    for (int32_t r = 0; r < pl->n_regimes; r++)
        if (lanes_any(m->into[r]))
            m->regime[m->n++] = r;
}

/** Lowers `least` to ln c of a pair where it is open and not barred. */
static void lower(const struct state *s, int32_t p, const lanes barred, lanes least)
{
    const real *open = s->open[p], *cost = s->log_cost[p];

    EACH_LANE (i) {
        const real c = cost[i], so_far = least[i];
        const real ask = open[i] > barred[i] ? c : out_of_reach;
        least[i] = ask < so_far ? ask : so_far;
    }
}

static void look_out(const struct state *s, int32_t a, struct outlook *o)
{
    static const lanes never = {0};
    const real *psi = s->behaviour->anticipation, *carry = s->behaviour->carrying_cost_per_month;

    o->n = 0;
    EACH_LANE (i) {
        o->safe[i] = out_of_reach;
        o->wish[i] = psi[i] / carry[i];
    }
    for (int32_t n = s->offered_first[a]; n < s->offered_first[a + 1]; n++)
        if (s->threatened[s->offered[n]])
            o->pair[o->n++] = s->offered[n];
        else
            lower(s, s->offered[n], never, o->safe);
}

/** ln of the lowest cost among an actor's open chips that a move to the regime would not bar. */
static void alternative(const struct plan *pl, const struct state *s, const struct outlook *o,
                        int32_t regime, lanes least)
{
    memcpy(least, o->safe, sizeof o->safe);
    for (int32_t n = 0; n < o->n; n++)
        lower(s, o->pair[n], s->bars[regime * pl->n_pairs + o->pair[n]], least);
}

/** @param wish psi P / carrying cost  @param premium ln(c_alt / c) */
static inline real months_of_cover(real wish, real premium, real most)
{
    const real months = wish * (premium > 0 ? premium : 0);

    return months < most ? months : most;
}

/** Random moves: the mean over those that bar the pair, weighted by their hazards.
 *  @param least (regime) ln c_alt */
static void expect_moves(const struct plan *pl, struct state *s, int32_t p,
                         const struct cover_moves *m, const struct outlook *o, const lanes least[])
{
    const real *most = s->behaviour->cover_max_months, *clearing = s->clearing[p];
    const real *open = s->open[p], *cost = s->log_cost[p];
    const real lead = s->chip[pl->pairs[p].chip].lead_months;
    real *cover = s->cover[p];
    lanes total = {0}, sum = {0}, wish;
    int32_t bar[COVER_REGIMES], n_bar = 0; // regimes that bar it

    for (int32_t n = 0; n < m->n; n++) {
        const int32_t r = m->regime[n];
        const real *into = m->into[r], *bars = s->bars[r * pl->n_pairs + p];
        if (!s->threat[r * pl->n_pairs + p])
            continue;
        bar[n_bar++] = r;
        EACH_LANE (i)
            total[i] += into[i] * bars[i];
    }
    EACH_LANE (i)
        wish[i] = o->wish[i] * (1 - real_exp(-total[i] * (lead + clearing[i])));
    for (int32_t n = 0; n < n_bar; n++) {
        const real *into = m->into[bar[n]], *bars = s->bars[bar[n] * pl->n_pairs + p];
        const real *other = least[bar[n]];
        EACH_LANE (i)
            sum[i] += into[i] * bars[i] * months_of_cover(wish[i], other[i] - cost[i], most[i]);
    }
    EACH_LANE (i) {
        const real mean = open[i] * sum[i] / total[i];
        cover[i] = total[i] > 0 ? mean : 0;
    }
}

/** Announced moves take precedence, the first by name. */
static void expect_announced(const struct plan *pl, struct state *s, const struct outlook *o,
                             int32_t t)
{
    const real *most = s->behaviour->cover_max_months;

    for (int32_t e = pl->n_events - 1; e >= 0; e--) {
        const struct event *event = &s->event[e];
        const real *happens = s->event_happens[e];
        lanes other;
        if (event->regime < 0 || t >= event->month || t < event->month - event->announced_months)
            continue;
        alternative(pl, s, o, event->regime, other);
        for (int32_t n = 0; n < o->n; n++) {
            const int32_t p = o->pair[n];
            const real *bars = s->bars[event->regime * pl->n_pairs + p], *open = s->open[p];
            const real *clearing = s->clearing[p], *cost = s->log_cost[p];
            const real ahead = event->month - t - s->chip[pl->pairs[p].chip].lead_months;
            real *cover = s->cover[p];
            EACH_LANE (i) {
                const real before = cover[i];
                const real now = months_of_cover(o->wish[i], other[i] - cost[i], most[i]);
                const real seen = happens[i] * bars[i] * open[i] * (clearing[i] >= ahead);
                cover[i] = seen > 0 ? now : before;
            }
        }
    }
}

void cover_expect(const struct plan *pl, struct state *s, int32_t a, int32_t t,
                  const struct cover_moves *moves)
{
    struct outlook outlook;

    if (!pl->has_anticipation)
        return;
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
        if (s->threatened[p] && s->liked[p])
            memset(s->cover[p], 0, sizeof(lanes));
    lanes *least = moves->into + pl->n_regimes; // (regime)
    look_out(s, a, &outlook);
    for (int32_t n = 0; n < moves->n && outlook.n > 0; n++)
        alternative(pl, s, &outlook, moves->regime[n], least[moves->regime[n]]);
    for (int32_t n = 0; n < outlook.n; n++)
        expect_moves(pl, s, outlook.pair[n], moves, &outlook, (const lanes *)least);
    expect_announced(pl, s, &outlook, t);
}
