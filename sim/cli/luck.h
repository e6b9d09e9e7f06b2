/** Every draw of one future, with the names of what it decides. */
#ifndef CHOKEPOINT_CLI_LUCK_H
#define CHOKEPOINT_CLI_LUCK_H

#include "engine/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct luck_draw {
    enum draws_process process;
    uint32_t entity, month, number;
    double uniform;
};

struct luck_name {
    uint32_t tag;
    int32_t uncertain; // place among the plan's uncertain parameters, or -1
    char *name;
};

struct luck {
    struct luck_draw *draw; // of lane 0, in the order of use
    size_t n, room;
    struct luck_name *name; // by tag
    size_t n_names, names_room;
    bool full; // memory ran out: what is kept is not all
};

/** Lists the names of a plan. False if memory is short; luck_free is allowed afterwards, and twice.
 */
bool luck_init(struct luck *luck, const struct plan *plan);
void luck_free(struct luck *luck);

/** Notes one draw: a draws_watcher.  @param context struct luck */
void luck_watch(void *context, enum draws_process process, uint32_t entity, uint32_t month,
                uint32_t number, double u);

/** Writes them as CSV; of parameters also the value drawn.  @param state after the run */
void luck_write(FILE *out, const struct luck *luck, const struct plan *plan,
                const struct state *state);

#endif
