/** What a study says of its calibration: which parameters are fitted to which observations. */
#ifndef CHOKEPOINT_DESIGN_STUDY_CALIBRATION_H
#define CHOKEPOINT_DESIGN_STUDY_CALIBRATION_H

#include "base/diag.h"
#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct study;

/** A series of observations that is fitted. */
struct study_target {
    char *name, *series;
    double weight;            // of its squared distances
    double discrepancy;       // of the model: a standard deviation in the unit observed,
    double discrepancy_share; // and as a share of what was observed
    char *note;               // NULL if not given
    struct diag_place place;
};

/** What is fitted, to what, and how far; n_targets is 0 in a study that says nothing of it. */
struct study_calibration {
    char *observations_file, *observations_written; // as reached from here, from the study's folder
    char *policy;                                   // of the scenario; NULL: none
    char **patterns;                                // (n_patterns) of parameters, as written
    size_t n_patterns;
    struct study_factor *parameters; // (n_parameters) uncertain ones that match, by path
    size_t n_parameters;
    char *until_written; // NULL: fits all that the run covers
    int32_t until;       // month of calendar_parse
    uint64_t particles, replications, generations;
    double tolerance, acceptance; // at which it stops
    uint64_t wave, wave_replications;
    double cut; // implausibility beyond which a point is ruled out
    struct study_target *targets;
    size_t n_targets;
    struct diag_place place;
};

/** The scenario that is calibrated: column k of a design gives the rank of fitted parameter k, all
 * else that is uncertain is drawn.  @return false only if memory failed */
bool study_calibration_scenario(const struct study *study, struct scenario *sc, struct diag *diag);

#endif
