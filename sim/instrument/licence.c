/*
 * A permission that takes time and may be refused. The engine's clearances (engine/clearances.c)
 * run it.
 *
 * after_order: one application for each actor, chip and month, with a delay and a denial draw.
 * before_order: an allowance, shared by all it binds, usable after a delay drawn once and consumed
 * by ordering. Delay: d = floor(x + 1/2), x Erlang with shape k and the given mean; shape 0:
 * exactly the mean.
 */
#include "instrument/licence.h"

static const char *const stage_names[] = {"before_order", "after_order", NULL};

#define P(m) struct licence, m
#define S    FIELD_STRUCTURAL

// clang-format off
static const struct field licence_fields[] = {
    // member                          unit     preset    low high  doc
    {CHOICE(P(stage)),                  "",       1,        0, 0,   "before_order: an allowance; after_order: an application for each order", S, NULL, stage_names},
    {FLAG(P(hold)),                     "1",      0,        0, 1,   "true: clock and use are frozen"},
    {REAL(P(delay_mean_months)),        "months", 0,        0, 600, "mean time to decide", FIELD_TIGHTENS},
    {INTEGER(P(delay_shape)),           "1",      0,        0, 20,  "k of the Erlang delay; 0: exactly the mean", S},
    {REAL(P(delay_correlation)),        "1",      0,        0, 1,   "rho: weight of the part of the delay all applications of a regime spell share"},
    {REAL(P(denial_probability)),       "1",      0,        0, 1,   "that an application is denied when its clock ends", FIELD_TIGHTENS},
    {REAL(P(denial_correlation)),       "1",      0,        0, 1,   "rho: weight of the shared part of denials"},
    {REAL(P(validity_months)),          "months", INFINITY, 1, 600, "cleared orders lapse so long after clearing", FIELD_INTEGRAL},
    {REAL(P(opening_allowance_chips)),  "chips",  0,        0, 1e12, "before_order: granted before month 0", FIELD_EASES},
    {REAL(P(grant_chips)),              "chips",  0,        0, 1e12, "before_order: granted each period", FIELD_EASES},
    {INTEGER(P(grant_first_month)),     "months", 0,        0, 600, "before_order: month of the first grant", S},
    {INTEGER(P(grant_every_months)),    "months", 0,        0, 600, "before_order: months between grants; 0: only the first", S},
    {0},
};
// clang-format on

const struct instrument_type instrument_licence = {
    .name = "licence",
    .doc = "a permission that takes time and may be refused, asked before or after the order",
    .reference = "BIS licence; approvals of MIIT, MOFCOM and NDRC, January 2026",
    .fields = licence_fields,
    .size = sizeof(struct licence),
    .cause = "allowance",
};
