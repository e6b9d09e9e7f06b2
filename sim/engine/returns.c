#include "engine/returns.h"

#include "engine/state_at.h"
#include "instrument/window.h"
#include "model/chip.h"

/** Lowers a use by what came back, to no less than 0.  @param booked if not NULL falls as much */
static void lower(real *use, real *booked, const lanes chips)
{
    EACH_LANE (i) {
        const real most = use[i] > 0 ? use[i] : 0, back = chips[i] < most ? chips[i] : most;
        use[i] -= back;
        if (booked)
            booked[i] -= back;
    }
}

/** Gives back the room of limits, ratios and allowances that count the pair. */
static void give_room_back(const struct plan *pl, struct state *s, int32_t p, int32_t t,
                           const lanes chips)
{
    const struct pair *pair = &pl->pairs[p];
    lanes counted;

    EACH_BIND (b, pl, p, BIND_LIMIT) {
        const struct instrument_plan *ip = &pl->instruments[pl->binds[b].instrument];
        const struct window *w = state_params(s, pl, pl->binds[b].instrument);
        const int32_t own = ip->number == INSTRUMENT_PER_CUSTOMER_CAP ? pair->actor : 0;
        const int32_t place = ip->limit * pl->n_actors + own;
        EACH_LANE (i)
            counted[i] = s->covers[b][i] * chips[i] *
                         (w->unit == LIMIT_H100E ? s->chip[pair->chip].h100e[i] : 1);
        lower(s->limit_use[place], s->limit_booked[state_at(pl, place, t)], counted);
    }
    EACH_BIND (b, pl, p, BIND_RATIO) {
        const int32_t ratio = pl->instruments[pl->binds[b].instrument].ratio;
        EACH_LANE (i)
            counted[i] = s->covers[b][i] * chips[i];
        lower(s->ratio_foreign[ratio * pl->n_actors + pair->actor], NULL, counted);
    }
    EACH_BIND (b, pl, p, BIND_ALLOWANCE) {
        const int32_t n = pl->instruments[pl->binds[b].instrument].allowance;
        EACH_LANE (i)
            s->allowance[n][i] += s->on[b][i] * chips[i];
    }
}

/** A domestic chip sent back no longer counts for the ratio. */
static void uncount_domestic(const struct plan *pl, struct state *s, int32_t p, const lanes chips)
{
    for (int32_t m = 0; m < pl->n_instruments; m++) {
        const struct instrument_plan *ip = &pl->instruments[m];
        if (ip->ratio >= 0 && s->chip[pl->pairs[p].chip].origin == ip->owner)
            lower(s->ratio_domestic[ip->ratio * pl->n_actors + pl->pairs[p].actor], NULL, chips);
    }
}

/** Moves a refund from a payee to the buyer. */
static void refund(struct state *s, int32_t a, real *payee, const lanes usd)
{
    EACH_LANE (i) {
        payee[i] -= usd[i];
        s->cash[a][i] += usd[i];
        s->sum_refunded[a][i] += usd[i];
    }
}

/** What payee x got for the arrivals and for what is held: refunded where the border returns, else
 * kept with the held. */
static void settle(struct state *s, int32_t p, int32_t a, const real *paid, real *held, real *payee)
{
    lanes usd;

    EACH_LANE (i) {
        const int back = s->border_back[p][i] > 0, hold = s->border_hold[p][i] > 0 && !back;
        const real now = paid ? paid[i] : 0;
        usd[i] = back ? held[i] + now : 0;
        held[i] = hold ? held[i] + now : 0;
    }
    refund(s, a, payee, usd);
}

void returns_send(const struct plan *pl, struct state *s, int32_t p, int32_t shipped_in,
                  const lanes arrivals)
{
    const struct pair *pair = &pl->pairs[p];
    const int32_t r = pair->may_return - 1, a = pair->actor, nj = pl->n_jurisdictions;
    const int32_t supplier = s->chip[pair->chip].supplier;
    const int paid = shipped_in >= 0;
    const size_t at = state_at(pl, r, paid ? shipped_in : 0);
    lanes chips;

    settle(s, p, a, paid ? s->paid_vendor[at] : NULL, s->border_vendor[r],
           s->sum_vendor[a * pl->n_suppliers + supplier]);
    for (int32_t j = 0; j < nj; j++)
        settle(s, p, a, paid ? s->paid_treasury[at * (size_t)nj + (size_t)j] : NULL,
               s->border_treasury[r * nj + j], s->sum_treasury[a * nj + j]);
    EACH_LANE (i) {
        chips[i] = s->border_back[p][i] > 0 ? s->border[p][i] + arrivals[i] : 0;
        s->inventory[pair->chip][i] += chips[i];
        s->sum_back[pair->chip][i] += chips[i];
        s->sum_returned[p][i] += chips[i];
    }
    give_room_back(pl, s, p, s->month, chips);
    uncount_domestic(pl, s, p, chips);
}

void returns_remember(const struct plan *pl, struct state *s, int32_t p, int32_t t,
                      const lanes chips)
{
    const int32_t r = pl->pairs[p].may_return - 1, nj = pl->n_jurisdictions;
    const size_t at = state_at(pl, r, t);

    EACH_LANE (i)
        s->paid_vendor[at][i] = chips[i] * s->vendor_price[p][i];
    for (int32_t j = 0; j < nj; j++)
        EACH_LANE (i)
            s->paid_treasury[at * (size_t)nj + (size_t)j][i] = chips[i] * s->duty[p * nj + j][i];
}
