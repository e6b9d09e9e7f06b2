#include "model/actor.h"

static const char *const role_names[] = {"other", "world", "hyperscalers", "frontier", NULL};

#define A(m) struct actor, m
#define R(m) struct reference, m

// clang-format off
static const struct field actor_fields[] = {
    // member                           unit         preset    low   high  doc
    {TEXT("title"),                     "",          0,        0,    0,    "name for people"},
    {NAME(A(home)),                     "",          0,        0,    0,    "jurisdiction that admits its imports", FIELD_REQUIRED, "jurisdiction"},
    {LABEL(A(tier)),                    "",          0,        0,    0,    "group for comparisons, such as giant or small"},
    {INTEGER(A(n_firms)),               "1",         1,        1,    1000000, "equal firms it stands for; its numbers are the group's totals"},
    {INTEGER(A(priority)),              "1",         0,        -1000, 1000, "under priority rationing larger is served first"},
    {REAL(A(allocation_weight)),        "1",         1,        1e-9, 1e9,  "under weighted rationing"},
    {REAL(A(target_effective_h100e)),   "H100e",     NAN,      0,    1e12, "D0: effective compute wanted at the opening; absent: the opening stock's", FIELD_DERIVED},
    {REAL(A(target_growth_factor_per_year)), "1/year", 1,      1e-3, 1e3,  "G: growth of the target"},
    {REAL(A(training_share)),           "1",         0.5,      0,    1,    "s: share of use that is training; the rest is serving"},
    {REAL(A(utilisation)),              "1",         1,        0,    1,    "share of the time in service that is used"},
    {REAL(A(opening_cash_usd)),         "USD",       0,        0,    1e15, "cash at the opening", FIELD_EASES},
    {REAL(A(budget_usd_per_month)),     "USD/month", 0,        0,    1e15, "for chips", FIELD_EASES},
    {REAL(A(cash_carry_months)),        "months",    INFINITY, 0,    1e6,  "months of budget it may keep; the rest is withdrawn"},
    {REAL(A(power_limit_w)),            "W",         INFINITY, 0,    1e15, "power for its own chips in service", FIELD_EASES},
    {MAP(A(order_weights)),             "1",         1,        0,    1e6,  "omega: taste for each chip in its ecosystem; 0: never bought", 0, "chip"},
    {MAP(A(nest_weights)),              "1",         1,        0,    1e6,  "Omega: taste for each ecosystem", 0, "ecosystem"},
    {MAP(A(opening_stock_chips)),       "chips",     0,        0,    1e12, "in service at the opening", 0, "chip"},
    {AGES(A(opening_age_min_months)),   "months",    0,        0,    600,  "age of the youngest of them", 0, "chip"},
    {AGES(A(opening_age_max_months)),   "months",    -1,       -1,   600,  "age of the oldest; -1: service life less one month", 0, "chip"},
    {MAP(A(opening_transit_chips)),     "chips",     0,        0,    1e12, "shipped before the opening, arriving evenly over the lead", 0, "chip"},
    {MAP(A(opening_warehouse_chips)),   "chips",     0,        0,    1e12, "landed and ready to enter service", 0, "chip"},
    {MAP(A(opening_border_chips)),      "chips",     0,        0,    1e12, "held at the border", 0, "chip"},
    {MAP(A(opening_cleared_chips)),     "chips",     0,        0,    1e12, "cleared in month -1, unshipped", 0, "chip"},
    {MAP(A(opening_pending_chips)),     "chips",     0,        0,    1e12, "ordered in month -1, waiting at the first licence after order", 0, "chip"},
    {MAP(A(leases)),                    "1",         0,        0,    1,    "share of its stock in service leased to each actor", 0, "actor"},
    {TEXT("note"),                      "",          0,        0,    0,    "anything worth knowing"},
    {0},
};

static const struct field reference_fields[] = {
    {TEXT("title"),                    "",       0, 0,    0,    "name for people"},
    {CHOICE(R(role)),                  "",       0, 0,    0,    "what it serves as a denominator for", 0, NULL, role_names},
    {BOOLEAN(R(contains_actors)),      "",       0, 0,    1,    "its stock includes the modelled actors'"},
    {REAL(R(stock_h100e)),             "H100e",  0, 0,    1e12, "at the opening", FIELD_REQUIRED},
    {REAL(R(growth_factor_per_year)),  "1/year", 1, 1e-3, 1e3,  "growth"},
    {SCHEDULE(R(history_h100e)),       "H100e",  0, 0,    1e12, "stock at the end of earlier months, for plots"},
    {TEXT("note"),                     "",       0, 0,    0,    "anything worth knowing"},
    {0},
};
// clang-format on

const struct kind kind_actor = {.name = "actor",
                                .plural = "actors",
                                .size = sizeof(struct actor),
                                .most = 64,
                                .doc = "who wants compute; may stand for several equal firms",
                                .fields = actor_fields};

const struct kind kind_reference = {.name = "reference",
                                    .plural = "references",
                                    .size = sizeof(struct reference),
                                    .most = 64,
                                    .doc = "exogenous stock to compare with",
                                    .fields = reference_fields};
