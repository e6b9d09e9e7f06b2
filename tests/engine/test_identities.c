/* Each identity notices what breaks it, in the lane and month in which it breaks, to its tolerance.
 */
#include "engine/identities.h"

#include "../read_scenario.h"
#include "engine/engine.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { LANE = LANES - 1, MONTH = 7 };

struct world {
    struct scenario sc;
    struct plan plan;
    struct state s;
    int32_t pair; // one that has had chips and orders
};

static void watch_nothing(void *context, const struct plan *plan, const struct state *s, int32_t t)
{
    (void)context, (void)plan, (void)s, (void)t;
}

static int set_up(void **state)
{
    static const struct engine_observer observer = {watch_nothing, NULL};
    struct world *w = calloc(1, sizeof *w);
    struct diag diag = {0};

    *state = w;
    if (!read_scenario(SOURCE_DIR "/tests/engine/golden/gates.cfg", NULL, NULL, 0, &w->sc, &diag) ||
        !plan_init(&w->plan, &w->sc, false) || !state_init(&w->s, &w->plan))
        return -1;
    engine_run(&w->plan, &w->s, (struct engine_futures){.first = 0}, NULL, NULL, &observer);
    while (!w->s.held[w->pair] || !w->s.asked[w->pair])
        w->pair++;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    state_free(&w->s);
    plan_free(&w->plan);
    scenario_free(&w->sc);
    free(w);
    return 0;
}

static void assert_only_lane_fails(struct world *w, int32_t failure)
{
    identities_check(&w->plan, &w->s, MONTH);
    for (int i = 0; i < LANES; i++)
        assert_int_equal(w->s.failure[i], i == LANE ? failure : FAILURE_NONE);
    assert_int_equal(w->s.failure_month[LANE], failure == FAILURE_NONE ? 0 : MONTH);
}

static void what_the_engine_did_keeps_all(void **state)
{
    assert_only_lane_fails(*state, FAILURE_NONE);
}

static void each_breach_has_its_name(void **state)
{
    struct world *w = *state;
    struct state *s = &w->s;
    const int32_t in_service = w->plan.category.in_service;
    const struct {
        double *term;
        int32_t failure;
    } breaches[] = {
        {&s->warehouse[w->pair][LANE], FAILURE_CHIPS},
        {&s->pending[w->pair][LANE], FAILURE_LICENCES},
        {&s->inventory[0][LANE], FAILURE_SUPPLIERS},
        {&s->bank_stock[0][LANE], FAILURE_SUPPLIERS},
        {&s->sum_treasury[0][LANE], FAILURE_MONEY},
        {&s->cash[0][LANE], FAILURE_MONEY},
        {&s->ledger[in_service][LANE], FAILURE_LEDGER},
    };

    for (size_t n = 0; n < sizeof breaches / sizeof *breaches; n++) {
        const double kept = *breaches[n].term;
        *breaches[n].term = kept + 1 + 3e-9 * fabs(kept);
        assert_only_lane_fails(w, breaches[n].failure);
        s->failure[LANE] = s->failure_month[LANE] = 0;
        *breaches[n].term = NAN;
        assert_only_lane_fails(w, breaches[n].failure);
        s->failure[LANE] = s->failure_month[LANE] = 0;
        *breaches[n].term = kept;
    }
}

static void a_lane_keeps_its_first_breach(void **state)
{
    struct world *w = *state;

    w->s.cash[0][LANE] += 23;
    assert_only_lane_fails(w, FAILURE_MONEY);
    w->s.warehouse[w->pair][LANE] += 23;
    identities_check(&w->plan, &w->s, MONTH + 1);
    assert_int_equal(w->s.failure[LANE], FAILURE_MONEY);
    assert_int_equal(w->s.failure_month[LANE], MONTH);
}

/** 1e-9 of the largest term, though it be one of those that went and others make up for it. */
static void rounding_of_the_largest_term_is_no_breach(void **state)
{
    struct world *w = *state;
    const double large = 3e6 * (1 + w->s.sum_shipped[w->pair][LANE]);

    w->s.sum_retired[w->pair][LANE] += large;
    w->s.border[w->pair][LANE] -= large * (1 - 0.7e-9);
    assert_only_lane_fails(w, FAILURE_NONE);
    w->s.border[w->pair][LANE] += 0.7e-9 * large;
    assert_only_lane_fails(w, FAILURE_CHIPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_engine_did_keeps_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_breach_has_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lane_keeps_its_first_breach, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rounding_of_the_largest_term_is_no_breach, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
