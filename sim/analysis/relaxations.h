/**
 * The limits of a scenario that act, each with the change that relaxes it by a share: rooms, stocks
 * and budgets grow; delays, denials, charges and hazards of closing shrink.
 */
#ifndef CHOKEPOINT_ANALYSIS_RELAXATIONS_H
#define CHOKEPOINT_ANALYSIS_RELAXATIONS_H

#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>

struct relaxation {
    char *path;     // of the limit
    double factor;  // that relaxes it
    size_t *number; // (n) its parameters: in all months, and in all regimes
    size_t n;
};

struct relaxations {
    struct relaxation *of;
    size_t n, room;
};

/** Lists them in the order of the scenario. Those that are 0 or without limit for certain are left
 * out, since a factor changes nothing. False if memory is short; relaxations_free in any case.
 *  @param by share, such as 0.1 */
bool relaxations_init(struct relaxations *relaxations, const struct scenario *sc, double by);
void relaxations_free(struct relaxations *relaxations);

#endif
