/*
 * A limit on what all it binds may take together within a window.
 */
#include "instrument/quota.h"

#include "model/supply.h"

#define P(m) struct quota, m

// clang-format off
static const struct field quota_fields[] = {
    // member         unit           preset    low high  doc
    {REAL(P(limit)), "in its unit", INFINITY, 0,  1e15, "the most all it binds may take in a window", FIELD_EASES},
    WINDOW_ROWS(struct quota),
    RULE_ROW(struct quota),
    {0},
};
// clang-format on

static void quota_limit(const void *params, const struct limit_at *at, const lanes on, lanes limit)
{
    const struct quota *p = params;

    (void)at;
    EACH_LANE (i) {
        const real most = p->limit[i];
        limit[i] = on[i] > 0 ? most : INFINITY;
    }
}

const struct instrument_type instrument_quota = {
    .name = "quota",
    .doc = "a limit on what all it binds may take together within a window",
    .reference = "cap on total purchases drafted in January 2026",
    .fields = quota_fields,
    .size = sizeof(struct quota),
    .cause = "quota",
    .limit = quota_limit,
};
