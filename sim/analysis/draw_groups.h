/**
 * Who decides what is drawn: all that a scenario draws, in groups.
 *
 * Each draw has a path: of its parameter, or of the jurisdiction (moves of regimes), event, chip
 * (supply noise) or instrument (delays and denials) whose luck it is. By itself a draw belongs to
 * the key of the jurisdiction that owns its regimes or instruments, to supply (chips and
 * suppliers), to allocation (weights by which scarce chips are shared) or to demand (the rest).
 */
#ifndef CHOKEPOINT_ANALYSIS_DRAW_GROUPS_H
#define CHOKEPOINT_ANALYSIS_DRAW_GROUPS_H

#include "engine/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAW_GROUPS_MOST 32

/** Draws whose path matches go to the group of that name, whatever they are. */
struct draw_pattern {
    const char *group, *path; // with * and ?
};

struct draw_group {
    char *name;
    uint64_t *key; // (n) draws_key of each
    size_t n, room;
};

struct draw_groups {
    struct draw_group group[DRAW_GROUPS_MOST];
    size_t n;
};

/** Groups every draw; the first pattern that matches decides. Groups of the patterns come first.
 * False if memory is short or there are too many groups.  draw_groups_free in any case
 *  @param pattern (n) */
bool draw_groups_init(struct draw_groups *groups, const struct plan *plan,
                      const struct draw_pattern pattern[], size_t n);
void draw_groups_free(struct draw_groups *groups);

#endif
