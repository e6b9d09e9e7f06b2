/**
 * The tables of scores, in a folder of their own: scores.csv, series.csv, skill.csv,
 * reliability.csv and a manifest.
 */
#ifndef CHOKEPOINT_OUTPUT_SCORE_TABLES_H
#define CHOKEPOINT_OUTPUT_SCORE_TABLES_H

#include "analysis/scores.h"

#include <stdbool.h>
#include <stdio.h>

/** What was scored, and how. */
struct score_tables_of {
    const struct scores *scores;
    const struct scores_of *of;
    const char *version, *results;
    int argc;
    char *const *argv;
};

/** Writes all of it into a folder that appears whole or not at all.  @return false with `error` */
bool score_tables_write(const struct score_tables_of *of, const char *path, bool force,
                        char error[512]);

/** Writes scores.csv alone to a stream.  @return false if memory was short */
bool score_tables_put(const struct score_tables_of *of, FILE *out);

#endif
