/*
 * P = 1 - exp(-lambda_bar (lead + T)),  cover = min(cover_max, psi P max(0, ln(c_alt / c)) /
 * carrying cost), the mean over the moves that bar the chip, weighted by their hazards; an
 * announced move within lead + T: P = 1.
 */
#include "engine/cover.h"

#include "base/exact_math.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { REGIMES_MOST = 128 }; // as kind_regime allows

/** ln of the lowest cost among a's open chips that a move to the regime would not bar; INFINITY if
 * there is none. */
static void alternative(const struct plan *pl, const struct state *s, int32_t a, int32_t regime,
                        lanes log_cost)
{
    EACH_LANE (i)
        log_cost[i] = INFINITY;
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const double *open = s->open[p], *cost = s->log_cost[p];
        const double *bars = s->bars[regime * pl->n_pairs + p];
        EACH_LANE (i) {
            const double in = open[i] * (1 - bars[i]), c = cost[i], least = log_cost[i];
            const double candidate = in > 0 ? c : INFINITY;
            log_cost[i] = candidate < least ? candidate : least;
        }
    }
}

static double months_of_cover(const struct behaviour *b, int i, double probability, double premium)
{
    const double worth = b->anticipation[i] * probability;
    const double months = worth * (premium > 0 ? premium : 0) / b->carrying_cost_per_month[i];

    return worth > 0 ? (months < b->cover_max_months[i] ? months : b->cover_max_months[i]) : 0;
}

/** Hazards of this month into each regime from those in force.  @param live 1 where some lane has
 * one */
static void hazards_into(const struct plan *pl, const struct state *s, lanes into[], bool live[])
{
    memset(into, 0, sizeof(lanes) * (size_t)pl->n_regimes);
    for (int32_t n = 0; n < pl->n_transitions; n++) {
        const int32_t from = pl->transition_from[n];
        const int32_t *regime = s->regime[pl->regime_jurisdiction[from]];
        EACH_LANE (i)
            into[pl->transition_to[n]][i] += regime[i] == from ? s->hazard[n][i] : 0;
    }
    for (int32_t r = 0; r < pl->n_regimes; r++) {
        live[r] = false;
        EACH_LANE (i)
            live[r] |= into[r][i] > 0;
    }
}

/** Random moves: cover by hazard-weighted mean. */
static void expect_hazards(const struct plan *pl, struct state *s, int32_t a)
{
    lanes *total = s->work, *mean = total + pl->n_chips,
          *close = mean + pl->n_chips; // by pair of a
    lanes *into = close + pl->n_chips; // (regime)
    const int32_t first = pl->actor_pair[a], last = pl->actor_pair[a + 1];
    bool live[REGIMES_MOST];

    memset(total, 0, sizeof(lanes) * 2 * (size_t)pl->n_chips);
    hazards_into(pl, s, into, live);
    for (int32_t r = 0; r < pl->n_regimes; r++)
        for (int32_t p = first; p < last && live[r]; p++)
            EACH_LANE (i)
                total[p - first][i] += into[r][i] * s->bars[r * pl->n_pairs + p][i];
    for (int32_t p = first; p < last; p++) {
        const int32_t lead = s->chip[pl->pairs[p].chip].lead_months;
        EACH_LANE (i)
            close[p - first][i] =
                1 - exact_math_exp(-total[p - first][i] * (lead + s->clearing[p][i]));
    }
    for (int32_t r = 0; r < pl->n_regimes; r++) {
        lanes other;
        if (!live[r])
            continue;
        alternative(pl, s, a, r, other);
        for (int32_t p = first; p < last; p++)
            EACH_LANE (i)
                mean[p - first][i] += into[r][i] * s->bars[r * pl->n_pairs + p][i] *
                                      months_of_cover(s->behaviour, i, close[p - first][i],
                                                      other[i] - s->log_cost[p][i]);
    }
    for (int32_t p = first; p < last; p++)
        EACH_LANE (i)
            s->cover[p][i] = total[p - first][i] > 0 && s->open[p][i] > 0
                                 ? mean[p - first][i] / total[p - first][i]
                                 : 0;
}

/** Announced moves take precedence, the first by name. */
static void expect_announced(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    for (int32_t e = pl->n_events - 1; e >= 0; e--) {
        const struct event *event = &s->event[e];
        lanes other;
        if (event->regime < 0 || t >= event->month || t < event->month - event->announced_months)
            continue;
        alternative(pl, s, a, event->regime, other);
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            const int32_t lead = s->chip[pl->pairs[p].chip].lead_months;
            EACH_LANE (i) {
                const int seen = s->event_happens[e][i] > 0 &&
                                 s->bars[event->regime * pl->n_pairs + p][i] > 0 &&
                                 event->month - t <= lead + s->clearing[p][i] && s->open[p][i] > 0;
                s->cover[p][i] =
                    seen ? months_of_cover(s->behaviour, i, 1, other[i] - s->log_cost[p][i])
                         : s->cover[p][i];
            }
        }
    }
}

void cover_expect(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    if (!pl->has_anticipation) {
        memset(s->cover[pl->actor_pair[a]], 0,
               sizeof(lanes) * (size_t)(pl->actor_pair[a + 1] - pl->actor_pair[a]));
        return;
    }
    expect_hazards(pl, s, a);
    expect_announced(pl, s, a, t);
}
