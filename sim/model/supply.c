#include "model/supply.h"

const char *const rule_names[] = {
    "proportional", "weighted", "priority", "constrained_equal_awards", "constrained_equal_losses",
    "talmud",       NULL};
static const char *const outside_order_names[] = {"before", "with", "after", NULL};

// clang-format off
static const struct field supplier_fields[] = {
    // member                                    unit  preset low  high  doc
    {TEXT("title"),                              "",   0,     0,   0,    "name for people"},
    {CHOICE(struct supplier, rule),              "",   0,     0,   0,    "rationing rule when claims exceed inventory", 0, NULL, rule_names},
    {CHOICE(struct supplier, outside_order),     "",   1,     0,   0,    "when buyers outside the model are served", 0, NULL, outside_order_names},
    {INTEGER(struct supplier, outside_priority), "1",  0,     -1000, 1000, "their priority: larger is served first"},
    {REAL(struct supplier, outside_weight),      "1",  1,     1e-9, 1e9, "their weight"},
    {TEXT("note"),                               "",   0,     0,   0,    "anything worth knowing"},
    {0},
};

static const struct field bank_fields[] = {
    {REAL(struct bank, opening_units),              "units",       0, 0, 1e15, "stock at the opening", FIELD_EASES},
    {SCHEDULE(struct bank, inflow_units_per_month), "units/month", 0, 0, 1e15, "what comes in, usable the month after", FIELD_EASES},
    {TEXT("note"),                                  "",            0, 0, 0,    "anything worth knowing"},
    {0},
};

#define E(m) struct ecosystem, m
static const struct field ecosystem_fields[] = {
    {TEXT("title"),                              "",            0, 0,    0,    "name for people"},
    {REAL(E(training_efficiency_start)),         "1",           1, 0,    1e3,  "eta_0 for training, with no experience"},
    {REAL(E(training_efficiency_limit)),         "1",           1, 0,    1e3,  "eta_inf for training"},
    {REAL(E(serving_efficiency_start)),          "1",           1, 0,    1e3,  "eta_0 for serving"},
    {REAL(E(serving_efficiency_limit)),          "1",           1, 0,    1e3,  "eta_inf for serving"},
    {REAL(E(experience_reference_h100e_years)),  "H100e years", 1, 1e-9, 1e12, "X_0: use after which most of the gap is closed"},
    {REAL(E(opening_experience_h100e_years)),    "H100e years", 0, 0,    1e12, "X at the opening"},
    {TEXT("note"),                               "",            0, 0,    0,    "anything worth knowing"},
    {0},
};
// clang-format on

const struct kind kind_supplier = {.name = "supplier",
                                   .plural = "suppliers",
                                   .size = sizeof(struct supplier),
                                   .most = 64,
                                   .doc = "who makes or brings chips",
                                   .fields = supplier_fields};

const struct kind kind_bank = {
    .name = "bank",
    .plural = "banks",
    .parent = "supplier",
    .size = sizeof(struct bank),
    .most = 64,
    .doc = "a stock of inputs shared by its supplier's chips (dies, memory stacks)",
    .fields = bank_fields};

const struct kind kind_ecosystem = {.name = "ecosystem",
                                    .plural = "ecosystems",
                                    .size = sizeof(struct ecosystem),
                                    .most = 16,
                                    .doc =
                                        "software: what share of a chip's paper capacity is useful",
                                    .fields = ecosystem_fields};
