/*
 * A factor on the capacity of a channel, by whoever polices it.
 */
#include "instrument/enforcement.h"

#define P(m) struct enforcement, m

// clang-format off
static const struct field enforcement_fields[] = {
    // member                   unit preset low high doc
    {REAL(P(capacity_factor)), "1",  1,     0,  100, "factor on the capacity of the chips it names: 0 closes the channel", FIELD_EASES},
    {0},
};
// clang-format on

static void enforcement_capacity(const void *params, const lanes on, lanes factor)
{
    const struct enforcement *p = params;

    EACH_LANE (i) {
        const real own = p->capacity_factor[i];
        factor[i] *= on[i] > 0 ? own : 1;
    }
}

const struct instrument_type instrument_enforcement = {
    .name = "enforcement",
    .doc = "a factor on the capacity of the chips of a channel, such as the grey one",
    .reference = "port checks of October 2025; detection rates in Epoch's diversion model",
    .fields = enforcement_fields,
    .size = sizeof(struct enforcement),
    .capacity = enforcement_capacity,
};
