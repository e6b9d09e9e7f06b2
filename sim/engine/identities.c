/*
 * Each identity is one sum with signs that must be zero, to 1e-9 of its largest term and at least
 * 1e-9.
 */
#include "engine/identities.h"

#include "engine/state_at.h"

#include <tgmath.h>

const char *const identities_names[] = {
    "none",  "chips of an actor", "orders of an actor", "a supplier's inventory or bank",
    "money", "the need ledger",
};

enum { TERMS_MOST = 512 }; // more than categories

/** What came less where it went. The functions below are inline so that sums stay in registers. */
struct balance {
    lanes rest, scale; // scale: at least 1 and at most the largest term
    const real *term[TERMS_MOST];
    int n;
};

static inline real larger(real x, real y)
{
    return x > y ? x : y;
}

static inline void begin(struct balance *b)
{
    b->n = 0;
    EACH_LANE (i) {
        b->rest[i] = 0;
        b->scale[i] = 1;
    }
}

static inline void came(struct balance *b, const real *x)
{
    b->term[b->n++] = x;
    EACH_LANE (i) {
        const real scale = b->scale[i];
        b->rest[i] += x[i];
        b->scale[i] = larger(x[i], scale);
    }
}

static inline void went(struct balance *b, const real *x)
{
    b->term[b->n++] = x;
    EACH_LANE (i)
        b->rest[i] -= x[i];
}

/** True if the rest is not small beside the scale in some lane. */
static inline bool in_doubt(const struct balance *b, lanes broken)
{
    EACH_LANE (i)
        broken[i] = fabs(b->rest[i]) <= REAL_BALANCE * b->scale[i] ? 0 : 1; // also NAN
    return lanes_any(broken);
}

/** Measures by the largest term of all, and notes each lane's first failure. */
static void look_closer(struct state *s, struct balance *b, enum failure failure, int32_t t)
{
    lanes broken;

    for (int n = 0; n < b->n; n++)
        EACH_LANE (i)
            b->scale[i] = larger(fabs(b->term[n][i]), b->scale[i]);
    if (!in_doubt(b, broken))
        return;
    for (int i = 0; i < LANES; i++)
        if (broken[i] > 0 && !s->failure[i]) {
            s->failure_month[i] = t;
            s->failure[i] = (int32_t)failure;
        }
}

static inline void settle(struct state *s, struct balance *b, enum failure failure, int32_t t)
{
    lanes broken;

    if (in_doubt(b, broken))
        look_closer(s, b, failure, t);
}

// Terms that are zero in all lanes are left out.

static void check_chips(const struct plan *pl, struct state *s, int32_t p, int32_t t)
{
    struct balance b;

    begin(&b);
    came(&b, s->opening_chips[p]);
    if (s->supplied[p]) {
        came(&b, s->sum_shipped[p]);
        went(&b, s->transit[p]), went(&b, s->border[p]), went(&b, s->warehouse[p]);
    }
    went(&b, s->in_service[p]), went(&b, s->sum_retired[p]);
    if (pl->pairs[p].may_return)
        went(&b, s->sum_returned[p]);
    settle(s, &b, FAILURE_CHIPS, t);
}

static void check_orders(struct state *s, int32_t p, int32_t t)
{
    const real *sum[REFUSALS / 2] = {s->sum_denied[p], s->sum_revoked[p], s->sum_lapsed[p]};
    struct balance b;

    begin(&b);
    came(&b, s->opening_orders[p]), came(&b, s->sum_ordered[p]);
    went(&b, s->pending[p]), went(&b, s->cleared[p]), went(&b, s->sum_shipped[p]);
    for (int32_t c = 0; c < REFUSALS / 2; c++)
        if (state_refused(s, p, c) || state_refused(s, p, c + REFUSALS / 2))
            went(&b, sum[c]);
    settle(s, &b, FAILURE_LICENCES, t);
}

static void check_supply(const struct plan *pl, struct state *s, int32_t t)
{
    struct balance b;

    for (int32_t k = 0; k < pl->n_chips; k++) {
        begin(&b);
        came(&b, s->chip[k].opening_inventory_chips), came(&b, s->sum_produced[k]);
        came(&b, s->sum_back[k]);
        went(&b, s->inventory[k]), went(&b, s->sum_outside[k]);
        for (int32_t a = 0; a < pl->n_actors; a++) {
            const int32_t p = pl->pair_of[a * pl->n_chips + k];
            if (p >= 0 && s->held[p])
                went(&b, s->sum_shipped[p]);
        }
        settle(s, &b, FAILURE_SUPPLIERS, t);
    }
    for (int32_t n = 0; n < pl->n_banks; n++) {
        begin(&b);
        came(&b, s->bank[n].opening_units), came(&b, s->sum_inflow[n]);
        went(&b, s->bank_stock[n]), went(&b, s->sum_used[n]);
        settle(s, &b, FAILURE_SUPPLIERS, t);
    }
}

static void check_money(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    struct balance b;

    begin(&b);
    came(&b, s->sum_paid[a]), went(&b, s->sum_refunded[a]);
    for (int32_t v = 0; v < pl->n_suppliers; v++)
        went(&b, s->sum_vendor[a * pl->n_suppliers + v]);
    for (int32_t j = 0; j < pl->n_jurisdictions; j++)
        went(&b, s->sum_treasury[a * pl->n_jurisdictions + j]);
    settle(s, &b, FAILURE_MONEY, t);

    begin(&b);
    came(&b, s->actor[a].opening_cash_usd), came(&b, s->sum_income[a]);
    came(&b, s->sum_refunded[a]);
    went(&b, s->cash[a]), went(&b, s->sum_paid[a]), went(&b, s->sum_withdrawn[a]);
    settle(s, &b, FAILURE_MONEY, t);
}

static void check_ledger(const struct plan *pl, struct state *s, int32_t a, int32_t t)
{
    const uint8_t *touched = &s->ledger_touched[a * pl->n_categories];
    struct balance b;

    begin(&b);
    came(&b, s->target[a]);
    for (int32_t c = 0; c < pl->n_categories; c++)
        if (touched[c] && c != pl->category.surplus)
            went(&b, s->ledger[a * pl->n_categories + c]);
    settle(s, &b, FAILURE_LEDGER, t);
}

void identities_check(const struct plan *pl, struct state *s, int32_t t)
{
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        if (s->held[p])
            check_chips(pl, s, p, t);
        if (s->asked[p])
            check_orders(s, p, t);
    }
    check_supply(pl, s, t);
    for (int32_t a = 0; a < pl->n_actors; a++) {
        check_money(pl, s, a, t);
        check_ledger(pl, s, a, t);
    }
}
