/**
 * What a study found: the value of every outcome in every future under every policy.
 *
 * Read from the folder of a sweep: outcomes.csv, and of study.cfg what the outcomes are for. The
 * scenario is not needed, so results can be read where it has moved, or has changed since. Takes 8
 * bytes a value.
 */
#ifndef CHOKEPOINT_ANALYSIS_PERFORMANCE_H
#define CHOKEPOINT_ANALYSIS_PERFORMANCE_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PERFORMANCE_FILE "outcomes.csv"

enum performance_direction { PERFORMANCE_MAXIMISE, PERFORMANCE_MINIMISE, PERFORMANCE_INFO };

struct performance_outcome {
    char *name, *unit; // unit: "" if it has none
    enum performance_direction direction;
    double threshold;  // that satisfies; NAN: none
    char *stakeholder; // NULL: nobody's
};

struct performance {
    size_t futures;
    char **policy; // (n_policies) names
    size_t n_policies;
    struct performance_outcome *outcome; // (n_outcomes) in the order of the study
    size_t n_outcomes;
    double **value; // (n_outcomes, n_policies) each (futures); NAN where undefined
    size_t room;    // futures there is memory for
};

/** Reads a folder; mistakes go to diag.  @return false after one; performance_free in any case */
bool performance_read(struct performance *performance, const char *folder, struct diag *diag);

/** Allowed twice and on a zeroed performance. */
void performance_free(struct performance *performance);

/** Values of an outcome under a policy, future by future. */
static inline const double *performance_values(const struct performance *p, size_t outcome,
                                               size_t policy)
{
    return p->value[outcome * p->n_policies + policy];
}

/** Takes away the futures and policies in which an outcome misses its threshold.
 *  @param satisfied (n_policies, futures) 1 or 0 */
void performance_satisfy(const struct performance *performance, size_t outcome,
                         uint8_t satisfied[]);

/** The policy of that name, or SIZE_MAX after saying so.  @param option that asked for it */
size_t performance_policy(const struct performance *performance, const char *name,
                          const char *option, struct diag *diag);

#endif
