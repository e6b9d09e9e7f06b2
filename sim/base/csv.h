/** One line of a CSV file (RFC 4180; no cell goes over several lines). */
#ifndef CHOKEPOINT_BASE_CSV_H
#define CHOKEPOINT_BASE_CSV_H

#include <stddef.h>

/** Cuts a line into its cells, in place; an end of line is left out, quotes are taken off.
 *  @param cell (most) set to the cells that fit
 *  @return how many cells there are, 0 if quotes stand where they may not */
size_t csv_cells(char *line, char *cell[], size_t most);

#endif
