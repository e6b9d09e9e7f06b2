#include "engine/limits.h"

#include "base/calendar.h"
#include "engine/state_at.h"
#include "instrument/window.h"

#include <string.h>

static int32_t holders(const struct plan *pl, int32_t m)
{
    return pl->instruments[m].number == INSTRUMENT_PER_CUSTOMER_CAP ? pl->n_actors : 1;
}

void limits_open(const struct plan *pl, struct state *s)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        for (int32_t a = 0; ip->limit >= 0 && a < holders(pl, m); a++) {
            const struct window *w = state_params(s, pl, m);
            const int32_t place = ip->limit * pl->n_actors + a;
            const real firms = ip->number == INSTRUMENT_PER_CUSTOMER_CAP ? s->actor[a].n_firms : 1;
            EACH_LANE (i)
                s->limit_use[place][i] = s->limit_booked[state_at(pl, place, -1)][i] =
                    firms * w->used_at_start[i];
        }
    }
}

void limits_turn(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        if (ip->limit < 0)
            continue;
        const struct window *w = state_params(s, pl, m);
        const int32_t expired = t - w->months;
        const bool new_year =
            w->kind == WINDOW_CALENDAR_YEAR && t > 0 && calendar_month_of_year(pl->start, t) == 0;
        for (int32_t a = 0; a < holders(pl, m); a++) {
            real *use = s->limit_use[ip->limit * pl->n_actors + a];
            if (new_year)
                memset(use, 0, sizeof(lanes));
            if (w->kind != WINDOW_ROLLING_MONTHS || expired < -1)
                continue;
            const real *gone = s->limit_booked[state_at(pl, ip->limit * pl->n_actors + a, expired)];
            EACH_LANE (i)
                use[i] -= gone[i]; // may fall below 0 where returns outlive what they return
        }
    }
}

void limits_left(const struct plan *pl, const struct state *s, int32_t m, int32_t a, int32_t t,
                 lanes left, lanes whole)
{
    const struct instrument_plan *ip = &pl->instruments[m];
    const struct instrument_head *head = state_head(s, pl, m);
    const bool own = ip->number == INSTRUMENT_PER_CUSTOMER_CAP;
    const struct limit_at at = {t, calendar_month_of_year(pl->start, t),
                                own ? s->actor[a].n_firms : 1};
    const real *use = s->limit_use[ip->limit * pl->n_actors + (own ? a : 0)];

    ip->type->limit(state_params(s, pl, m), &at, head->active, whole);
    EACH_LANE (i) {
        const real used = use[i];
        left[i] = whole[i] - (used > 0 ? used : 0);
    }
}

void limits_room(const struct plan *pl, const struct state *s, int32_t m, int32_t a, int32_t t,
                 lanes room)
{
    lanes left, whole;

    limits_left(pl, s, m, a, t, left, whole);
    EACH_LANE (i)
        room[i] = left[i] > 0 ? left[i] : 0;
}

void limits_book(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes chips)
{
    const struct pair *pair = &pl->pairs[p];
    const real *h100e = s->chip[pair->chip].h100e;

    EACH_BIND (b, pl, p, BIND_LIMIT) {
        const int32_t m = pl->binds[b].instrument;
        const struct window *w = state_params(s, pl, m);
        const int32_t place =
            pl->instruments[m].limit * pl->n_actors +
            (pl->instruments[m].number == INSTRUMENT_PER_CUSTOMER_CAP ? pair->actor : 0);
        const real *covers = s->covers[b];
        real *restrict use = s->limit_use[place];
        real *restrict booked = s->limit_booked[state_at(pl, place, t)];
        lanes used;
        EACH_LANE (i)
            used[i] = covers[i] * chips[i];
        if (w->unit == LIMIT_H100E)
            EACH_LANE (i)
                used[i] *= h100e[i];
        EACH_LANE (i) {
            use[i] += used[i];
            booked[i] += used[i];
        }
    }
}
