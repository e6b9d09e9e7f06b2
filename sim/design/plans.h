/**
 * The compiled scenarios of a study, one for each structural combination, shared by all threads.
 *
 * Policies that differ only in real numbers share a plan: those numbers are given lane by lane.
 * The first PLANS_KEPT plans stay; beyond, a plan is compiled for each use, so memory is bounded.
 */
#ifndef CHOKEPOINT_DESIGN_PLANS_H
#define CHOKEPOINT_DESIGN_PLANS_H

#include "base/diag.h"
#include "design/outcomes.h"
#include "design/study.h"
#include "engine/plan.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define PLANS_KEPT 128

/** One combination, ready to run. */
struct plans_one {
    struct scenario scenario;
    struct plan plan;
    struct outcomes outcomes;
    size_t *level; // (1 + n_factors) group, then levels of structural factors, else 0
    unsigned users;
    bool kept, ready, fine;
    struct plans_one *next;
};

/** Policies of one structure. */
struct plans_group {
    const size_t *policy; // (n) in order
    size_t n;
};

struct plans {
    const struct study *study;
    size_t *order; // (n_policies) by structure
    struct plans_group *groups;
    size_t n_groups;
    pthread_mutex_t lock;
    pthread_cond_t compiled;
    struct plans_one *first; // of those in memory
    size_t n;
    struct diag diag; // what is wrong with the first that could not be compiled
};

/** False if memory is short; plans_free in any case. */
bool plans_init(struct plans *plans, const struct study *study);
void plans_free(struct plans *plans);

/** The plan of a group and of one level for each structural factor, to be given back.
 *  @param level (n_factors)  @return NULL if memory is short or, as diag then says, the study wrong
 */
struct plans_one *plans_take(struct plans *plans, size_t group, const size_t level[]);
/** That of the first policy and the first level of each structural factor. */
struct plans_one *plans_take_first(struct plans *plans);
void plans_give_back(struct plans *plans, struct plans_one *one);

#endif
