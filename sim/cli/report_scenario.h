/** What a report tells of the scenario: of a run from the resolved configuration in its folder, of
 * a sweep from the scenario that its study names. */
#ifndef CHOKEPOINT_CLI_REPORT_SCENARIO_H
#define CHOKEPOINT_CLI_REPORT_SCENARIO_H

#include "output/report_series.h"

struct report_scenario {
    char *title;                    // NULL: none
    char *files;                    // of a sweep, "file,xxh64"; NULL if not known
    char *provenance;               // as `explain --csv`; NULL if the configuration cannot be read
    struct report_licence *licence; // (n_licences) which chips each licence binds
    size_t n_licences;
};

/** Reads that of the run's first policy. Where it cannot be read, it is told and left out.
 *  @param scenario overwritten; report_scenario_free in any case  @return false if memory is short
 */
bool report_scenario_read(struct report_scenario *scenario, const char *folder);

/** The same of a sweep, of its scenario as written with what the study sets; only if its files are
 * those that the sweep read. */
bool report_scenario_read_study(struct report_scenario *scenario, const char *folder);

/** Allowed twice and on a zeroed one. */
void report_scenario_free(struct report_scenario *scenario);

#endif
