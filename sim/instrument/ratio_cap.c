/*
 * A limit that is a share of a reference flow, such as half of what customers at home bought.
 *
 *   cumulative (window run): share (reference_opening + reference_per_month (t + 1 - start_month))
 *   rolling or calendar year: share times the reference flow in the window up to and including
 * month t
 */
#include "instrument/ratio_cap.h"

#include "model/supply.h"

#define P(m) struct ratio_cap, m

// clang-format off
static const struct field ratio_cap_fields[] = {
    // member                      unit                preset low  high  doc
    {REAL(P(share)),               "1",                INFINITY, 0, 1e3, "share of the reference flow", FIELD_EASES},
    {REAL(P(reference_per_month)), "its unit a month", 0,     0,   1e15, "reference flow: an uncertain input"},
    {REAL(P(reference_opening)),   "in its unit",      0,     0,   1e15, "reference flow counted before month 0"},
    {INTEGER(P(start_month)),      "months",           0,    -600, 600,  "month from which the flow counts", FIELD_STRUCTURAL},
    WINDOW_ROWS(struct ratio_cap),
    RULE_ROW(struct ratio_cap),
    {0},
};
// clang-format on

static void ratio_cap_limit(const void *params, const struct limit_at *at, const lanes on,
                            lanes limit)
{
    const struct ratio_cap *p = params;
    const int32_t since = at->month + 1 - p->start_month;
    int32_t months = since > 0 ? since : 0;
    const real opening = p->window.kind == WINDOW_RUN ? 1 : 0;

    if (p->window.kind == WINDOW_ROLLING_MONTHS && months > p->window.months)
        months = p->window.months;
    if (p->window.kind == WINDOW_CALENDAR_YEAR && months > at->month_of_year + 1)
        months = at->month_of_year + 1;
    EACH_LANE (i) {
        const real share = p->share[i];
        const real flow = opening * p->reference_opening[i] + p->reference_per_month[i] * months;
        const real most = share < INFINITY ? share * flow : INFINITY;
        limit[i] = on[i] > 0 ? most : INFINITY;
    }
}

const struct instrument_type instrument_ratio_cap = {
    .name = "ratio_cap",
    .doc = "a limit that is a share of a reference flow",
    .reference = "BIS rule of January 2026: at most 50 % of the volume shipped to US customers",
    .fields = ratio_cap_fields,
    .size = sizeof(struct ratio_cap),
    .cause = "ratio cap",
    .limit = ratio_cap_limit,
};
