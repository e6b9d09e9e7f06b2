#include "design/study_kinds.h"

#include "design/study.h"

static const char *const luck_names[] = {"own", "common", NULL};
static const char *const combine_names[] = {"cross", "zip", NULL};
static const char *const table_names[] = {"metrics", "flows", "ledger", "regimes", "money", NULL};

const char *const study_over_names[] = {"at", "mean", "sum", "first_above", "first_below", NULL};
const char *const study_statistic_names[] = {"mean", "p5",  "p25", "p50", "p75",
                                             "p95",  "min", "max", "sd",  NULL};
const char *const study_direction_names[] = {"maximise", "minimise", "info", NULL};

// a study's rows have no struct: their values are taken from the reader's, by key
#define KEY(key, type) key, 0, FIELD_##type
#define ANY_NUMBER     NAN, -INFINITY, INFINITY

// clang-format off
static const struct field study_fields[] = {
    // key                        unit      preset low high        doc
    {TEXT("title"),               "",       0,     0, 0,           "one line for people"},
    {TEXT("scenario"),            "",       0,     0, 0,           "configuration it is about, from the study's own folder", FIELD_REQUIRED},
    {TEXTS("set"),                "",       0,     0, 0,           "changes for every run, each \"path = value\", after those of a named policy"},
    {TEXT("design"),              "",       0,     0, 0,           "how futures are chosen; preset monte_carlo"},
    {KEY("futures", INTEGER),     "1",      1000,  1, 2147483647,  "futures N, where the design does not imply how many"},
    {KEY("replications", INTEGER), "1",     1,     1, 1000000,     "replications R of each run: the same numbers, other luck"},
    {KEY("luck", CHOICE),         "",       0,     0, 0,           "luck of a future: its own, or one that all have in common; preset by the design", 0, NULL, luck_names},
    {TEXT("seed"),                "1",      0,     0, 0,           "seed of the design and of all draws; preset the scenario's"},
    {TEXT("points"),              "",       0,     0, 0,           "of the design user: a table of futures, one column a factor, from the study's own folder"},
    {KEY("chunk_runs", INTEGER),  "1",      4096,  1, 1048576,     "about how many runs are kept together"},
    {KEY("design_table", BOOLEAN), "",      1,     0, 1,           "is design.csv written? it has a row a future with every value, much where futures are many"},
    {TEXTS("uncertainties"),      "",       0,     0, 0,           "paths of the scenario's uncertain parameters that vary, * for any characters; preset all, the others stand at their value"},
    {KEY("combine", CHOICE),      "",       0,     0, 0,           "levers: each level with each, or the first of all, the second of all, ...", 0, NULL, combine_names},
    {TEXT("note"),                "",       0,     0, 0,           "anything worth knowing"},
    {0},
};

#define PATH   {TEXT("path"),         "", 0,          0, 0,   "path of what varies, as --set takes it"}
#define LOW    {KEY("low", REAL),     "", ANY_NUMBER,         "lower end of a range of real numbers"}
#define HIGH   {KEY("high", REAL),    "", ANY_NUMBER,         "upper end"}
#define STEPS  {KEY("steps", INTEGER), "1", 0, 2, STUDY_LEVELS_MOST, "levels from low to high, both included, at equal distances"}
#define LEVELS {VALUES("values"),     "", 0,          0, 0,   "the levels one by one, as --set takes them: numbers, names, true, false"}
#define NOTE   {TEXT("note"),         "", 0,          0, 0,   "anything worth knowing"}

static const struct field factor_fields[] = {
    PATH, LOW, HIGH, STEPS, LEVELS,
    {TEXT("source"), "", 0, 0, 0, "evidence, or assumption"},
    NOTE,
    {0},
};

static const struct field lever_fields[] = {
    PATH, LOW, HIGH, STEPS, LEVELS,
    {TEXTS("policies"), "", 0, 0, 0, "named policies of the scenario instead of a path; \"baseline\": none; \"all\": the baseline and each"},
    NOTE,
    {0},
};

static const struct field outcome_fields[] = {
    // key                        unit       preset low high doc
    {KEY("table", CHOICE),        "",        OBSERVE_METRICS, 0, 0, "results it is taken from", 0, NULL, table_names},
    {TEXT("metric"),              "",        0, 0, 0, "of metrics: `chokepoint metrics`"},
    {TEXT("actor"),               "",        0, 0, 0, "of metrics (preset all), flows, ledger, money; of the stage approved: the licence"},
    {TEXT("chip"),                "",        0, 0, 0, "of flows"},
    {TEXT("channel"),             "",        0, 0, 0, "of flows: official, grey, offshore"},
    {TEXT("stage"),               "",        0, 0, 0, "of flows and ledger"},
    {TEXT("key"),                 "",        0, 0, 0, "of ledger: jurisdiction whose key is in the way"},
    {TEXT("cause"),               "",        0, 0, 0, "of ledger"},
    {TEXT("instrument"),          "",        0, 0, 0, "of ledger"},
    {TEXT("measure"),             "",        0, 0, 0, "of ledger: effective_h100e, chips"},
    {TEXT("jurisdiction"),        "",        0, 0, 0, "of regimes"},
    {TEXT("regime"),              "",        0, 0, 0, "of regimes"},
    {TEXT("payee"),               "",        0, 0, 0, "of money"},
    {TEXT("kind"),                "",        0, 0, 0, "of money: paid, treasury, vendor, refunded, income, withdrawn, cash"},
    {KEY("over", CHOICE),         "",        STUDY_AT, 0, 0, "at the end of one month; mean or sum over the months of the run; or the first month at whose end it is above or below `level`, the horizon if it never is", 0, NULL, study_over_names},
    {KEY("month", DATE),          "date",    0, 0, 0, "of `at`, as \"2028-01\" or counted from 0; preset the last of the run"},
    {KEY("level", REAL),          "",        ANY_NUMBER, "of first_above and first_below, in the unit of what is observed"},
    {KEY("statistic", CHOICE),    "",        STUDY_STATISTIC_MEAN, 0, 0, "over the replications of a run", 0, NULL, study_statistic_names},
    {KEY("direction", CHOICE),    "",        STUDY_INFO, 0, 0, "what is better; info: neither, it is only reported", 0, NULL, study_direction_names},
    {KEY("threshold", REAL),      "",        ANY_NUMBER, "that satisfies, in the unit of the outcome"},
    {TEXT("stakeholder"),         "",        0, 0, 0, "whose interest it is: a name of your choice"},
    NOTE,
    {0},
};

static const struct field calibration_fields[] = {
    // key                        unit      preset low high        doc
    {TEXT("observations"),        "",       0,     0, 0,           "table of what was observed, as `score` reads it, from the study's own folder; needed"},
    {TEXTS("parameters"),         "",       0,     0, 0,           "paths of the uncertain parameters that are fitted, * for any characters; their distributions are the prior, all other uncertain ones are drawn; needed"},
    {TEXT("policy"),              "",       0,     0, 0,           "named policy of the scenario it is fitted under; preset none"},
    {TEXT("until"),               "",       0,     0, 0,           "month after which no observation is looked at, as \"2023-12\"; preset the end of the run"},
    {KEY("particles", INTEGER),   "1",      500,   20, 100000,     "particles kept, and tried in each generation after the first, which tries twice as many"},
    {KEY("replications", INTEGER), "1",     1,     1, 10000,       "futures of a particle, whose mean is compared: 1 fits one history, more fit the expected one"},
    {KEY("generations", INTEGER), "1",      40,    1, 1000,        "most generations"},
    {KEY("tolerance", REAL),      "1",      0,     0, INFINITY,    "distance at which it stops [standard deviations of an observation]"},
    {KEY("acceptance", REAL),     "1",      0.03,  0, 1,           "share of a generation's particles within the tolerance before, at which it stops"},
    {KEY("wave", INTEGER),        "1",      0,     0, 1000000,     "points of the prior at which history matching looks first; 0: none"},
    {KEY("wave_replications", INTEGER), "1", 16,   2, 10000,       "futures of each of these points"},
    {KEY("cut", REAL),            "1",      3,     0.1, 1000,      "implausibility beyond which a point is ruled out; 3 leaves the truth in, whatever the distribution with one mode, in 95 % (Pukelsheim 1994)"},
    NOTE,
    {0},
};

static const struct field target_fields[] = {
    // key                        unit      preset low high        doc
    {TEXT("series"),              "",       0,     0, 0,           "of the observations; preset the target's own name"},
    {KEY("weight", REAL),         "1",      1,     0, 1e6,         "of its squared distances, beside those of other targets"},
    {KEY("discrepancy", REAL),    "",       0,     0, INFINITY,    "how far the model may be off at its best: a standard deviation in the unit observed,"},
    {KEY("discrepancy_share", REAL), "1",   0,     0, 100,         "and one as a share of what was observed; both may be given"},
    NOTE,
    {0},
};
// clang-format on

const struct kind study_kinds_study = {.name = "study",
                                       .plural = "study",
                                       .single = true,
                                       .most = 1,
                                       .doc = "what is run",
                                       .fields = study_fields};

const struct kind study_kinds_factor = {.name = "factor",
                                        .plural = "factors",
                                        .most = 256,
                                        .doc = "an uncertainty beside the scenario's own",
                                        .fields = factor_fields};

const struct kind study_kinds_lever = {
    .name = "lever", .plural = "levers", .most = 16, .doc = "a decision", .fields = lever_fields};

const struct kind study_kinds_outcome = {.name = "outcome",
                                         .plural = "outcomes",
                                         .most = 256,
                                         .doc = "a number looked at",
                                         .fields = outcome_fields};

const struct kind study_kinds_calibration = {.name = "calibration",
                                             .plural = "calibration",
                                             .single = true,
                                             .most = 1,
                                             .doc = "what `calibrate` fits, to what, how far",
                                             .fields = calibration_fields};

const struct kind study_kinds_target = {.name = "target",
                                        .plural = "targets",
                                        .most = 256,
                                        .doc = "a series of observations that is fitted",
                                        .fields = target_fields};

const struct kind *const study_kinds[] = {&study_kinds_study,
                                          &study_kinds_factor,
                                          &study_kinds_lever,
                                          &study_kinds_outcome,
                                          &study_kinds_calibration,
                                          &study_kinds_target,
                                          NULL};
