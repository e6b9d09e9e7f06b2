/**
 * The tables of a regret analysis, in a folder of their own: regret.csv, agreement.csv,
 * weights.csv, simplex.csv and a manifest.
 */
#ifndef CHOKEPOINT_OUTPUT_REGRET_TABLES_H
#define CHOKEPOINT_OUTPUT_REGRET_TABLES_H

#include "analysis/regret.h"
#include "analysis/weights.h"
#include "output/folder.h"
#include "output/table.h"

#include <stdbool.h>

/** What was analysed. */
struct regret_view {
    const char *kind; // "outcome" or "stakeholder"
    const char *name, *unit;
    const struct regret_of *of;
    const struct regret *found;
    char *const *policy; // names
};

/** How it was analysed. */
struct regret_settings {
    const char *version, *results, *baseline;
    int argc;
    char *const *argv;
    double alpha;
    uint64_t resamples, seed;
};

enum { REGRET_TABLE, REGRET_AGREEMENT, REGRET_WEIGHTS, REGRET_SIMPLEX, REGRET_TABLES };

struct regret_tables {
    struct folder folder;
    struct table table[REGRET_TABLES];
};

/** Opens the folder and all tables.  @return false with folder.error set; regret_tables_free in any
 * case */
bool regret_tables_open(struct regret_tables *tables, const char *path, bool force);

void regret_tables_add(struct regret_tables *tables, const struct regret_view *view);
void regret_tables_add_weights(struct regret_tables *tables, const struct weights *weights,
                               const struct stakeholders *stakeholders);

/** Brings all to disk and gives the folder its name.  @return false with folder.error set */
bool regret_tables_close(struct regret_tables *tables, const struct regret_settings *settings);

/** Allowed twice and on zeroed tables. */
void regret_tables_free(struct regret_tables *tables);

#endif
