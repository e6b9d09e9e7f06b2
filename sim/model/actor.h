/** Who wants compute, and whom to compare with. */
#ifndef CHOKEPOINT_MODEL_ACTOR_H
#define CHOKEPOINT_MODEL_ACTOR_H

#include "base/lanes.h"
#include "model/kind.h"

struct actor {
    int32_t home; // jurisdiction
    int32_t tier; // label
    int32_t n_firms, priority;
    lanes allocation_weight;
    lanes target_effective_h100e;        // D0
    lanes target_growth_factor_per_year; // G
    lanes training_share;                // s
    lanes utilisation;
    lanes opening_cash_usd, budget_usd_per_month, cash_carry_months;
    lanes power_limit_w;
    int32_t order_weights, nest_weights; // pool rows by chip, by ecosystem
    int32_t opening_stock_chips, opening_age_min_months, opening_age_max_months;
    int32_t opening_transit_chips, opening_warehouse_chips, opening_border_chips;
    int32_t opening_cleared_chips, opening_pending_chips;
    int32_t leases; // pool rows by actor
};

enum reference_role {
    REFERENCE_OTHER,
    REFERENCE_WORLD,
    REFERENCE_HYPERSCALERS,
    REFERENCE_FRONTIER
};

struct reference {
    int32_t role, contains_actors;
    lanes stock_h100e, growth_factor_per_year;
    struct schedule history_h100e;
};

extern const struct kind kind_actor, kind_reference;

#endif
