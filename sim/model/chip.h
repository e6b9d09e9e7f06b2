/** A chip as one actor may buy it: the same silicon by another channel is another chip. */
#ifndef CHOKEPOINT_MODEL_CHIP_H
#define CHOKEPOINT_MODEL_CHIP_H

#include "base/lanes.h"
#include "model/kind.h"

enum channel { CHANNEL_OFFICIAL, CHANNEL_DOMESTIC, CHANNEL_GREY, CHANNEL_OFFSHORE, CHANNEL_ANY };

extern const char *const channel_names[];        // the four a chip may have
extern const char *const channel_filter_names[]; // and "any", for instruments

struct chip {
    int32_t supplier, ecosystem, origin; // origin: jurisdiction
    int32_t channel, location;
    int32_t rented;
    int32_t lead_months, install_months, service_life_months;
    int32_t allocation_rank;
    lanes tpp, h100e, bandwidth_tb_per_s, power_w, price_usd;
    lanes retirement_hazard_per_year;         // h
    struct schedule capacity_chips_per_month; // cap
    struct schedule outside_demand_chips_per_month;
    lanes opening_inventory_chips;
    lanes opening_output_chips; // Y before month 0
    lanes yield_limit, yield_start, yield_learning_exponent, yield_reference_chips;
    lanes supply_noise_sd, supply_noise_persistence, opening_supply_noise;
    lanes sales_feedback_exponent, reference_sales_chips_per_year;
    int32_t units_per_chip; // pool row of the first bank
};

extern const struct kind kind_chip;

#endif
