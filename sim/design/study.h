/**
 * A study: what varies, what is decided, and what is looked at, over one scenario.
 *
 * A future is one value for every factor, with its luck; a policy is one level of every lever. Each
 * future is run under each policy: run = future * n_policies + policy. docs/studies.md says how a
 * study is written.
 */
#ifndef CHOKEPOINT_DESIGN_STUDY_H
#define CHOKEPOINT_DESIGN_STUDY_H

#include "base/diag.h"
#include "config/config.h"
#include "config/source.h"
#include "design/study_calibration.h"
#include "engine/observe.h"
#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct design;

enum study_variation {
    STUDY_DISTRIBUTION, // an uncertain parameter of the scenario: a rank in its own distribution
    STUDY_RANGE,        // uniform from low to high
    STUDY_LEVELS        // one of a few
};

/** What varies: an uncertainty, or a lever. */
struct study_factor {
    char *name;       // its name, or the path of a scenario's parameter
    char *path;       // of the scenario; NULL for a lever of named policies
    const char *unit; // "" if it has none
    enum study_variation variation;
    double low, high; // STUDY_RANGE
    char **levels;    // (n_levels) STUDY_LEVELS: as --set takes them: 0.25, "priority"; or
    size_t n_levels;  // names of policies
    double *numbers;  // (n_levels) of a real number's levels; NULL: the level is structural
    char *source;     // of the scenario's parameter, or as the study says; NULL if not given
    char *note;       // NULL if not given
    struct diag_place place;
};

/** Is a plan of its own compiled for each of its levels? */
static inline bool study_is_structural(const struct study_factor *factor)
{
    return factor->variation == STUDY_LEVELS && !factor->numbers;
}

/** One combination of levers. */
struct study_policy {
    char *name;          // "tariff=0.25 month=6"; a named policy alone keeps its name
    const char *overlay; // named policy of the scenario, or NULL
    size_t *level;       // (n_levers)
};

enum study_over {
    STUDY_AT,          // the value at the end of one month
    STUDY_MEAN,        // over the months of the run
    STUDY_SUM,         // the same, added up
    STUDY_FIRST_ABOVE, // first month of the run at whose end it is above `level`; never: the
                       // horizon
    STUDY_FIRST_BELOW
};

/** Over the replications of a run. */
enum study_statistic {
    STUDY_STATISTIC_MEAN,
    STUDY_STATISTIC_P5,
    STUDY_STATISTIC_P25,
    STUDY_STATISTIC_P50,
    STUDY_STATISTIC_P75,
    STUDY_STATISTIC_P95,
    STUDY_STATISTIC_MIN,
    STUDY_STATISTIC_MAX,
    STUDY_STATISTIC_SD
};

enum study_direction { STUDY_MAXIMISE, STUDY_MINIMISE, STUDY_INFO };

/** As they are written, NULL-terminated. */
extern const char *const study_over_names[], *const study_statistic_names[],
                                                 *const study_direction_names[];

/** A number looked at: the sum of all observed columns that match. */
struct study_outcome {
    char *name;
    const char *unit; // of the columns; "months" of a first month
    enum observe_table table;
    char *key[OBSERVE_KEYS]; // NULL: any
    enum study_over over;
    int32_t month; // of the run; STUDY_AT
    double level;  // STUDY_FIRST_ABOVE, STUDY_FIRST_BELOW
    enum study_statistic statistic;
    enum study_direction direction;
    double threshold;  // that satisfies; NAN: none
    char *stakeholder; // NULL: nobody's
    char *note;        // NULL if not given
    struct diag_place place;
};

struct study {
    char *file, *title, *note;
    char *scenario_file, *points_file; // as reached from here; points: NULL but for design "user"
    char *scenario_written, *points_written; // as reached from the study's folder
    char **set;                              // (n_set) changes for every run
    struct diag_place *set_place;            // (n_set)
    size_t n_set;
    const struct design *design;
    uint64_t futures;      // as asked; 0 where the design implies it
    uint64_t replications; // of each run
    uint64_t seed;
    bool common_luck; // every future has the same
    uint64_t chunk_runs;
    bool has_design_table; // is design.csv written?
    char **uncertainties;  // (n_uncertainties) patterns as written
    size_t n_uncertainties;
    struct study_factor *factors; // (n_factors) the scenario's by path, then the study's by name
    size_t n_factors;
    bool is_zipped;              // levers level by level instead of each with each
    struct study_factor *levers; // (n_levers) in the order written
    size_t n_levers;
    struct study_policy *policies; // (n_policies) at least one; the last lever varies fastest
    size_t n_policies;
    struct study_outcome *outcomes; // (n_outcomes) in the order written
    size_t n_outcomes;
    struct study_calibration calibration;
    struct config_file scenario;
    struct source_files files; // of the study itself
};

/** Most of what a study may hold. */
enum {
    STUDY_LEVELS_MOST = 1000,   // of a factor or lever
    STUDY_POLICIES_MOST = 65536 // combinations of levers
};

/** Does it hold a study rather than a scenario?  False if it was not read. */
bool study_is_in(const struct tree *tree);

/** Does the file hold a study rather than a scenario?  False too if it cannot be read. */
bool study_is_one(const char *file);

/** Reads a study and its scenario and checks all that does not need every policy compiled; mistakes
 * go to diag. study_free in any case.
 *  @param set (n_set) changes: of the study where the path begins with one of its groups, else of
 * the scenario
 *  @return false only if memory or the file system failed; diag then has one message more */
bool study_read(struct study *study, const char *file, const char *const set[], size_t n_set,
                struct diag *diag);

/** Allowed twice and on a zeroed study. */
void study_free(struct study *study);

/** The scenario of a policy and of one level for each structural factor. Real numbers that the
 * design gives are marked with their column: factor k with k, lever k with n_factors + k. Uncertain
 * parameters outside the study stand at their value.
 *  @param level (n_factors) of the structural factors; others are not read
 *  @return false only if memory failed */
bool study_scenario(const struct study *study, size_t policy, const size_t level[],
                    struct scenario *sc, struct diag *diag);

/** The columns an outcome adds up.  @param column (observation->n)  @return how many */
size_t study_columns(const struct study_outcome *outcome, const struct observation *observation,
                     size_t column[]);

/** The study with nothing left unsaid: reads back to the same and is written to the same bytes.
 *  @param folder the way from where it will stand to the study's folder; "" if it is the same
 *  @return false if writing failed */
bool study_write(const struct study *study, const char *folder, FILE *out);

#endif
