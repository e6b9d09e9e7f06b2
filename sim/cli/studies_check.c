#include "cli/calibration.h"
#include "cli/commands.h"
#include "cli/studies.h"
#include "design/designs.h"

#include <inttypes.h>
#include <stdlib.h>

#define SCENARIOS_MOST 1000 // that are made to be looked at

/** Which scenarios there are, beside what columns of numbers give. */
struct tour {
    const struct study *study;
    struct diag *diag;
    uint64_t done, all;
    size_t *level;   // (n_factors)
    const char *bad; // first policy that brought a mistake, or NULL
    bool fine;       // false: memory
};

/** Does it stand for all policies that differ from it in real numbers only? */
static bool is_first_of_kind(const struct study *s, const struct study_policy *p)
{
    for (size_t k = 0; k < s->n_levers && !s->is_zipped; k++)
        if (s->levers[k].numbers && p->level[k] > 0)
            return false;
    return true;
}

/** Sets `level` to the next combination of the structural factors; false after the last. */
static bool next_levels(const struct study *s, size_t level[])
{
    for (size_t k = s->n_factors; k-- > 0;) {
        if (!study_is_structural(&s->factors[k]))
            continue;
        if (++level[k] < s->factors[k].n_levels)
            return true;
        level[k] = 0;
    }
    return false;
}

static uint64_t count_structural(const struct study *s)
{
    uint64_t n = 1;

    for (size_t k = 0; k < s->n_factors; k++)
        if (study_is_structural(&s->factors[k]) && n < UINT32_MAX)
            n *= s->factors[k].n_levels;
    return n;
}

static void look(struct tour *t, size_t policy)
{
    const size_t before = t->diag->count;
    struct diag diag = {0};
    struct scenario sc;

    t->fine = study_scenario(t->study, policy, t->level, &sc, &diag);
    diag_merge(t->diag, &diag);
    if (t->diag->count > before && !t->bad)
        t->bad = t->study->policies[policy].name;
    t->done++;
    diag_free(&diag);
    scenario_free(&sc);
}

/** Makes every scenario of the study, or as many as there is patience for. */
static void tour(struct tour *t)
{
    const struct study *s = t->study;
    const uint64_t structural = count_structural(s);

    t->level = calloc(s->n_factors + 1, sizeof *t->level);
    t->fine = t->level;
    for (size_t p = 0; p < s->n_policies && t->fine; p++) {
        if (!is_first_of_kind(s, &s->policies[p]))
            continue;
        t->all += structural;
        if (t->done < SCENARIOS_MOST)
            do
                look(t, p);
            while (t->fine && t->done < SCENARIOS_MOST && next_levels(s, t->level));
    }
    free(t->level);
}

static void print_counts(const struct study *s, const struct design_plan *plan,
                         const struct tour *t)
{
    const struct {
        uint64_t n;
        const char *one, *many;
    } part[] = {{s->n_factors, "factor", "factors"},    {s->n_levers, "lever", "levers"},
                {s->n_policies, "policy", "policies"},  {plan->futures, "future", "futures"},
                {s->n_outcomes, "outcome", "outcomes"}, {t->all, "scenario", "scenarios"}};

    printf("%s: fine: ", s->file);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        printf("%s%" PRIu64 " %s", i ? ", " : "", part[i].n,
               part[i].n == 1 ? part[i].one : part[i].many);
    if (t->done < t->all)
        printf(" (%" PRIu64 " of them checked)", t->done);
    putchar('\n');
}

int studies_check(const struct arguments *a)
{
    const char *set[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--set", set);
    struct study study;
    struct design_plan plan = {0};
    struct diag diag = {0};
    struct tour t = {.study = &study, .diag = &diag};
    bool fine = study_read(&study, a->positional[0], set, n, &diag);

    if (fine && diag.count == 0)
        fine = designs_prepare(&plan, &study, &diag);
    if (fine && diag.count == 0)
        fine = calibration_check(&study, &diag);
    if (fine && diag.count == 0) {
        tour(&t);
        fine = t.fine;
    }
    diag_print(&diag, a->positional[0], stderr);
    if (t.bad)
        fprintf(stderr, "first under the policy %s\n", t.bad);
    if (fine && diag.count == 0)
        print_counts(&study, &plan, &t);
    const int code = !fine ? EXIT_WORLD : diag.count ? EXIT_CONFIGURATION : EXIT_FINE;
    diag_free(&diag);
    designs_free(&plan);
    study_free(&study);
    return code;
}
