#include "model/run.h"

static const char *const sampling_names[] = {"random", "sobol", NULL};
static const char *const precision_names[] = {"double", "single", NULL};

// clang-format off
static const struct field run_fields[] = {
    // member                          unit            preset  low   high    doc
    {TEXT("title"),                    "",             0,      0,    0,      "one line for people"},
    {TEXT("as_of"),                    "",             0,      0,    0,      "date after which no fact was used"},
    {DATE(struct run, start),          "date",         0,      0,    0,      "first month of the run, as \"2026-02\"", FIELD_REQUIRED},
    {INTEGER(struct run, months),      "months",       36,     1,    600,    "horizon T"},
    {INTEGER(struct run, replications), "1",           1000,   1,    10000000, "replications N of an ensemble"},
    {TEXT("seed"),                     "1",            0,      0,    0,      "seed of all draws, an integer from 0 to 18446744073709551615 written as text or number; preset 1"},
    {CHOICE(struct run, sampling),     "",             0,      0,    0,      "how uncertain numbers are drawn: at random, or as scrambled Sobol' points, whose means settle sooner (docs/model.md says what the standard errors mean then); the luck of months is random in any case", 0, NULL, sampling_names},
    {CHOICE(struct run, precision),    "",             0,      0,    0,      "numbers of a replication have 64 bits, or 32: faster, and right to some six digits (docs/model.md says what differs); the luck is the same", 0, NULL, precision_names},
    {TEXT("note"),                     "",             0,      0,    0,      "anything worth knowing"},
    {0},
};

static const struct field behaviour_fields[] = {
    {REAL(struct behaviour, choice_exponent),         "1",       2,    0, 20,   "theta: how sharply a lower cost per effective unit draws orders"},
    {REAL(struct behaviour, serving_cap_ratio),       "1",       3,    0.1, 100, "kappa: serving capacity is min(bandwidth, kappa times compute)"},
    {REAL(struct behaviour, pipeline_weight),         "1",       1,    0, 2,    "chi_pipe: how far chips in transit count as covered need"},
    {REAL(struct behaviour, cleared_weight),          "1",       1,    0, 2,    "chi_cleared: the same for cleared, unshipped orders"},
    {REAL(struct behaviour, pending_weight),          "1",       0.5,  0, 2,    "chi_pending: the same for orders waiting for a licence"},
    {REAL(struct behaviour, anticipation),            "1",       0,    0, 10,   "psi: how far buyers stock up before a gate they expect to shut"},
    {REAL(struct behaviour, cover_max_months),        "months",  12,   0, 60,   "the most months of cover anyone stocks"},
    {REAL(struct behaviour, carrying_cost_per_month), "1/month", 0.03, 1e-4, 1, "cost of holding a chip early, as a share of its price"},
    {REAL(struct behaviour, backlog_months),          "months",  6,    0, 120,  "months of a supplier's output buyers are willing to queue for"},
    {REAL(struct behaviour, demand_elasticity),       "1",       0,    0, 5,    "eps: how the target falls as the cost of an effective unit rises"},
    {0},
};

static const struct field measures_fields[] = {
    {REAL(struct measures, training_mfu),      "1",    0.4,  0.01, 1,    "model FLOP utilisation of a large training run"},
    {REAL(struct measures, training_run_flop), "FLOP", 1e26, 1e18, 1e32, "size of the training run whose duration is reported"},
    {0},
};
// clang-format on

const struct kind kind_run = {.name = "run",
                              .plural = "run",
                              .single = true,
                              .size = sizeof(struct run),
                              .most = 1,
                              .doc = "the run: horizon, size, seed",
                              .fields = run_fields};

const struct kind kind_behaviour = {.name = "behaviour",
                                    .plural = "behaviour",
                                    .single = true,
                                    .size = sizeof(struct behaviour),
                                    .most = 1,
                                    .doc = "how buyers choose, order and foresee",
                                    .fields = behaviour_fields};

const struct kind kind_measures = {.name = "measures",
                                   .plural = "measures",
                                   .single = true,
                                   .size = sizeof(struct measures),
                                   .most = 1,
                                   .doc = "what the reported measures refer to",
                                   .fields = measures_fields};
