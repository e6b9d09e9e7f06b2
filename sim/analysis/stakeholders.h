/**
 * Whose outcomes they are: what each stakeholder gets in each future, and mixtures of stakeholders.
 *
 * An outcome becomes a utility from 0 to 1 by its range over all policies and futures, 1 being the
 * best; one that is the same everywhere is 0. A stakeholder's utility is the mean of its outcomes'.
 * An outcome that names no stakeholder is one by itself; those of direction "info" are nobody's.
 * Futures count in which all of them are finite.
 */
#ifndef CHOKEPOINT_ANALYSIS_STAKEHOLDERS_H
#define CHOKEPOINT_ANALYSIS_STAKEHOLDERS_H

#include "analysis/performance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stakeholders {
    const struct performance *performance;
    const char **name; // (n) in the order met
    size_t n;
    size_t *whose;         // (outcomes) stakeholder, SIZE_MAX: nobody's
    size_t *outcomes;      // (n) how many each has
    double *low, *high;    // (outcomes) over all policies and futures
    double *value;         // (policies, futures) of the last mixture
    const double **column; // (policies) of it
    uint8_t *satisfied;    // (policies, futures)
};

/** False if memory is short.  stakeholders_free is allowed afterwards, and twice. */
bool stakeholders_init(struct stakeholders *stakeholders, const struct performance *performance);
void stakeholders_free(struct stakeholders *stakeholders);

/** Makes `column` the sum of utilities, each times its stakeholder's weight.  @param weight (n) */
void stakeholders_mix(struct stakeholders *stakeholders, const double weight[]);

/** Where all thresholds of a stakeholder's outcomes are met; NULL if it has none. */
const uint8_t *stakeholders_satisfied(struct stakeholders *stakeholders, size_t stakeholder);

#endif
