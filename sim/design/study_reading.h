/** What the parts that read a study share, and the parts in their order. */
#ifndef CHOKEPOINT_DESIGN_STUDY_READING_H
#define CHOKEPOINT_DESIGN_STUDY_READING_H

#include "config/tree.h"
#include "design/study.h"

struct study_reading {
    struct study *study;
    struct diag *diag;
    struct tree tree;
    struct scenario written; // the study's own entities, of study_kinds[]
    struct scenario first;   // its scenario, everything at its first level
    bool sound;              // `first` has no mistakes
    bool known;  // it can be looked into, perhaps only because it is without the study's changes
    bool failed; // memory or the file system
};

/** A mistake at a key of an entity (NULL: at the entity). */
void study_reading_mistake(struct study_reading *r, struct diag_place place,
                           const struct entity *entity, const char *key, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** "WHAT 'name'; did you mean 'near'?"  @param known (n) */
void study_reading_unknown(struct study_reading *r, struct diag_place place,
                           const struct entity *entity, const char *key, const char *what,
                           const char *name, const char *const known[], size_t n);

/** A mistake if the name of a factor, lever or outcome is that of a column the tables have. */
void study_reading_column(struct study_reading *r, const struct entity *entity);

/** A copy that study_free frees; NULL of NULL. */
char *study_reading_copy(struct study_reading *r, const char *text);

/** Fresh memory of n elements, zeroed; NULL sets `failed`. */
void *study_reading_allocate(struct study_reading *r, size_t n, size_t size);

/** A text's copy, NULL where it is not given. */
char *study_reading_text(struct study_reading *r, const struct entity *entity, const char *key);

/** A file as it is reached from here: from the study's own folder, unless it begins at the root. */
char *study_reading_reached(struct study_reading *r, const char *written);

/** A number, which cannot be uncertain; false where it is not given. */
bool study_reading_real(struct study_reading *r, const struct entity *entity, const char *key,
                        double *value);

/** The scenario under an overlay, everything with a path at its level i or its last; what is wrong
 * with it is added once.  @param sc overwritten; scenario_free in any case  @return true if nothing
 * is */
bool study_reading_make(struct study_reading *r, const char *overlay, size_t i,
                        struct scenario *sc);

/** Factors of the study and levers, as written. */
void study_levels_read(struct study_reading *r);

/** Tries all levels, and tells real numbers from what is structural. */
void study_levels_try(struct study_reading *r);

/** The overlay a level of named policies stands for: NULL for the baseline, unless it is declared.
 */
const char *study_policies_overlay(const struct study_reading *r, const char *name);

/** Which combinations of levers there are. */
void study_policies_list(struct study_reading *r);

/** Does it match, * standing for any characters? */
bool study_uncertainties_match(const char *pattern, const char *path);

/** Which of the scenario's uncertain parameters vary: adds them before the study's own factors. */
void study_uncertainties_list(struct study_reading *r);

/** What is fitted, if anything is. */
void study_calibration_read(struct study_reading *r);
void study_calibration_free(struct study_calibration *calibration);

/** Outcomes, found among what can be observed of `first`. */
void study_outcomes_read(struct study_reading *r);

#endif
