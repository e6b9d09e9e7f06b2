/* What a design gives and which replications lanes are: any lane may be any future. */
#include "base/pages.h"
#include "base/rng.h"
#include "../read_scenario.h"
#include "engine/engine.h"
#include "engine/observe.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FIRST 23

/** A scenario, a block of it, and what was observed: (months + 1, columns). */
struct world {
    struct scenario sc;
    struct plan plan;
    struct state s;
    struct observation observation;
    lanes *seen;
};

static void note(void *context, const struct plan *plan, const struct state *s, int32_t t)
{
    struct world *w = context;

    (void)plan;
    for (size_t c = 0; c < w->observation.n; c++)
        memcpy(w->seen[(size_t)(t + 1) * w->observation.n + c],
               observe_values(&w->observation.column[c], s), sizeof(lanes));
}

enum given { NOTHING, VALUES, RANKS };

static void set_up(struct world *w, enum given given)
{
    struct diag diag = {0};
    uint32_t column = 0;

    *w = (struct world){0};
    assert_true(
        read_scenario(SOURCE_DIR "/configs/h200-2026-01.cfg", NULL, NULL, 0, &w->sc, &diag));
    assert_int_equal(diag.count, 0);
    for (size_t i = 0; i < w->sc.n_parameters && given != NOTHING; i++)
        if (w->sc.parameters[i].distribution) {
            w->sc.parameters[i].design_column = ++column;
            w->sc.parameters[i].design_rank = given == RANKS;
        }
    assert_true(plan_init(&w->plan, &w->sc, false) && state_init(&w->s, &w->plan) &&
                observation_init(&w->observation, &w->plan));
    w->seen = pages_take((size_t)(w->plan.months + 1) * w->observation.n * sizeof *w->seen);
    assert_non_null(w->seen);
}

static void run(struct world *w, const uint32_t *offset, const double given[][LANES])
{
    const struct engine_observer observer = {note, w};

    engine_run(&w->plan, &w->s, (struct engine_futures){FIRST, offset, given}, NULL, NULL,
               &observer);
}

static void tear_down(struct world *w)
{
    free(w->seen);
    observation_free(&w->observation);
    state_free(&w->s);
    plan_free(&w->plan);
    scenario_free(&w->sc);
}

/** Lane i of `turned` saw what lane `offset[i]` of `plain` saw, to the bit. */
static void assert_turned(const struct world *plain, const struct world *turned,
                          const uint32_t offset[LANES])
{
    const size_t n = (size_t)(plain->plan.months + 1) * plain->observation.n;

    assert_int_equal(plain->observation.n, turned->observation.n);
    for (size_t c = 0; c < n; c++)
        EACH_LANE (i)
            assert_memory_equal(&turned->seen[c][i], &plain->seen[c][offset[i]], sizeof(double));
}

static void turn(uint32_t offset[LANES])
{
    EACH_LANE (i)
        offset[i] = (uint32_t)(LANES - 1 - i);
}

static void lanes_may_be_any_replications(void **unused)
{
    (void)unused;
    struct world plain, turned;
    uint32_t offset[LANES];

    turn(offset);
    set_up(&plain, NOTHING);
    set_up(&turned, NOTHING);
    run(&plain, NULL, NULL);
    run(&turned, offset, NULL);
    assert_turned(&plain, &turned, offset);
    tear_down(&plain);
    tear_down(&turned);
}

static void values_a_design_gives_stand_for_drawn_ones(void **unused)
{
    (void)unused;
    struct world plain, turned;
    uint32_t offset[LANES];

    turn(offset);
    set_up(&plain, NOTHING);
    set_up(&turned, VALUES);
    run(&plain, NULL, NULL);
    double(*given)[LANES] = pages_take((plain.plan.n_uncertain + 1) * sizeof *given);
    assert_non_null(given);
    for (size_t u = 0, column = 0; u < plain.plan.n_uncertain; u++)
        if (!plain.plan.uncertain[u].certain) {
            EACH_LANE (i)
                given[column][i] = plan_drawn(&plain.plan, &plain.s, u, (int)offset[i]);
            column++;
        }
    run(&turned, offset, given);
    assert_turned(&plain, &turned, offset);
    free(given);
    tear_down(&plain);
    tear_down(&turned);
}

static void ranks_a_design_gives_pass_through_copula_and_distributions(void **unused)
{
    (void)unused;
    struct world plain, ranked;
    uint32_t offset[LANES];

    turn(offset);
    set_up(&plain, NOTHING);
    set_up(&ranked, RANKS);
    run(&plain, NULL, NULL);
    double(*given)[LANES] = pages_take((plain.plan.n_uncertain + 1) * sizeof *given);
    assert_non_null(given);
    for (size_t u = 0, column = 0; u < plain.plan.n_uncertain; u++) {
        const struct uncertain *p = &plain.plan.uncertain[u];
        const struct rng_at at = {.seed = plain.plan.seed,
                                  .process = rng_tag("parameter"),
                                  .entity = p->tag,
                                  .month = RNG_ONCE};
        if (p->certain)
            continue;
        EACH_LANE (i)
            rng_uniform(at, FIRST + offset[i], 1, &given[column][i]);
        column++;
    }
    run(&ranked, offset, given);
    assert_turned(&plain, &ranked, offset);
    free(given);
    tear_down(&plain);
    tear_down(&ranked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_may_be_any_replications),
        cmocka_unit_test(values_a_design_gives_stand_for_drawn_ones),
        cmocka_unit_test(ranks_a_design_gives_pass_through_copula_and_distributions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
