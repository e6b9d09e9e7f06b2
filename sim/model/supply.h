/** Who makes chips, from what, and the software that makes them useful. */
#ifndef CHOKEPOINT_MODEL_SUPPLY_H
#define CHOKEPOINT_MODEL_SUPPLY_H

#include "base/lanes.h"
#include "model/kind.h"

enum outside_order { OUTSIDE_BEFORE, OUTSIDE_WITH, OUTSIDE_AFTER };

struct supplier {
    int32_t rule;          // rationing rule, in the order of rules_names
    int32_t outside_order; // when outside buyers are served
    int32_t outside_priority;
    lanes outside_weight;
};

/** A stock of inputs shared by its supplier's chips. */
struct bank {
    lanes opening_units;
    struct schedule inflow_units_per_month;
};

struct ecosystem {
    lanes training_efficiency_start, training_efficiency_limit; // eta_0, eta_inf
    lanes serving_efficiency_start, serving_efficiency_limit;
    lanes experience_reference_h100e_years; // X_0
    lanes opening_experience_h100e_years;   // X before month 0
};

extern const char *const rule_names[];
extern const struct kind kind_supplier, kind_bank, kind_ecosystem;

#endif
