/*
 * Guidance: a factor on buyers' taste for the chips it names.
 */
#include "instrument/preference.h"

#define P(m) struct preference, m

// clang-format off
static const struct field preference_fields[] = {
    // member          unit preset low high doc
    {REAL(P(weight)), "1",  1,     0,  1e6, "factor on the taste for the chip: 0.5 halves its share against an equal one"},
    {0},
};
// clang-format on

static void preference_weight(const void *params, const lanes on, lanes factor)
{
    const struct preference *p = params;

    EACH_LANE (i) {
        const real weight = p->weight[i];
        factor[i] *= on[i] > 0 ? weight : 1;
    }
}

const struct instrument_type instrument_preference = {
    .name = "preference",
    .doc = "guidance: a factor on buyers' taste for a chip",
    .reference = "window guidance against H20, 2024-2025",
    .fields = preference_fields,
    .size = sizeof(struct preference),
    .weight = preference_weight,
};
