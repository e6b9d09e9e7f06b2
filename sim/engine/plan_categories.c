#include "engine/plan_build.h"

#include "instrument/licence.h"

#include <stdlib.h>

static int32_t add(struct plan *plan, enum ledger_stage stage, const char *cause,
                   int32_t jurisdiction, int32_t instrument)
{
    plan->categories[plan->n_categories] =
        (struct category){(int32_t)stage, jurisdiction, instrument, cause};
    return plan->n_categories++;
}

/** True if some pair may be bound by it. */
static bool binds_any(const struct plan *plan, int32_t instrument)
{
    for (int32_t b = 0; b < plan->n_binds; b++)
        if (plan->binds[b].instrument == instrument)
            return true;
    return false;
}

static bool has_key(const struct plan *plan, int32_t j)
{
    for (int32_t m = 0; m < plan->n_instruments; m++)
        if (plan->instruments[m].owner == j && binds_any(plan, m))
            return true;
    return false;
}

/** Cleared but not shipped, by the clip: limits in the order in which they clip. */
static void add_clips(struct plan *plan, struct category_index *at)
{
    static const int32_t order[] = {INSTRUMENT_BORDER, INSTRUMENT_PER_CUSTOMER_CAP,
                                    INSTRUMENT_DOMESTIC_RATIO};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        for (int32_t m = 0; m < plan->n_instruments; m++)
            if (plan->instruments[m].number == order[i] && binds_any(plan, m))
                at->clip[m] = add(plan, LEDGER_CLEARED, plan->instruments[m].type->cause,
                                  plan->instruments[m].owner, m);
    for (int32_t m = 0; m < plan->n_instruments; m++) {
        const int32_t number = plan->instruments[m].number;
        if ((number == INSTRUMENT_QUOTA || number == INSTRUMENT_RATIO_CAP) && binds_any(plan, m))
            at->clip[m] = add(plan, LEDGER_CLEARED, plan->instruments[m].type->cause,
                              plan->instruments[m].owner, m);
    }
}

static void add_keys(struct plan *plan, struct category_index *at)
{
    for (int32_t j = 0; j < plan->n_jurisdictions; j++) {
        at->clock[j] = at->hold[j] = at->denied[j] = at->revoked[j] = at->lapsed[j] = -1;
        if (!has_key(plan, j))
            continue;
        at->clock[j] = add(plan, LEDGER_PENDING, "clock", j, -1);
        at->hold[j] = add(plan, LEDGER_PENDING, "hold", j, -1);
        at->denied[j] = add(plan, LEDGER_REFUSED, "denied", j, -1);
        at->revoked[j] = add(plan, LEDGER_REFUSED, "revoked", j, -1);
        at->lapsed[j] = add(plan, LEDGER_REFUSED, "lapsed", j, -1);
    }
}

/** Not ordered: every instrument that may stop an order, under its own cause; licences also under
 * hold. */
static void add_causes(struct plan *plan, struct category_index *at)
{
    for (int32_t m = 0; m < plan->n_instruments; m++) {
        const struct instrument_plan *ip = &plan->instruments[m];
        if (!ip->type->cause || !binds_any(plan, m))
            continue;
        if (ip->number == INSTRUMENT_LICENCE)
            at->held[m] = add(plan, LEDGER_NOT_ORDERED, "hold", ip->owner, m);
        if (ip->number != INSTRUMENT_DOMESTIC_RATIO &&
            (ip->number != INSTRUMENT_LICENCE || ip->allowance >= 0))
            at->barred[m] = add(plan, LEDGER_NOT_ORDERED, ip->type->cause, ip->owner, m);
    }
}

bool plan_build_categories(struct plan *plan)
{
    struct category_index *at = &plan->category;

    plan->categories = calloc((size_t)(16 + 6 * plan->n_jurisdictions + 3 * plan->n_instruments),
                              sizeof *plan->categories);
    if (!plan->categories)
        return false;
    for (int i = 0; i < 64; i++)
        at->clip[i] = at->barred[i] = at->held[i] = -1;
    at->in_service = add(plan, LEDGER_IN_SERVICE, "", -1, -1);
    at->installing = add(plan, LEDGER_WAREHOUSE, "installing", -1, -1);
    at->power = add(plan, LEDGER_WAREHOUSE, "power", -1, -1);
    for (int32_t j = 0; j < plan->n_jurisdictions; j++)
        at->border[j] = add(plan, LEDGER_BORDER, "hold", j, -1);
    at->transit = add(plan, LEDGER_TRANSIT, "", -1, -1);
    at->cleared.first = plan->n_categories;
    at->need = add(plan, LEDGER_CLEARED, "need", -1, -1);
    at->money = add(plan, LEDGER_CLEARED, "money", -1, -1);
    add_clips(plan, at);
    at->cleared_supply = add(plan, LEDGER_CLEARED, "supply", -1, -1);
    at->cleared.end = plan->n_categories;
    add_keys(plan, at);
    at->causes.first = plan->n_categories;
    add_causes(plan, at);
    at->supply = add(plan, LEDGER_NOT_ORDERED, "supply", -1, -1);
    at->cash = add(plan, LEDGER_NOT_ORDERED, "cash", -1, -1);
    at->timing = add(plan, LEDGER_NOT_ORDERED, "timing", -1, -1);
    at->causes.end = plan->n_categories;
    at->surplus = add(plan, LEDGER_SURPLUS, "", -1, -1);
    return true;
}
