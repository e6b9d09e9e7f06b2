/** A study made ready to be calibrated: its scenario compiled, its observations read, and the
 * futures of particles run. */
#ifndef CHOKEPOINT_CLI_CALIBRATION_H
#define CHOKEPOINT_CLI_CALIBRATION_H

#include "analysis/abc.h"
#include "analysis/fit.h"
#include "cli/arguments.h"
#include "cli/experiment.h"
#include "cli/progress.h"
#include "output/calibration_tables.h"

struct calibration {
    struct experiment experiment;
    struct observations observations;
    struct scenario scenario;
    struct plan plan;
    struct observation observation;
    struct fit fit;
    struct calibration_wave wave;
    struct abc abc;
    double *low, *high; // (parameters) of the box
    unsigned threads;
    struct progress progress;
};

/** Reads all of a study that has a calibration. Prints mistakes.  @param c calibration_close in any
 * case  @return an exit code */
int calibration_open(struct calibration *c, const char *file, const struct arguments *arguments);
void calibration_close(struct calibration *c);

/** The mistakes of a study's calibration that only show with its observations.
 *  @return false only if memory failed */
bool calibration_check(const struct study *study, struct diag *diag);

/** Runs the points of history matching.  @return an exit code */
int calibration_wave(struct calibration *c);
/** Rules points out, and sets the box. */
void calibration_rule_out(struct calibration *c);

/** Runs the particles proposed, and says how far they are.  @return an exit code */
int calibration_generation(struct calibration *c);

#endif
