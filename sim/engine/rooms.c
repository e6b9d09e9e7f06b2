#include "engine/rooms.h"

#include "base/calendar.h"
#include "instrument/window.h"

#include <math.h>
#include <string.h>

void rooms_carve(const struct plan *pl, struct state *s, struct rooms *r)
{
    lanes *at = s->work;
    lanes **const by_instrument[] = {&r->total, &r->weight, &r->room, &r->first, &r->sum};
    lanes **const by_chip[] = {&r->supply_total, &r->supply_weight, &r->supply, &r->supply_first,
                               &r->want,         &r->placed,        &r->factor};

    for (size_t i = 0; i < sizeof by_instrument / sizeof *by_instrument; i++) {
        *by_instrument[i] = at;
        at += pl->n_instruments;
    }
    for (size_t i = 0; i < sizeof by_chip / sizeof *by_chip; i++) {
        *by_chip[i] = at;
        at += pl->n_chips;
    }
}

void rooms_unit(const struct plan *pl, const struct state *s, int32_t p, int32_t b, lanes unit)
{
    const struct instrument_plan *ip = &pl->instruments[pl->binds[b].instrument];
    const struct window *w = ip->limit >= 0 ? state_params(s, pl, pl->binds[b].instrument) : NULL;

    if (w && w->unit == LIMIT_H100E)
        EACH_LANE (i)
            unit[i] = s->on[b][i] * s->chip[pl->pairs[p].chip].h100e[i];
    else
        memcpy(unit, s->on[b], sizeof(lanes));
}

/** A room; less than 1e-9 of what it was before anything was taken is rounding, not room. */
static double room_left(double left, double whole)
{
    return left > 1e-9 * whole || whole == INFINITY ? left : 0;
}

/** Today's limit of an instrument less its use; INFINITY where it is off.  @param whole the limit
 */
static void limit_left(const struct plan *pl, const struct state *s, int32_t m, int32_t a,
                       int32_t t, lanes left, lanes whole)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const struct instrument_head *head = state_head(s, pl, m);
    const int own = ip->number == INSTRUMENT_PER_CUSTOMER_CAP;
    lanes on;

    EACH_LANE (i)
        on[i] = head->active[i] > 0;
    const struct limit_at at = {t, calendar_month_of_year(pl->start, t),
                                own ? s->actor[a].n_firms : 1};
    ip->type->limit(state_params(s, pl, m), &at, on, left);
    memcpy(whole, left, sizeof(lanes));
    EACH_LANE (i) {
        const double use = s->limit_use[ip->limit * pl->n_actors + (own ? a : 0)][i];
        left[i] -= use > 0 ? use : 0;
    }
}

/** Takes from `left` what the pair has outstanding under the bind. */
static void net_of_outstanding(const struct plan *pl, const struct state *s, int32_t p, int32_t b,
                               double *left)
{
    const double *pending = s->pending[p];
    lanes unit;

    rooms_unit(pl, s, p, b, unit);
    EACH_LANE (i)
        left[i] -= unit[i] * (pending[i] + s->cleared[p][i]);
}

static void measure_supply(const struct plan *pl, struct state *s, struct rooms *r)
{
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i) {
            r->supply_total[k][i] =
                s->inventory[k][i] + s->behaviour->backlog_months[i] * s->output[k][i];
            r->supply_weight[k][i] = 0;
        }
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const int32_t k = pl->pairs[p].chip, a = pl->pairs[p].actor;
        const double *pending = s->pending[p];
        EACH_LANE (i) {
            r->supply_total[k][i] -= pending[i] + s->cleared[p][i];
            r->supply_weight[k][i] += s->open[p][i] * s->split_weight[a][i];
        }
    }
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i)
            r->supply_total[k][i] =
                room_left(r->supply_total[k][i],
                          s->inventory[k][i] + s->behaviour->backlog_months[i] * s->output[k][i]);
}

/** Sum of the split weights of actors with an open pair that instrument m binds. */
static void weigh(const struct plan *pl, const struct state *s, int32_t m, double *weight)
{
    for (int32_t a = 0; a < pl->n_actors; a++) {
        lanes in = {0};
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
            EACH_BIND(b, pl, p, BIND_GROUP)
        if (pl->binds[b].instrument == m)
            EACH_LANE (i)
                in[i] = s->on[b][i] * s->open[p][i] > 0 ? 1 : in[i];
        EACH_LANE (i)
            weight[i] += in[i] * s->split_weight[a][i];
    }
}

/** The room of a limit, net of what its pairs have outstanding.  @param a actor whose cap it is, or
 * -1: all share it */
static void measure_limit(const struct plan *pl, const struct state *s, int32_t m, int32_t a,
                          int32_t t, lanes room)
{
    const int32_t first = a < 0 ? 0 : pl->actor_pair[a];
    const int32_t last = a < 0 ? pl->n_pairs : pl->actor_pair[a + 1];
    lanes whole;

    limit_left(pl, s, m, a < 0 ? 0 : a, t, room, whole);
    for (int32_t p = first; p < last; p++)
        EACH_BIND(b, pl, p, BIND_LIMIT)
    if (pl->binds[b].instrument == m)
        net_of_outstanding(pl, s, p, b, room);
    EACH_LANE (i)
        room[i] = room_left(room[i], whole[i]);
}

void rooms_measure(const struct plan *pl, struct state *s, int32_t t, struct rooms *r)
{
    measure_supply(pl, s, r);
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        if (ip->number == INSTRUMENT_PER_CUSTOMER_CAP || (ip->limit < 0 && ip->allowance < 0))
            continue;
        memset(r->weight[m], 0, sizeof(lanes));
        weigh(pl, s, m, r->weight[m]);
        if (ip->limit >= 0)
            measure_limit(pl, s, m, -1, t, r->total[m]);
        else
            EACH_LANE (i)
                r->total[m][i] =
                    s->allowance_usable[ip->allowance][i] *
                    room_left(s->allowance[ip->allowance][i], s->granted[ip->allowance][i]);
    }
}

/** a's part of a shared room: by weight; infinite room stays infinite. */
static void part_of(const lanes total, const lanes sum, const lanes own, lanes room)
{
    EACH_LANE (i)
        room[i] = total[i] < INFINITY ? (sum[i] > 0 ? total[i] * (own[i] / sum[i]) : 0) : INFINITY;
}

void rooms_split(const struct plan *pl, struct state *s, int32_t a, int32_t t, struct rooms *r)
{
    const double *own = s->split_weight[a];

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const int32_t k = pl->pairs[p].chip;
        part_of(r->supply_total[k], r->supply_weight[k], own, r->supply[k]);
        memcpy(r->supply_first[k], r->supply[k], sizeof(lanes));
    }
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        if (ip->limit < 0 && ip->allowance < 0)
            continue;
        if (ip->number == INSTRUMENT_PER_CUSTOMER_CAP)
            measure_limit(pl, s, m, a, t, r->room[m]);
        else
            part_of(r->total[m], r->weight[m], own, r->room[m]);
        memcpy(r->first[m], r->room[m], sizeof(lanes));
    }
}
