/** money.csv: who paid whom; see results.h. */
#ifndef CHOKEPOINT_OUTPUT_RESULT_MONEY_H
#define CHOKEPOINT_OUTPUT_RESULT_MONEY_H

#include "output/results.h"

extern const struct result result_money;

#endif
