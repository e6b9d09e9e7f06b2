/*
 * What every month of the flagship must show, lane by lane. The values themselves are the oracle's
 * business (tests/oracle).
 */
#include "../read_scenario.h"
#include "base/pages.h"
#include "engine/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { BLOCKS = 3 };

struct world {
    struct scenario sc;
    struct plan plan;
    struct state state;
    lanes *ordered; // (p) up to last month
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct diag diag = {0};

    *state = w;
    if (!read_scenario(SOURCE_DIR "/configs/h200-2026-01.cfg", NULL, NULL, 0, &w->sc, &diag) ||
        diag.count > 0 || !plan_init(&w->plan, &w->sc, false) || !state_init(&w->state, &w->plan))
        return -1;
    w->ordered = pages_take((size_t)w->plan.n_pairs * sizeof(lanes));
    memset(w->ordered, 0, (size_t)w->plan.n_pairs * sizeof(lanes));
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    free(w->ordered);
    state_free(&w->state);
    plan_free(&w->plan);
    scenario_free(&w->sc);
    free(w);
    return 0;
}

static void run(struct world *w,
                void (*month)(void *, const struct plan *, const struct state *, int32_t))
{
    const struct engine_observer observer = {month, w};

    for (uint64_t block = 0; block < BLOCKS; block++)
        engine_run(&w->plan, &w->state, (struct engine_futures){.first = block * LANES}, NULL, NULL,
                   &observer);
}

static void losses_fit(void *context, const struct plan *plan, const struct state *s, int32_t t)
{
    (void)context;
    for (int32_t a = 0; a < plan->n_actors && t >= 0; a++) {
        lanes lost = {0};
        for (int32_t c = 0; c < plan->n_categories; c++) {
            const double *loss = s->loss[a * plan->n_categories + c];
            if (!s->loss_touched[a * plan->n_categories + c])
                continue;
            assert_int_equal(plan->categories[c].stage, LEDGER_NOT_ORDERED);
            for (int i = 0; i < LANES; i++) {
                assert_true(loss[i] >= 0 && loss[i] < INFINITY);
                lost[i] += c == plan->category.cash ? 0 : loss[i]; // that of cash was placed
            }
        }
        EACH_LANE (i)
            assert_true(lost[i] <= s->gap[a][i] * (1 + 1e-9));
    }
}

static void what_rooms_and_bars_refuse_is_part_of_the_gap(void **state)
{
    run(*state, losses_fit);
}

/** Remembers what was ordered up to month t.  @return what pair p ordered in t in lane i */
static double order_of(struct world *w, const struct state *s, int32_t p, int i)
{
    const double order = s->sum_ordered[p][i] - w->ordered[p][i];

    w->ordered[p][i] = s->sum_ordered[p][i];
    return order;
}

static void only_open_is_ordered(void *context, const struct plan *plan, const struct state *s,
                                 int32_t t)
{
    for (int32_t p = 0; p < plan->n_pairs; p++)
        EACH_LANE (i) {
            const double order = order_of(context, s, p, i);
            assert_true(t < 0 || order == 0 || (order > 0 && s->open[p][i] > 0));
        }
}

static void what_is_not_open_is_not_ordered(void **state)
{
    run(*state, only_open_is_ordered);
}

static void orders_are_affordable(void *context, const struct plan *plan, const struct state *s,
                                  int32_t t)
{
    for (int32_t a = 0; a < plan->n_actors; a++) {
        lanes cost = {0}, placed = {0};
        for (int32_t p = plan->actor_pair[a]; p < plan->actor_pair[a + 1]; p++)
            for (int i = 0; i < LANES; i++) {
                const double order = order_of(context, s, p, i);
                cost[i] += s->landed_price[p][i] * order;
                placed[i] += s->units[p][i] * order;
            }
        EACH_LANE (i) { // what is summed over the run is rounded
            assert_true(t < 0 || cost[i] <= s->uncommitted[a][i] * (1 + 1e-6));
            assert_true(t < 0 ||
                        fabs(s->gap[a][i] - placed[i] - s->unplaced[a][i]) <= 1e-6 * s->gap[a][i] ||
                        placed[i] > s->gap[a][i]);
        }
    }
}

static void orders_stay_within_the_money_and_leave_the_rest_of_the_gap(void **state)
{
    run(*state, orders_are_affordable);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_rooms_and_bars_refuse_is_part_of_the_gap),
        cmocka_unit_test(what_is_not_open_is_not_ordered),
        cmocka_unit_test(orders_stay_within_the_money_and_leave_the_rest_of_the_gap),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
