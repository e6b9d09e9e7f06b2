#include "model/policy.h"

static const char *const observable_names[] = {
    "unmet_need", "world_share", "openness", "in_service_h100e", "shipped_chips", "signal", NULL};
static const char *const comparison_names[] = {"above", "below", NULL};

#define J(m) struct jurisdiction, m
#define T(m) struct transition, m
#define E(m) struct event, m
#define G(m) struct trigger, m

// clang-format off
static const struct field jurisdiction_fields[] = {
    // member                              unit      preset    low   high  doc
    {TEXT("title"),                        "",       0,        0,    0,    "name for people"},
    {NAME(J(start_regime)),                "",       0,        0,    0,    "regime at the opening; absent: drawn by start_probability", 0, "regime"},
    {REAL(J(loosening_memory_months)),     "months", 6,        1e-3, 1e4,  "tau: how fast its last loosening is forgotten"},
    {REAL(J(opening_loosening_age_months)), "months", INFINITY, 0,   1e4,  "months from its last loosening to the opening; none: never"},
    {TEXT("note"),                         "",       0,        0,    0,    "anything worth knowing"},
    {0},
};

static const struct field regime_fields[] = {
    {TEXT("title"),                          "",  0, 0,     0,    "name for people"},
    {INTEGER(struct regime, openness),       "1", 0, -1000, 1000, "rank: a move to a larger one loosens"},
    {REAL(struct regime, start_probability), "1", 0, 0,     1e9,  "weight of starting here where start_regime is absent"},
    {TEXT("note"),                           "",  0, 0,     0,    "anything worth knowing"},
    {0},
};

static const struct field transition_fields[] = {
    {REAL(T(hazard_per_year)),      "1/year", 0, 0,   1e4, "base rate of moving there", FIELD_TIGHTENS},
    {NAME(T(other)),                "",       0, 0,   0,   "whose openness and loosening it reacts to; absent: the only other jurisdiction", 0, "jurisdiction"},
    {NAME(T(signal)),               "",       0, 0,   0,   "signal it reacts to", 0, "signal"},
    {REAL(T(beta_other_openness)),  "1",      0, -50, 50,  "log hazard per rank of the other's openness"},
    {REAL(T(beta_other_loosening)), "1",      0, -50, 50,  "log hazard per unit of the other's recent loosening, exp(-months/tau)"},
    {REAL(T(beta_unmet_need)),      "1",      0, -50, 50,  "log hazard per unit of unmet need of the actors at home"},
    {REAL(T(beta_world_share)),     "1",      0, -50, 50,  "log hazard per unit of their share of world compute"},
    {REAL(T(beta_signal)),          "1",      0, -50, 50,  "log hazard per unit of the signal"},
    {TEXT("note"),                  "",       0, 0,   0,   "anything worth knowing"},
    {0},
};

static const struct field signal_fields[] = {
    {TEXT("title"),                            "",       0,        0,    0,   "name for people"},
    {REAL(struct signal, memory_months),       "months", 6,        1e-3, 1e4, "how fast it is forgotten: exp(-months/memory)"},
    {REAL(struct signal, opening_age_months),  "months", INFINITY, 0,    1e4, "months from when it was last set to the opening; none: never"},
    {TEXT("note"),                             "",       0,        0,    0,   "anything worth knowing"},
    {0},
};

static const struct field event_fields[] = {
    {TEXT("title"),                 "",       0, 0, 0,   "name for people"},
    {DATE(E(month)),                "date",   0, 0, 0,   "when, as \"2026-08\" or a month counted from 0", FIELD_REQUIRED},
    {NAME(E(jurisdiction)),         "",       0, 0, 0,   "whose regime moves", 0, "jurisdiction"},
    {NAME(E(regime)),               "",       0, 0, 0,   "to which regime", 0, "regime"},
    {NAME(E(signal)),               "",       0, 0, 0,   "signal that is set", 0, "signal"},
    {INTEGER(E(announced_months)),  "months", 0, 0, 600, "known to buyers so long before"},
    {REAL(E(probability)),          "1",      1, 0, 1,   "that it happens, drawn once"},
    {TEXT("note"),                  "",       0, 0, 0,   "anything worth knowing"},
    {0},
};

static const struct field trigger_fields[] = {
    {TEXT("title"),               "",       0, 0,     0,    "name for people"},
    {CHOICE(G(observable)),       "",       0, 0,     0,    "what is watched, as of last month's end", 0, NULL, observable_names},
    {NAME(G(watch)),              "",       0, 0,     0,    "jurisdiction whose actors, chips or openness are watched", 0, "jurisdiction"},
    {NAME(G(signal)),             "",       0, 0,     0,    "signal that is watched", 0, "signal"},
    {NAMES(G(chips)),             "",       0, 0,     0,    "chips that are counted", 0, "chip"},
    {CHOICE(G(comparison)),        "",       0, 0,     0,    "fires when the observable is above or below", 0, NULL, comparison_names},
    {REAL(G(threshold)),          "unit of the observable", 0, -1e15, 1e15, "this value", FIELD_REQUIRED},
    {INTEGER(G(persist_months)),  "months", 1, 1,     600,  "for so many months in a row"},
    {NAME(G(jurisdiction)),       "",       0, 0,     0,    "whose regime moves", FIELD_REQUIRED, "jurisdiction"},
    {NAME(G(regime)),             "",       0, 0,     0,    "to which regime", FIELD_REQUIRED, "regime"},
    {TEXT("note"),                "",       0, 0,     0,    "anything worth knowing"},
    {0},
};

static const struct field policy_fields[] = {
    {TEXT("title"), "", 0, 0, 0, "one line for people"},
    {TEXTS("set"),  "", 0, 0, 0, "changes, each as \"path = value\""},
    {TEXT("note"),  "", 0, 0, 0, "anything worth knowing"},
    {0},
};

static const struct field correlation_fields[] = {
    {TEXT("first"),            "",  0, 0,     0,    "path of an uncertain parameter", FIELD_REQUIRED},
    {TEXT("second"),           "",  0, 0,     0,    "path of another", FIELD_REQUIRED},
    {"rank_correlation", 0, FIELD_REAL, "1", 0, -0.999, 0.999, "Spearman's, by a Gaussian copula", FIELD_REQUIRED},
    {TEXT("source"),           "",  0, 0,     0,    "evidence, or assumption"},
    {TEXT("note"),             "",  0, 0,     0,    "anything worth knowing"},
    {0},
};
// clang-format on

const struct kind kind_jurisdiction = {.name = "jurisdiction",
                                       .plural = "jurisdictions",
                                       .size = sizeof(struct jurisdiction),
                                       .most = 16,
                                       .doc = "a government that holds a key",
                                       .fields = jurisdiction_fields};

const struct kind kind_regime = {.name = "regime",
                                 .plural = "regimes",
                                 .parent = "jurisdiction",
                                 .size = sizeof(struct regime),
                                 .most = 128,
                                 .doc = "a state of its policy",
                                 .fields = regime_fields};

const struct kind kind_transition = {.name = "transition",
                                     .plural = "transitions",
                                     .parent = "regime",
                                     .size = sizeof(struct transition),
                                     .most = 1024,
                                     .doc = "a hazard of moving to another regime, named after it",
                                     .fields = transition_fields};

const struct kind kind_signal = {.name = "signal",
                                 .plural = "signals",
                                 .size = sizeof(struct signal),
                                 .most = 16,
                                 .doc = "public news that decays and may move hazards",
                                 .fields = signal_fields};

const struct kind kind_event = {.name = "event",
                                .plural = "events",
                                .size = sizeof(struct event),
                                .most = 256,
                                .doc = "something scripted: a move of a regime, or a signal",
                                .fields = event_fields};

const struct kind kind_trigger = {.name = "trigger",
                                  .plural = "triggers",
                                  .size = sizeof(struct trigger),
                                  .most = 64,
                                  .doc =
                                      "a regime that moves when an observable crosses a threshold",
                                  .fields = trigger_fields};

const struct kind kind_policy = {.name = "policy",
                                 .plural = "policies",
                                 .most = 256,
                                 .doc = "a named overlay of the configuration",
                                 .fields = policy_fields};

const struct kind kind_correlation = {.name = "correlation",
                                      .plural = "correlations",
                                      .most = 1024,
                                      .doc = "rank correlation of two uncertain parameters",
                                      .fields = correlation_fields};
