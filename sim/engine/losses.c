/*
 * Shut chips lose w want, by what shuts them; open ones w want (1 - f), by their tightest group;
 * what is placed loses what cannot be paid.
 */
#include "engine/losses.h"

#include <string.h>

/** A category of an actor. */
struct row {
    real *units, *chips; // effective units, and the chips themselves
};

/** The row of a category; nothing is in it before it is touched. */
static struct row row_of(const struct plan *pl, struct state *s, int32_t a, int32_t category)
{
    const int32_t at = a * pl->n_categories + category;

    if (!s->loss_touched[at]) {
        memset(s->loss[at], 0, sizeof(lanes));
        memset(s->loss_chips[at], 0, sizeof(lanes));
        s->loss_touched[at] = 1;
    }
    return (struct row){s->loss[at], s->loss_chips[at]};
}

/** Adds chips of so many effective units each. */
static void add(struct row row, const real *chips, const real *units)
{
    EACH_LANE (i) {
        row.units[i] += chips[i] * units[i];
        row.chips[i] += chips[i];
    }
}

/** What the actor would order of a pair where it is shut, by the first instrument that shuts it. */
static void add_shut(const struct plan *pl, struct state *s, int32_t a, int32_t p)
{
    const real *gap = s->gap[a], *share = s->share[p], *units = s->units[p];
    const real *barred = s->barred[p];
    lanes lost, part;

    EACH_LANE (i) {
        const real w = units[i], want = share[i] * gap[i] / (w > 0 ? w : 1);
        lost[i] = barred[i] < 0 ? 0 : want;
    }
    for (int first = 0; first < LANES; first++) {
        if (!(lost[first] > 0))
            continue;
        const real category = barred[first];
        EACH_LANE (i) {
            part[i] = barred[i] == category ? lost[i] : 0;
            lost[i] -= part[i];
        }
        add(row_of(pl, s, a, (int32_t)category), part, units);
    }
}

/** What the groups refuse of a pair, each where it is the tightest.  @param lost what remains to
 * its supply */
static void add_tied(const struct plan *pl, struct state *s, const struct placing *x, int32_t n,
                     lanes lost)
{
    const real *cause = x->cause[n];
    lanes part;

    EACH_TIE (b, s, x, n) {
        const int32_t category = pl->category.barred[pl->binds[b].instrument];
        EACH_LANE (i) {
            part[i] = cause[i] == category ? lost[i] : 0;
            lost[i] -= part[i];
        }
        if (lanes_any(part))
            add(row_of(pl, s, x->actor, category), part, s->units[x->pair[n]]);
    }
}

/** Which group is the tightest of a pair; of one that no group ever limits it is the supply. */
static void note_tightest(const struct plan *pl, struct state *s, const struct placing *x,
                          int32_t n)
{
    const bool tied = x->tied[n] < x->tied[n + 1];
    const real *cause = x->cause[n];
    real *tightest = s->tightest[x->pair[n]];

    if (binds_has(&pl->pairs[x->pair[n]], BIND_GROUP))
        EACH_LANE (i)
            tightest[i] = tied ? cause[i] : pl->category.supply;
}

/** What the rooms refuse of the open pairs, and what is placed but cannot be paid. */
static void add_open(const struct plan *pl, struct state *s, const struct placing *x)
{
    const real *money = s->uncommitted[x->actor];
    const struct row supply = row_of(pl, s, x->actor, pl->category.supply);
    const struct row cash = row_of(pl, s, x->actor, pl->category.cash);
    lanes lost, cost = {0}, units = {0}, chips = {0};

    for (int32_t n = 0; n < x->n; n++) {
        const int32_t p = x->pair[n];
        const real *want = x->want[n], *factor = x->factor[n], *w = s->units[p];
        const real *price = s->landed_price[p], *order = s->order[p];
        EACH_LANE (i)
            lost[i] = want[i] * (1 - factor[i]);
        add_tied(pl, s, x, n, lost);
        note_tightest(pl, s, x, n);
        EACH_LANE (i) {
            supply.units[i] += lost[i] * w[i];
            supply.chips[i] += lost[i];
            cost[i] += price[i] * order[i];
            units[i] += w[i] * order[i];
            chips[i] += order[i];
        }
    }
    EACH_LANE (i) {
        const real paid = money[i] / cost[i], missing = cost[i] > money[i] ? 1 - paid : 0;
        cash.units[i] += missing * units[i];
        cash.chips[i] += missing * chips[i];
    }
}

void losses_book(const struct plan *pl, struct state *s, const struct placing *x)
{
    const int32_t a = x->actor;

    memset(&s->loss_touched[a * pl->n_categories], 0, (size_t)pl->n_categories);
    for (int32_t n = s->shut_first[a]; n < s->shut_first[a + 1]; n++)
        add_shut(pl, s, a, s->shut[n]);
    add_open(pl, s, x);
}
