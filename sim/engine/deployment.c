/*
 * V exp(-h/12); cohort of t-L leaves as exp(-h L/12) installed[t-L]; arrivals are held, returned or
 * land; what is ready enters service, scaled for each actor by clip((limit - power V) / power
 * ready, 0, 1).
 */
#include "engine/deployment.h"

#include "base/exact_math.h"
#include "engine/returns.h"

#include <string.h>

static int32_t youngest(const struct plan *pl, const struct state *s, int32_t p)
{
    return pl->ages[s->actor[pl->pairs[p].actor].opening_age_min_months + pl->pairs[p].chip];
}

static int32_t oldest(const struct plan *pl, const struct state *s, int32_t p)
{
    const int32_t age =
        pl->ages[s->actor[pl->pairs[p].actor].opening_age_max_months + pl->pairs[p].chip];

    return age >= 0 ? age : s->chip[pl->pairs[p].chip].service_life_months - 1;
}

void deployment_open(const struct plan *pl, struct state *s)
{
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct actor *a = &s->actor[pl->pairs[p].actor];
        const int32_t k = pl->pairs[p].chip;
        memcpy(s->in_service[p], s->pool[a->opening_stock_chips + k], sizeof(lanes));
        memcpy(s->transit[p], s->pool[a->opening_transit_chips + k], sizeof(lanes));
        memcpy(s->warehouse[p], s->pool[a->opening_warehouse_chips + k], sizeof(lanes));
        memcpy(s->ready[p], s->warehouse[p], sizeof(lanes));
        memcpy(s->border[p], s->pool[a->opening_border_chips + k], sizeof(lanes));
        EACH_LANE (i)
            s->opening_chips[p][i] =
                s->in_service[p][i] + s->transit[p][i] + s->warehouse[p][i] + s->border[p][i];
    }
}

/** What is left of a chip's stock after this month's hazard, and of the cohort that now reaches its
 * service life. */
struct survival {
    lanes *month, *cohort; // (chip)
};

static struct survival survive(const struct plan *pl, struct state *s, int32_t t)
{
    const struct survival left = {s->work, s->work + pl->n_chips};

    for (int32_t k = 0; k < pl->n_chips; k++) {
        const int32_t life = s->chip[k].service_life_months;
        const double lived =
            (t >= life ? life : t + 1) / 12.0; // hazard since it entered, or the opening
        const double *hazard = s->chip[k].retirement_hazard_per_year;
        EACH_LANE (i) {
            left.month[k][i] = exact_math_exp(-hazard[i] / 12);
            left.cohort[k][i] = exact_math_exp(-hazard[i] * lived);
        }
    }
    return left;
}

/** What the cohort that reaches its service life in month t takes with it. */
static void leaving(const struct plan *pl, const struct state *s, int32_t p, int32_t t,
                    const lanes left, lanes gone)
{
    const int32_t life = s->chip[pl->pairs[p].chip].service_life_months, age = life - 1 - t;
    const double *from =
        t >= life ? s->installed[state_at(pl, p, t - life)]
                  : s->pool[s->actor[pl->pairs[p].actor].opening_stock_chips + pl->pairs[p].chip];
    double part = 1;

    if (t < life) {
        const int32_t first = youngest(pl, s, p), last = oldest(pl, s, p);
        part = age >= first && age <= last ? 1.0 / (last - first + 1) : 0;
    }
    EACH_LANE (i)
        gone[i] = part * from[i] * left[i];
}

static void retire(const struct plan *pl, struct state *s, int32_t p, int32_t t,
                   const struct survival *left)
{
    const int32_t k = pl->pairs[p].chip;
    const double *kept = left->month[k];
    double *restrict stock = s->in_service[p], *restrict retired = s->sum_retired[p];
    lanes gone = {0};

    EACH_LANE (i) {
        const double before = stock[i], after = before * kept[i];
        retired[i] += before - after;
        stock[i] = after;
    }
    if (s->chip[k].service_life_months == 0)
        return;
    leaving(pl, s, p, t, left->cohort[k], gone);
    EACH_LANE (i) {
        const double have = stock[i], old = gone[i] < have ? gone[i] : have;
        stock[i] = have - old;
        retired[i] += old;
    }
}

/** Past the border: into the warehouse, to be ready after the install time. */
static void land(const struct plan *pl, struct state *s, int32_t p, int32_t t, const lanes chips)
{
    EACH_LANE (i) {
        s->landed[state_at(pl, p, t)][i] += chips[i];
        s->sum_landed[p][i] += chips[i];
        s->warehouse[p][i] += chips[i];
    }
}

/** Chips that reach the border in month t: held, returned or landed, with what was held before. */
static void arrive(const struct plan *pl, struct state *s, int32_t p, int32_t t, int32_t shipped_in,
                   const lanes chips)
{
    lanes landing;

    if (pl->pairs[p].may_return)
        returns_send(pl, s, p, shipped_in, chips);
    double *restrict transit = s->transit[p], *restrict border = s->border[p];
    const double *returned = s->border_back[p], *held = s->border_hold[p];
    EACH_LANE (i) {
        const double keep = 1 - returned[i], hold = held[i] * keep, here = border[i] + chips[i];
        const double under_way = transit[i] - chips[i];
        transit[i] = under_way > 0 ? under_way : 0;
        landing[i] = keep * (1 - hold) * here;
        border[i] = hold * here;
    }
    land(pl, s, p, t, landing);
}

static void arrivals(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    const int32_t lead = s->chip[pl->pairs[p].chip].lead_months;
    const double *opening =
        s->pool[s->actor[pl->pairs[p].actor].opening_transit_chips + pl->pairs[p].chip];
    lanes chips;

    EACH_LANE (i)
        chips[i] = lead > 0 && t >= lead ? s->shipped[state_at(pl, p, t - lead)][i]
                   : lead > 0            ? opening[i] / lead
                                         : (t == 0 ? opening[i] : 0);
    arrive(pl, s, p, t, t - lead, chips);
}

static void ripen(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    const int32_t since = t - s->chip[pl->pairs[p].chip].install_months;

    if (since >= 0)
        EACH_LANE (i)
            s->ready[p][i] += s->landed[state_at(pl, p, since)][i];
}

/** What is ready enters service, as far as the actor's power goes.  @param now only chips that
 * landed at once */
static void install(const struct plan *pl, struct state *s, int32_t a, int32_t t,
                    const lanes ready[], int32_t now)
{
    lanes used = {0}, wanted = {0}, factor;

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        for (int i = 0; i < LANES && !chip->rented; i++) {
            used[i] += chip->power_w[i] * s->in_service[p][i];
            wanted[i] += chip->power_w[i] * ready[p][i];
        }
    }
    EACH_LANE (i) {
        const double room = s->actor[a].power_limit_w[i] - used[i];
        const double part = wanted[i] > 0 ? room / wanted[i] : 1;
        factor[i] = part > 1 ? 1 : part > 0 ? part : 0;
    }
    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        const int whole = s->chip[pl->pairs[p].chip].rented;
        EACH_LANE (i) {
            const double enter = (whole ? 1 : factor[i]) * ready[p][i];
            s->installed[state_at(pl, p, t)][i] += enter;
            s->sum_installed[p][i] += enter;
            s->in_service[p][i] += enter;
            s->warehouse[p][i] -= enter;
            s->warehouse[p][i] = s->warehouse[p][i] > 0 ? s->warehouse[p][i] : 0;
            s->ready[p][i] = now ? s->ready[p][i] + ready[p][i] - enter : ready[p][i] - enter;
        }
    }
}

void deployment_age(const struct plan *pl, struct state *s, int32_t t)
{
    const struct survival left = survive(pl, s, t);

    for (int32_t p = 0; p < pl->n_pairs; p++) {
        retire(pl, s, p, t, &left);
        arrivals(pl, s, p, t);
        ripen(pl, s, p, t);
    }
    for (int32_t a = 0; a < pl->n_actors; a++)
        install(pl, s, a, t, (const lanes *)s->ready, 0);
}

void deployment_land_now(const struct plan *pl, struct state *s, int32_t t)
{
    int any = 0;

    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip = &s->chip[pl->pairs[p].chip];
        memset(s->order[p], 0,
               sizeof(lanes)); // this month's orders are done with: room for what lands at once
        if (chip->lead_months > 0)
            continue;
        lanes before, chips;
        memcpy(before, s->landed[state_at(pl, p, t)], sizeof before);
        memcpy(chips, s->ship[p], sizeof chips);
        arrive(pl, s, p, t, t, chips);
        any = 1;
        if (chip->install_months == 0)
            EACH_LANE (i)
                s->order[p][i] = s->landed[state_at(pl, p, t)][i] - before[i];
    }
    for (int32_t a = 0; any && a < pl->n_actors; a++)
        install(pl, s, a, t, (const lanes *)s->order, 1);
}
