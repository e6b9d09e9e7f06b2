/** Writes what report_series read, as far as it goes into a page. */
#ifndef CHOKEPOINT_OUTPUT_REPORT_ROWS_H
#define CHOKEPOINT_OUTPUT_REPORT_ROWS_H

#include "output/report_series.h"

#include <stdio.h>

/** Which part is written. */
struct report_part {
    const bool *policy; // (n_policies) the ones kept
    bool coarse;        // only what must be there, at some of the months
};

/** Numbers that would be written. */
size_t report_rows_count(const struct report_series *series, const struct report_part *part);

/** Writes the tables as members of a JSON object: "summary": [{"keys": [...], "values": [...],
 * "dates": [...], "months": [...], "rows": "CSV: the keys, then for each value a cell a date"},
 * ...]. Errors show in the file's state.  @return false if memory is short */
bool report_rows_write(FILE *file, const struct report_series *series,
                       const struct report_part *part);

#endif
