/**
 * What can be seen of a month: rows of the output tables, each with its names, its unit and a value
 * for every lane.
 *
 * The list is fixed by the plan, so a column is a number and collecting needs no look-ups. Metrics
 * are listed in engine/metrics.h; flows, ledger, regimes and money follow from what the scenario
 * declares. Values are not copied: a column says where the state keeps them.
 */
#ifndef CHOKEPOINT_ENGINE_OBSERVE_H
#define CHOKEPOINT_ENGINE_OBSERVE_H

#include "engine/plan.h"
#include "engine/state.h"

#include <string.h>

enum observe_table {
    OBSERVE_METRICS, // keys: actor ("all" for the system), metric
    OBSERVE_FLOWS, // keys: actor (of "approved": the licence), chip, channel, stage; cumulative but
                   // for "in_service", "used"
    OBSERVE_LEDGER,  // keys: actor, stage, key (jurisdiction), cause, instrument, measure:
                     // effective_h100e or chips
    OBSERVE_REGIMES, // keys: jurisdiction, regime; value 1 where it is in force
    OBSERVE_MONEY,   // keys: actor, payee, kind: paid, treasury, vendor, refunded, cash, withdrawn
    OBSERVE_TABLES
};

#define OBSERVE_KEYS 6

struct observed {
    enum observe_table table;
    const char *key[OBSERVE_KEYS]; // "" where it has none; owned by the plan
    const char *unit;
    size_t array, element; // where the state keeps it: offset of the array's pointer, place in it
    size_t marks, mark;    // the same for the mark that is 0 while no lane has any; marks 0: none
};

/** What the stages of the ledger are called. */
extern const char *const observe_stages[LEDGER_STAGES];

/** What the columns of each table's keys are called, NULL-terminated. */
extern const char *const observe_key_names[OBSERVE_TABLES][OBSERVE_KEYS + 1];

struct observation {
    struct observed *column; // (n), tables one after the other
    size_t n;
    size_t first[OBSERVE_TABLES + 1]; // of each table, and n
};

/** Lists all columns of a plan. False if memory is short.  observation_free is allowed twice. */
bool observation_init(struct observation *observation, const struct plan *plan);
void observation_free(struct observation *observation);

/** The column with the same table and keys as `wanted`, perhaps of another plan, or SIZE_MAX. */
size_t observe_find(const struct observation *observation, const struct observed *wanted);

/** Completes what is observed of a month, once its stages are done. */
void observe_record(const struct plan *plan, struct state *state);

/** The values of a column at the end of the state's month: they stand in the state, at one place
 * from month to month. */
static inline const real *observe_values(const struct observed *column, const struct state *state)
{
    const lanes *array;

    memcpy(&array, (const char *)state + column->array, sizeof array);
    return array[column->element];
}

/** What is 0 at the end of a month in which the column is zero in all lanes. */
static inline const uint8_t *observe_mark(const struct observed *column, const struct state *state)
{
    static const uint8_t perhaps = 1;
    const uint8_t *marks;

    if (column->marks == 0)
        return &perhaps;
    memcpy(&marks, (const char *)state + column->marks, sizeof marks);
    return marks + column->mark;
}

#endif
