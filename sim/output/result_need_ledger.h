/** need_ledger.csv: where each actor's target was met and where it was stopped; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_NEED_LEDGER_H
#define CHOKEPOINT_OUTPUT_RESULT_NEED_LEDGER_H

#include "output/results.h"

extern const struct result result_need_ledger;

#endif
