#include "model/chip.h"

const char *const channel_names[] = {"official", "domestic", "grey", "offshore", NULL};
const char *const channel_filter_names[] = {"official", "domestic", "grey",
                                            "offshore", "any",      NULL};

#define C(m) struct chip, m

// clang-format off
static const struct field chip_fields[] = {
    // member                               unit           preset    low   high   doc
    {TEXT("title"),                         "",            0,        0,    0,     "name for people"},
    {NAME(C(supplier)),                     "",            0,        0,    0,     "who makes or brings it", FIELD_REQUIRED, "supplier"},
    {NAME(C(ecosystem)),                    "",            0,        0,    0,     "software it runs", FIELD_REQUIRED, "ecosystem"},
    {NAME(C(origin)),                       "",            0,        0,    0,     "jurisdiction it is exported from", FIELD_REQUIRED, "jurisdiction"},
    {CHOICE(C(channel)),                    "",            0,        0,    0,     "how it reaches its user", 0, NULL, channel_names},
    {LABEL(C(location)),                    "",            0,        0,    0,     "where it is installed; one training run needs one place; absent: at the owner's home"},
    {BOOLEAN(C(rented)),                    "",            0,        0,    1,     "rented for its service life: accessible, not owned, no power of the owner's"},
    {REAL(C(tpp)),                          "TFLOP/s bit", 0,        0,    1e7,   "total processing performance: maximum over precisions of TFLOP/s times bits", FIELD_REQUIRED},
    {REAL(C(h100e)),                        "H100e",       NAN,      0,    1e4,   "compute in H100 equivalents; absent: tpp / 15832", FIELD_DERIVED},
    {REAL(C(bandwidth_tb_per_s)),           "TB/s",        0,        0,    1e4,   "memory bandwidth", FIELD_REQUIRED},
    {REAL(C(power_w)),                      "W",           0,        0,    1e5,   "power drawn in service"},
    {REAL(C(price_usd)),                    "USD/chip",    0,        1e-9, 1e9,   "price before any charge; of a rented chip the whole contract", FIELD_REQUIRED},
    {INTEGER(C(lead_months)),               "months",      1,        0,    120,   "from shipment to arrival"},
    {INTEGER(C(install_months)),            "months",      0,        0,    120,   "from arrival to service"},
    {INTEGER(C(service_life_months)),       "months",      0,        0,    600,   "L: a cohort is in L end-of-month records; 0: no fixed life"},
    {REAL(C(retirement_hazard_per_year)),   "1/year",      0,        0,    100,   "h: failures and early retirement"},
    {INTEGER(C(allocation_rank)),           "1",           -1,       -1,   1000,  "chips with a lower rank are allocated first; -1: 0 for domestic chips, 1 for others"},
    {SCHEDULE(C(capacity_chips_per_month)), "chips/month", 0,        0,    1e12,  "chips started a month, a median where noise is declared", FIELD_EASES},
    {SCHEDULE(C(outside_demand_chips_per_month)), "chips/month", 0,  0,    1e12,  "what buyers outside the model want"},
    {REAL(C(opening_inventory_chips)),      "chips",       0,        0,    1e12,  "supplier's stock at the opening", FIELD_EASES},
    {REAL(C(opening_output_chips)),         "chips",       0,        0,    1e12,  "Y: good chips made before month 0"},
    {REAL(C(yield_limit)),                  "1",           1,        0,    1,     "y_inf: yield after long experience"},
    {REAL(C(yield_start)),                  "1",           1,        0,    1,     "y_0: yield at no output"},
    {REAL(C(yield_learning_exponent)),      "1",           0,        0,    10,    "b: how fast yield is learned"},
    {REAL(C(yield_reference_chips)),        "chips",       1,        1e-9, 1e12,  "Y_0: output at which learning shows"},
    {REAL(C(supply_noise_sd)),              "1",           0,        0,    3,     "sigma: monthly shock of log supply"},
    {REAL(C(supply_noise_persistence)),     "1",           0,        0,    0.9999, "rho_z: how much of last month's shock stays"},
    {REAL(C(opening_supply_noise)),         "1",           0,        -5,   5,     "z at the opening"},
    {REAL(C(sales_feedback_exponent)),      "1",           0,        0,    5,     "nu: how supply follows last year's sales"},
    {REAL(C(reference_sales_chips_per_year)), "chips/year", 1,       1e-9, 1e12,  "sales at which the supplier keeps its schedule"},
    {MAP(C(units_per_chip)),                "units/chip",  0,        0,    1e6,   "inputs one good chip uses, by bank of its supplier", 0, "bank"},
    {TEXT("note"),                          "",            0,        0,    0,     "anything worth knowing"},
    {0},
};
// clang-format on

const struct kind kind_chip = {
    .name = "chip",
    .plural = "chips",
    .size = sizeof(struct chip),
    .most = 64,
    .doc = "what is bought; the same silicon by another channel is another chip",
    .fields = chip_fields};
