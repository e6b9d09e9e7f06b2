/*
 * So many domestic chips for each foreign chip, for each actor, counted since it was first in
 * force.
 *
 * Orders of domestic chips are raised to it (engine/orders.c); foreign shipments wait for room in
 * it: room = cumulative domestic / r - cumulative foreign (engine/allocation.c). Domestic: of the
 * owner's origin.
 */
#include "instrument/domestic_ratio.h"

#define P(m) struct domestic_ratio, m

// clang-format off
static const struct field domestic_ratio_fields[] = {
    // member         unit preset low high doc
    {REAL(P(ratio)), "1",  0,     0,  1e6, "r: domestic chips for each foreign chip it binds; 0: none needed", FIELD_TIGHTENS},
    {0},
};
// clang-format on

const struct instrument_type instrument_domestic_ratio = {
    .name = "domestic_ratio",
    .doc = "so many domestic chips for each foreign chip",
    .reference = "bundling under study in Beijing, January 2026",
    .fields = domestic_ratio_fields,
    .size = sizeof(struct domestic_ratio),
    .cause = "domestic ratio",
};
