#include "design/plans.h"

#include <stdlib.h>
#include <string.h>

/** By named policy, then by the levels of structural levers. */
static int by_structure(const struct study *study, size_t a, size_t b)
{
    const struct study_policy *x = &study->policies[a], *y = &study->policies[b];
    int order = strcmp(x->overlay ? x->overlay : "", y->overlay ? y->overlay : "");

    for (size_t k = 0; k < study->n_levers && !order; k++)
        if (study_is_structural(&study->levers[k]))
            order = (x->level[k] > y->level[k]) - (x->level[k] < y->level[k]);
    return order;
}

static int by_structure_and_number(const void *a, const void *b, void *study)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int order = by_structure(study, x, y);

    return order ? order : (x > y) - (x < y);
}

bool plans_init(struct plans *plans, const struct study *study)
{
    const size_t n = study->n_policies;

    *plans = (struct plans){.study = study,
                            .order = calloc(n, sizeof *plans->order),
                            .groups = calloc(n, sizeof *plans->groups)};
    pthread_mutex_init(&plans->lock, NULL);
    pthread_cond_init(&plans->compiled, NULL);
    if (!plans->order || !plans->groups)
        return false;
    for (size_t p = 0; p < n; p++)
        plans->order[p] = p;
    qsort_r(plans->order, n, sizeof *plans->order, by_structure_and_number, (void *)study);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || by_structure(study, plans->order[i - 1], plans->order[i]) != 0)
            plans->groups[plans->n_groups++] = (struct plans_group){.policy = plans->order + i};
        plans->groups[plans->n_groups - 1].n++;
    }
    return true;
}

static void free_one(struct plans_one *one)
{
    outcomes_free(&one->outcomes);
    plan_free(&one->plan);
    scenario_free(&one->scenario);
    free(one->level);
    free(one);
}

void plans_free(struct plans *plans)
{
    if (!plans->study)
        return;
    while (plans->first) {
        struct plans_one *next = plans->first->next;
        free_one(plans->first);
        plans->first = next;
    }
    free(plans->order);
    free(plans->groups);
    diag_free(&plans->diag);
    pthread_mutex_destroy(&plans->lock);
    pthread_cond_destroy(&plans->compiled);
    *plans = (struct plans){0};
}

/** The plan's key; of factors that are not structural the level does not matter. */
static void set_key(const struct study *study, size_t group, const size_t level[], size_t key[])
{
    key[0] = group;
    for (size_t k = 0; k < study->n_factors; k++)
        key[1 + k] = study_is_structural(&study->factors[k]) ? level[k] : 0;
}

static struct plans_one *find(const struct plans *plans, size_t group, const size_t level[])
{
    const struct study *study = plans->study;

    for (struct plans_one *one = plans->first; one; one = one->next) {
        bool same = one->level[0] == group;
        for (size_t k = 0; k < study->n_factors && same; k++)
            same = !study_is_structural(&study->factors[k]) || one->level[1 + k] == level[k];
        if (same)
            return one;
    }
    return NULL;
}

static bool compile(const struct plans *plans, struct plans_one *one, struct diag *diag)
{
    const struct study *study = plans->study;
    const size_t policy = plans->groups[one->level[0]].policy[0];

    return study_scenario(study, policy, one->level + 1, &one->scenario, diag) &&
           diag->count == 0 && plan_init(&one->plan, &one->scenario, false) &&
           outcomes_init(&one->outcomes, study, &one->plan);
}

/** A new one, listed but not compiled; the lock is held.  NULL if memory is short. */
static struct plans_one *add(struct plans *plans, size_t group, const size_t level[])
{
    struct plans_one *one = calloc(1, sizeof *one);

    if (one)
        one->level = calloc(1 + plans->study->n_factors, sizeof *one->level);
    if (!one || !one->level) {
        free(one);
        return NULL;
    }
    set_key(plans->study, group, level, one->level);
    one->kept = plans->n < PLANS_KEPT;
    one->next = plans->first;
    plans->first = one;
    plans->n++;
    return one;
}

static void compile_beside(struct plans *plans, struct plans_one *one)
{
    struct diag diag = {0};

    pthread_mutex_unlock(&plans->lock);
    const bool fine = compile(plans, one, &diag);
    pthread_mutex_lock(&plans->lock);
    if (diag.count && !plans->diag.count) {
        const struct diag none = plans->diag;
        plans->diag = diag;
        diag = none;
    }
    diag_free(&diag);
    one->fine = fine;
    one->ready = true;
    pthread_cond_broadcast(&plans->compiled);
}

struct plans_one *plans_take(struct plans *plans, size_t group, const size_t level[])
{
    pthread_mutex_lock(&plans->lock);
    struct plans_one *one = find(plans, group, level);
    if (one) {
        one->users++;
        while (!one->ready)
            pthread_cond_wait(&plans->compiled, &plans->lock);
    } else {
        one = add(plans, group, level);
        if (one) {
            one->users = 1;
            compile_beside(plans, one);
        }
    }
    pthread_mutex_unlock(&plans->lock);
    if (one && !one->fine) {
        plans_give_back(plans, one);
        return NULL;
    }
    return one;
}

void plans_give_back(struct plans *plans, struct plans_one *one)
{
    pthread_mutex_lock(&plans->lock);
    one->users--;
    if (one->users == 0 && !one->kept) {
        struct plans_one **at = &plans->first;
        while (*at != one)
            at = &(*at)->next;
        *at = one->next;
        plans->n--;
        free_one(one);
    }
    pthread_mutex_unlock(&plans->lock);
}

struct plans_one *plans_take_first(struct plans *p)
{
    size_t *level = calloc(p->study->n_factors + 1, sizeof *level), group = 0;

    while (p->groups[group].policy[0] != 0)
        group++;
    struct plans_one *one = level ? plans_take(p, group, level) : NULL;
    free(level);
    return one;
}
