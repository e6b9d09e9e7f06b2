#include "engine/identities.h"

#include <math.h>
#include <string.h>

const char *const identities_names[] = {
    "none",  "chips of an actor", "orders of an actor", "a supplier's inventory or bank",
    "money", "the need ledger",   "a negative stock",
};

/** A sum with signs that must be zero, and the scale it is measured by. */
struct balance {
    lanes rest, scale;
};

static void begin(struct balance *b)
{
    memset(b->rest, 0, sizeof b->rest);
    EACH_LANE (i)
        b->scale[i] = 1;
}

static void term(struct balance *b, double sign, const double *x)
{
    EACH_LANE (i) {
        const double size = x[i] < 0 ? -x[i] : x[i];
        b->rest[i] += sign * x[i];
        b->scale[i] = size > b->scale[i] ? size : b->scale[i];
    }
}

static void settle(struct state *s, const struct balance *b, enum failure failure, int32_t t)
{
    EACH_LANE (i) {
        const double rest = b->rest[i] < 0 ? -b->rest[i] : b->rest[i];
        const int broken = !(rest <= 1e-9 * b->scale[i]); // also NAN
        s->failure_month[i] = broken && !s->failure[i] ? t : s->failure_month[i];
        s->failure[i] = broken && !s->failure[i] ? (int32_t)failure : s->failure[i];
    }
}

static void check_pair(struct state *s, int32_t p, int32_t t)
{
    struct balance b;

    begin(&b);
    term(&b, 1, s->opening_chips[p]), term(&b, 1, s->sum_shipped[p]);
    term(&b, -1, s->transit[p]), term(&b, -1, s->border[p]), term(&b, -1, s->warehouse[p]);
    term(&b, -1, s->in_service[p]), term(&b, -1, s->sum_retired[p]),
        term(&b, -1, s->sum_returned[p]);
    settle(s, &b, FAILURE_CHIPS, t);

    begin(&b);
    term(&b, 1, s->opening_orders[p]), term(&b, 1, s->sum_ordered[p]);
    term(&b, -1, s->pending[p]), term(&b, -1, s->cleared[p]), term(&b, -1, s->sum_shipped[p]);
    term(&b, -1, s->sum_denied[p]), term(&b, -1, s->sum_revoked[p]), term(&b, -1, s->sum_lapsed[p]);
    settle(s, &b, FAILURE_LICENCES, t);
}

static void check_supply(const struct plan *pl, struct state *s, int32_t t)
{
    struct balance b;

    for (int32_t k = 0; k < pl->n_chips; k++) {
        begin(&b);
        term(&b, 1, s->chip[k].opening_inventory_chips), term(&b, 1, s->sum_produced[k]),
            term(&b, 1, s->sum_back[k]);
        term(&b, -1, s->inventory[k]), term(&b, -1, s->sum_outside[k]);
        for (int32_t a = 0; a < pl->n_actors; a++)
            if (pl->pair_of[a * pl->n_chips + k] >= 0)
                term(&b, -1, s->sum_shipped[pl->pair_of[a * pl->n_chips + k]]);
        settle(s, &b, FAILURE_SUPPLIERS, t);
    }
    for (int32_t n = 0; n < pl->n_banks; n++) {
        begin(&b);
        term(&b, 1, s->bank[n].opening_units), term(&b, 1, s->sum_inflow[n]);
        term(&b, -1, s->bank_stock[n]), term(&b, -1, s->sum_used[n]);
        settle(s, &b, FAILURE_SUPPLIERS, t);
    }
}

static void check_actor(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    struct balance b;

    begin(&b);
    term(&b, 1, s->sum_paid[a]), term(&b, -1, s->sum_refunded[a]);
    for (int32_t v = 0; v < pl->n_suppliers; v++)
        term(&b, -1, s->sum_vendor[a * pl->n_suppliers + v]);
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        term(&b, -1, s->sum_treasury[a * pl->n_jurisdictions + j]);
    settle(s, &b, FAILURE_MONEY, t);

    begin(&b);
    term(&b, 1, s->actor[a].opening_cash_usd), term(&b, 1, s->sum_income[a]),
        term(&b, 1, s->sum_refunded[a]);
    term(&b, -1, s->cash[a]), term(&b, -1, s->sum_paid[a]), term(&b, -1, s->sum_withdrawn[a]);
    settle(s, &b, FAILURE_MONEY, t);

    begin(&b);
    term(&b, 1, s->target[a]);
    for (int32_t c = 0; c < pl->n_categories; c++)
        if (pl->categories[c].stage != LEDGER_SURPLUS)
            term(&b, -1, s->ledger[a * pl->n_categories + c]);
    settle(s, &b, FAILURE_LEDGER, t);
}

void identities_check(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t p = 0; p < pl->n_pairs; p++)
        check_pair(s, p, t);
    check_supply(pl, s, t);
    for (int32_t a = 0; a < pl->n_actors; a++)
        check_actor(pl, s, a, t);
}
