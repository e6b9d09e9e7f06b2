/*
 * A charge on the value of every chip shipped.
 *
 *   pL = p (1 + sum_m phi_m T_m),  treasury m gets T_m pL / (1 + T),  the vendor pL / (1 + T),  T =
 * sum_m T_m
 *
 * On customs value, T_m is the rate. As a share of the sale price, shares are added to s and each
 * becomes T_m = s_m / (1 - s): a share is of vendor plus shares, before other duties. A share of
 * 0.25 is a rate of 1/3.
 */
#include "instrument/tariff.h"

#define P(m) struct tariff, m

// clang-format off
static const struct field tariff_fields[] = {
    // member             unit preset low high doc
    {REAL(P(rate)),         "1", 0, 0, 10, "charge on the base: 0.25 is 25 %; a share stays below 0.9", FIELD_TIGHTENS},
    {REAL(P(pass_through)), "1", 1, 0, 1,  "phi: share of the charge that reaches the buyer's price"},
    {FLAG(P(as_share)),     "1", 0, 0, 1,  "true: of the sale price, as a cut of revenue; false: on top of customs value"},
    {0},
};
// clang-format on

static void tariff_price(const void *params, const lanes on, struct charge *charge)
{
    const struct tariff *p = params;

    EACH_LANE (i) {
        const real rate = on[i] * p->rate[i], most = 0.9;
        charge->ad_valorem[i] = (1 - p->as_share[i]) * rate;
        charge->share[i] = p->as_share[i] * (rate < most ? rate : most);
        charge->pass_through[i] = p->pass_through[i];
    }
}

const struct instrument_type instrument_tariff = {
    .name = "tariff",
    .doc = "a charge on the value of every chip shipped, as a duty or as a share of the sale",
    .reference = "Section 232 proclamation of 14 January 2026; revenue share of August 2025",
    .fields = tariff_fields,
    .size = sizeof(struct tariff),
    .price = tariff_price,
};
