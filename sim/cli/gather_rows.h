/** The rows of all chunks, in order, made by several threads. */
#ifndef CHOKEPOINT_CLI_GATHER_ROWS_H
#define CHOKEPOINT_CLI_GATHER_ROWS_H

#include "cli/gather.h"
#include "output/sweep_tables.h"

/** Reads every chunk, notes its failed runs, and writes its rows.  @param tables NULL: no rows
 *  @return an exit code */
int gather_rows(struct gather *gather, struct sweep_tables *tables);

#endif
