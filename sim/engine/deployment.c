/*
 * V exp(-h/12); cohort of t-L leaves as exp(-h L/12) installed[t-L]; arrivals are held, returned or
 * land; what is ready enters service, scaled for each actor by clip((limit - power V) / power
 * ready, 0, 1).
 */
#include "engine/deployment.h"

#include "engine/returns.h"
#include "engine/state_at.h"

#include <math.h>
#include <string.h>

static void open_pair(const struct plan *pl, struct state *s, int32_t p)
{
    const struct actor *a = &s->actor[pl->pairs[p].actor];
    const int32_t k = pl->pairs[p].chip;
    const real *stock = s->pool[a->opening_stock_chips + k];
    const real *transit = s->pool[a->opening_transit_chips + k];
    const real *warehouse = s->pool[a->opening_warehouse_chips + k];
    const real *border = s->pool[a->opening_border_chips + k];

    memcpy(s->in_service[p], stock, sizeof(lanes));
    memcpy(s->transit[p], transit, sizeof(lanes));
    memcpy(s->warehouse[p], warehouse, sizeof(lanes));
    memcpy(s->ready[p], warehouse, sizeof(lanes));
    memcpy(s->border[p], border, sizeof(lanes));
    s->supplied[p] = lanes_any(transit) || lanes_any(warehouse) || lanes_any(border);
    s->held[p] = s->supplied[p] || lanes_any(stock);
    EACH_LANE (i)
        s->opening_chips[p][i] = stock[i] + transit[i] + warehouse[i] + border[i];
}

void deployment_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++)
        open_pair(pl, s, p);
    for (int32_t a = 0; a < pl->n_actors; a++)
        EACH_LANE (i)
            s->power_limited[a] |= s->actor[a].power_limit_w[i] < INFINITY;
    for (int32_t k = 0; k < pl->n_chips; k++)
        EACH_LANE (i) {
            s->kept[k][i] = real_exp(-s->chip[k].retirement_hazard_per_year[i] / 12);
            s->survived[k][i] = 1;
        }
}

/** Those that entered service together run through the hazard together, to the end of their life.
 */
static void survive(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t k = 0; k < pl->n_chips; k++)
        if (t < s->chip[k].service_life_months)
            EACH_LANE (i)
                s->survived[k][i] *= s->kept[k][i];
}

/** The cohort that reaches its service life in month t, as it entered, and the part of it that
 * does. */
static const real *leaving(const struct plan *pl, const struct state *s, int32_t p, int32_t t,
                           real *part)
{
    const struct pair *pair = &pl->pairs[p];
    const int32_t life = s->chip[pair->chip].service_life_months, age = life - 1 - t;

    if (life > 0 && t >= life) {
        *part = 1;
        return s->installed[state_slot(&pair->installed, t)];
    }
    *part = age >= pair->youngest && age <= pair->oldest ? 1.0 / (pair->oldest - pair->youngest + 1)
                                                         : 0;
    return s->pool[s->actor[pair->actor].opening_stock_chips + pair->chip];
}

static void retire(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    const real *kept = s->kept[pl->pairs[p].chip], *survived = s->survived[pl->pairs[p].chip];
    real part;
    const real *cohort = leaving(pl, s, p, t, &part);
    real *restrict stock = s->in_service[p], *restrict retired = s->sum_retired[p];

    if (part > 0)
        EACH_LANE (i) {
            const real before = stock[i], after = before * kept[i];
            const real left = part * cohort[i] * survived[i], old = left < after ? left : after;
            stock[i] = after - old;
            retired[i] = retired[i] + (before - after) + old;
        }
    else
        EACH_LANE (i) {
            const real before = stock[i], after = before * kept[i];
            stock[i] = after;
            retired[i] += before - after;
        }
    if (pl->pairs[p].installed.n > 0) // free for what enters now
        memset(s->installed[state_slot(&pl->pairs[p].installed, t)], 0, sizeof(lanes));
}

/** Chips that reach the border: held, returned or let through, with what was held before. */
static void cross_border(struct state *s, int32_t p, const lanes chips, lanes crossed)
{
    const real *returned = s->border_back[p], *held = s->border_hold[p];
    real *restrict border = s->border[p];

    EACH_LANE (i) {
        const real keep = 1 - returned[i], hold = held[i] * keep, here = border[i] + chips[i];
        crossed[i] = keep * (1 - hold) * here;
        border[i] = hold * here;
    }
}

/** Chips that reach the border in month t; what lands goes into the warehouse.
 *  @param crossed where a border has a say, what lands  @return what lands */
static inline const real *arrive(const struct plan *pl, struct state *s, int32_t p, int32_t t,
                                 int32_t shipped_in, const lanes chips, lanes crossed)
{
    const real *landing = chips;
    real *restrict transit = s->transit[p], *restrict warehouse = s->warehouse[p];
    real *restrict sum = s->sum_landed[p];

    if (pl->pairs[p].may_return)
        returns_send(pl, s, p, shipped_in, chips);
    if (binds_has(&pl->pairs[p], BIND_BORDER) ||
        t == 0) { // what was held at the opening lands in month 0
        cross_border(s, p, chips, crossed);
        landing = crossed;
    }
    EACH_LANE (i) {
        const real under_way = transit[i] - chips[i];
        transit[i] = under_way > 0 ? under_way : 0;
        sum[i] += landing[i];
        warehouse[i] += landing[i];
    }
    return landing;
}

/** What landed an install time ago is ready, and its slot free for what lands now. */
static void ripen(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes landing)
{
    const struct ring *ring = &pl->pairs[p].landed;
    real *restrict ready = s->ready[p];

    if (ring->n == 0) {
        EACH_LANE (i)
            ready[i] += landing[i];
        return;
    }
    real *restrict landed = s->landed[state_slot(ring, t)];
    EACH_LANE (i) {
        ready[i] += landed[i];
        landed[i] = landing[i];
    }
}

/** What was shipped a lead ago arrives, and the opening transit evenly over the lead. */
static void receive(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    static const lanes none = {0};
    const struct pair *pair = &pl->pairs[p];
    const int32_t lead = s->chip[pair->chip].lead_months;
    const real *opening = s->pool[s->actor[pair->actor].opening_transit_chips + pair->chip];
    const real *chips = none, *landing = none;
    lanes early, crossed;

    if (lead > 0 && t >= lead) {
        chips = s->shipped[state_slot(&pair->shipped, t)];
    } else if (lead > 0 || t == 0) {
        EACH_LANE (i)
            early[i] = opening[i] / (lead > 0 ? lead : 1);
        chips = early;
    }
    if (chips != none || binds_has(&pl->pairs[p], BIND_BORDER))
        landing = arrive(pl, s, p, t, t - lead, chips, crossed);
    ripen(pl, s, p, t, landing);
}

/** Chips of one actor that may enter service now. */
struct batch {
    int32_t n, pair[64];
    real *ready[64]; // falls by what enters
};

/** The part of a batch that the actor has power for. */
static void find_power(const struct plan *pl, const struct state *s, int32_t a,
                       const struct batch *batch, lanes part)
{
    lanes used = {0}, wanted = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        if (!chip->rented)
            EACH_LANE (i)
                used[i] += chip->power_w[i] * s->in_service[p][i];
    }
    for (int32_t n = 0; n < batch->n; n++) {
        const struct chip *chip = &s->chip[pl->pairs[batch->pair[n]].chip];
        if (!chip->rented)
            EACH_LANE (i)
                wanted[i] += chip->power_w[i] * batch->ready[n][i];
    }
    EACH_LANE (i) {
        const real room = s->actor[a].power_limit_w[i] - used[i], share = room / wanted[i];
        const real fits = wanted[i] > 0 ? share : 1;
        part[i] = fits > 1 ? 1 : fits > 0 ? fits : 0;
    }
}

static void enter(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes part,
                  real *restrict ready)
{
    real *restrict stock = s->in_service[p], *restrict warehouse = s->warehouse[p];
    real *restrict sum = s->sum_installed[p];
    lanes entering;

    EACH_LANE (i) {
        const real chips = part[i] * ready[i], left = warehouse[i] - chips;
        stock[i] += chips;
        sum[i] += chips;
        warehouse[i] = left > 0 ? left : 0;
        ready[i] -= chips;
        entering[i] = chips;
    }
    if (pl->pairs[p].installed.n > 0) {
        real *restrict cohort = s->installed[state_slot(&pl->pairs[p].installed, t)];
        EACH_LANE (i)
            cohort[i] += entering[i];
    }
}

/** What is ready enters service, as far as the actor's power goes; rented chips take none. */
static void install(const struct plan *pl, struct state *s, int32_t a, int32_t t,
                    const struct batch *batch)
{
    lanes part, whole;

    EACH_LANE (i)
        part[i] = whole[i] = 1;
    if (s->power_limited[a])
        find_power(pl, s, a, batch, part);
    for (int32_t n = 0; n < batch->n; n++) {
        const int32_t p = batch->pair[n];
        enter(pl, s, p, t, s->chip[pl->pairs[p].chip].rented ? whole : part, batch->ready[n]);
    }
}

static void add(struct batch *batch, int32_t p, real *ready)
{
    batch->pair[batch->n] = p;
    batch->ready[batch->n++] = ready;
}

void deployment_age(const struct plan *pl, struct state *s, int32_t t)
{
    survive(pl, s, t);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        struct batch batch;
        batch.n = 0;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            if (s->held[p])
                retire(pl, s, p, t);
            if (!s->supplied[p])
                continue;
            receive(pl, s, p, t);
            add(&batch, p, s->ready[p]);
        }
        install(pl, s, a, t, &batch);
    }
}

/** What lands without a lead; it may enter service at once if it needs no installation either. */
static void land_now(const struct plan *pl, struct state *s, int32_t p, int32_t t,
                     struct batch *batch)
{
    const struct pair *pair = &pl->pairs[p];
    real *fresh = s->work[pair->chip];
    const real *shipped = s->shipped[state_slot(&pair->shipped, t)];
    const real *landing = arrive(pl, s, p, t, t, shipped, fresh);

    if (pair->landed.n == 0) {
        memmove(fresh, landing, sizeof(lanes));
        add(batch, p, fresh);
        return;
    }
    real *restrict landed = s->landed[state_slot(&pair->landed, t)];
    EACH_LANE (i)
        landed[i] += landing[i];
}

void deployment_land_now(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t a = 0; a < pl->n_actors; a++) {
        struct batch batch;
        batch.n = 0;
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++)
            if (s->supplied[p] && s->chip[pl->pairs[p].chip].lead_months == 0)
                land_now(pl, s, p, t, &batch);
        install(pl, s, a, t, &batch);
        for (int32_t n = 0; n < batch.n; n++)
            EACH_LANE (i)
                s->ready[batch.pair[n]][i] += batch.ready[n][i];
    }
}
