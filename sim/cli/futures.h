/**
 * The futures of one policy, kept at a few points and run as often as a question needs: under
 * changed limits, or with other luck.
 */
#ifndef CHOKEPOINT_CLI_FUTURES_H
#define CHOKEPOINT_CLI_FUTURES_H

#include "cli/arguments.h"
#include "cli/progress.h"
#include "ensemble/endpoints.h"
#include "model/scenario.h"

// clang-format off
/** Options that futures_open reads. */
#define FUTURES_OPTIONS OPTION_POLICY, FUTURES_OPTIONS_ANY_POLICY
#define FUTURES_OPTIONS_ANY_POLICY \
    OPTION_SET, \
    {"--replications", "N", "number of futures"}, \
    {"--seed",         "S", "seed of all draws"}, \
    {"--months",       "M", "horizon"}, \
    {"--threads",      "T", "threads (preset: all cores); results do not depend on it"}, \
    {"--progress",     "json", "progress as one JSON object a line on standard error, not only on a terminal"}, \
    {"--quiet",        NULL, "no progress"}
#define OPTION_CSV {"--csv", NULL, "as CSV, with all digits"}
// clang-format on

struct futures {
    struct scenario scenario;
    struct plan plan;
    struct observation observation;
    uint64_t replications;
    unsigned threads;
    struct progress progress;
};

/** Reads the configuration of argument 0 under a policy (NULL: none) and compiles it. Prints
 * mistakes.
 *  @param futures overwritten; futures_close in any case  @return an exit code */
int futures_open_policy(struct futures *futures, const struct arguments *arguments,
                        const char *policy);
/** Under the one of --policy. */
int futures_open(struct futures *futures, const struct arguments *arguments);
void futures_close(struct futures *futures);

/** Room for so many columns and months of every future; refuses, with a message, what would not
 * fit.  @return an exit code */
int futures_keep(const struct futures *futures, struct endpoints *endpoints,
                 const struct observed *const column[], size_t columns, const int32_t month[],
                 size_t months);

/** Begins to count runs of a plan.  @param what they are for */
void futures_begin(struct futures *futures, const char *what, size_t runs);
/** Runs a plan on replications first ... first + N - 1.  @return an exit code; some future that
 * fails is only left out */
int futures_run(struct futures *futures, const struct plan *plan, uint64_t first,
                struct endpoints *endpoints);

/** The metric of an actor ("all": of all together), or NULL. */
const struct observed *futures_metric(const struct futures *futures, const char *actor,
                                      const char *metric);

/** Quantiles of n numbers, NAN left out.  @param x (n) overwritten
 *  @param p, q (k) as quantiles_of takes them */
void futures_quantiles(double x[], size_t n, const double p[], size_t k, double q[]);

/** Mean and standard error of n numbers, NAN left out, of futures drawn as the plan draws them. */
void futures_mean(const struct futures *futures, const double x[], size_t n, double *mean,
                  double *error);

#endif
