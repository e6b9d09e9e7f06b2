/*
 * What arrives is held until this is lifted, or returned: refunded, back to the supplier's
 * inventory, room given back.
 */
#include "instrument/border.h"

#define P(m) struct border, m

// clang-format off
static const struct field border_fields[] = {
    // member                                            unit preset low high doc
    {FLAG(P(hold)),                                      "1", 0, 0, 1, "true: arrivals wait at the border"},
    {"return", offsetof(struct border, back), FIELD_FLAG, "1", 0, 0, 1, "true: arrivals are returned and nothing more is ordered or shipped"},
    {0},
};
// clang-format on

static void border_border(const void *params, const lanes on, lanes hold, lanes back)
{
    const struct border *p = params;

    EACH_LANE (i) {
        const real held = hold[i], returned = back[i];
        hold[i] = on[i] * p->hold[i] > 0 ? 1 : held;
        back[i] = on[i] * p->back[i] > 0 ? 1 : returned;
    }
}

const struct instrument_type instrument_border = {
    .name = "border",
    .doc = "holds or returns what arrives",
    .reference = "customs instruction of 14 January 2026 that H200 may not enter",
    .fields = border_fields,
    .size = sizeof(struct border),
    .cause = "border",
    .border = border_border,
};
