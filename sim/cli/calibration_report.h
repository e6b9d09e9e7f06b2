/** What a calibration found, for a terminal. */
#ifndef CHOKEPOINT_CLI_CALIBRATION_REPORT_H
#define CHOKEPOINT_CLI_CALIBRATION_REPORT_H

#include "output/calibration_tables.h"

#include <stdio.h>

/** @return false if memory is short */
bool calibration_report(FILE *out, const struct calibration_tables_of *of);

#endif
