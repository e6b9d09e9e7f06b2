/**
 * Designs: which futures a study looks at. designs.c lists them; each stands in a file of its own.
 *
 * Every coordinate is a pure function of (seed, name of the factor, future), so that any part of a
 * design can be had alone, in any order. Dimension k of a design is factor k of the study.
 */
#ifndef CHOKEPOINT_DESIGN_DESIGNS_H
#define CHOKEPOINT_DESIGN_DESIGNS_H

#include "base/diag.h"
#include "design/study.h"
#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DESIGNS_MOST (UINT64_C(1) << 32) // futures: Sobol' points have 32 digits

/** To how many futures a study may grow and keep those it has. */
enum design_growth { DESIGN_FIXED, DESIGN_DOUBLES, DESIGN_GROWS };

/** The design of one study. */
struct design_plan {
    const struct study *study; // outlives it
    uint64_t futures;          // N
    void *more;                // the design's own, or NULL
};

struct design {
    const char *name;
    const char *doc;
    const char *reference;
    bool is_sized;     // has as many futures as the study asks for
    bool common_luck;  // preset of study.luck
    bool gives_values; // of factors without levels; else ranks in (0, 1)
    enum design_growth growth;
    /** Sets `futures`, unless is_sized, and `more`. The study's mistakes go to diag.
     *  @return false only if memory or the file system failed. NULL: nothing to do */
    bool (*prepare)(struct design_plan *plan, struct diag *diag);
    /** Factor k of n futures from `first` on: numbers in (0, 1); with gives_values what
     * designs_fill gives.  @param x (n), overwritten */
    void (*fill)(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[]);
    /** Frees `more`, also where prepare stopped half way. NULL: nothing to do. */
    void (*free)(struct design_plan *plan);
};

/** All designs, NULL-terminated, in the order of the manual. */
extern const struct design *const designs[];

/** The design of that name, or NULL. */
const struct design *designs_find(const char *name);

/** Lays out study->design. Mistakes go to diag; designs_free in any case.
 *  @param study without mistakes
 *  @return false only if memory or the file system failed; diag then has one message more */
bool designs_prepare(struct design_plan *plan, const struct study *study, struct diag *diag);

/** Factor k of futures first ... first+n-1, below plan->futures: the number of its level, if it has
 * levels; else its value, but of an uncertain parameter of the scenario its rank in (0, 1), unless
 * the design gives_values.  @param x (n), overwritten */
void designs_fill(const struct design_plan *plan, size_t k, uint64_t first, size_t n, double x[]);

/** Allowed twice and on a zeroed plan. */
void designs_free(struct design_plan *plan);

/** What a design wants to know of the scenario.  @return true if it has seen all of it */
typedef bool designs_look(void *context, const struct scenario *sc);

/** Shows it the scenario of one named policy after the other: a parameter may be uncertain under
 * some of them only.
 *  @return false if memory failed; diag then has one message more */
bool designs_scenarios(const struct study *study, designs_look *look, void *context,
                       struct diag *diag);

#endif
