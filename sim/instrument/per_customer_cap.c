/*
 * A limit on what each firm may take within a window; an actor of n firms has n times as much.
 */
#include "instrument/per_customer_cap.h"

#define P(m) struct per_customer_cap, m

// clang-format off
static const struct field per_customer_cap_fields[] = {
    // member         unit           preset    low high  doc
    {REAL(P(limit)), "in its unit", INFINITY, 0,  1e15, "the most each firm may take in a window", FIELD_EASES},
    WINDOW_ROWS(struct per_customer_cap),
    {0},
};
// clang-format on

static void per_customer_cap_limit(const void *params, const struct limit_at *at, const lanes on,
                                   lanes limit)
{
    const struct per_customer_cap *p = params;
    const real firms = at->firms;

    EACH_LANE (i) {
        const real most = p->limit[i] * firms;
        limit[i] = on[i] > 0 ? most : INFINITY;
    }
}

const struct instrument_type instrument_per_customer_cap = {
    .name = "per_customer_cap",
    .doc = "a limit on what each firm may take within a window",
    .reference = "country and company caps of the diffusion rule, January 2025 (rescinded)",
    .fields = per_customer_cap_fields,
    .size = sizeof(struct per_customer_cap),
    .cause = "per-customer cap",
    .limit = per_customer_cap_limit,
};
