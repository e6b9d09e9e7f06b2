/** The changes that make one scenario of a study: what holds for every run, then a level each. */
#ifndef CHOKEPOINT_DESIGN_STUDY_CHANGES_H
#define CHOKEPOINT_DESIGN_STUDY_CHANGES_H

#include "design/study.h"

/** Zeroed at first. */
struct study_changes {
    char **set;               // (n)
    struct diag_place *place; // (n)
    size_t n, room;
};

/** Adds the study's own.  @return false if memory failed */
bool study_changes_begin(struct study_changes *changes, const struct study *study);

/** Adds "path = level" of what has a path: its level i, or its last; of a range its ends.  @return
 * false if memory failed */
bool study_changes_level(struct study_changes *changes, const struct study_factor *factor,
                         size_t i);

/** A number as a change takes it: as an integer where that reads back to the same.  @return NULL if
 * there is no memory */
char *study_changes_number(double value);

/** Allowed twice. */
void study_changes_free(struct study_changes *changes);

#endif
