/** What a study file may hold, as tables of keys: read, checked and explained by these rows alone.
 */
#ifndef CHOKEPOINT_DESIGN_STUDY_KINDS_H
#define CHOKEPOINT_DESIGN_STUDY_KINDS_H

#include "model/kind.h"

/** The kinds of a study, NULL-terminated, as kinds[] are those of a scenario: study, factor, lever,
 * outcome, calibration, target. */
extern const struct kind *const study_kinds[];

/** The same one by one. */
extern const struct kind study_kinds_study, study_kinds_factor, study_kinds_lever,
    study_kinds_outcome, study_kinds_calibration, study_kinds_target;

#endif
