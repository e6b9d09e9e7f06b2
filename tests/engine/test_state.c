/* A block does not see what stood in its memory before: neither noise nor another block. */
#include "engine/state.h"

#include "../read_scenario.h"
#include "engine/engine.h"
#include "engine/observe.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct world {
    struct scenario sc;
    struct plan plan;
};

static void set_up(struct world *w, const char *path)
{
    struct diag diag = {0};

    assert_true(read_scenario(path, NULL, NULL, 0, &w->sc, &diag) && diag.count == 0);
    assert_true(plan_init(&w->plan, &w->sc, false));
    diag_free(&diag);
}

static void tear_down(struct world *w)
{
    plan_free(&w->plan);
    scenario_free(&w->sc);
}

/** 64-bit FNV-1a over the bits of all that is observed. */
struct hash {
    struct observation observation;
    uint64_t sum;
};

static void add_month(void *context, const struct plan *plan, const struct state *s, int32_t t)
{
    struct hash *h = context;

    (void)plan, (void)t;
    for (size_t c = 0; c < h->observation.n; c++) {
        const double *value = observe_values(&h->observation.column[c], s);
        EACH_LANE (i) {
            uint64_t bits;
            memcpy(&bits, &value[i], sizeof bits);
            h->sum = (h->sum ^ bits) * UINT64_C(1099511628211);
        }
    }
}

static uint64_t run(const struct plan *plan, struct state *s, uint64_t first)
{
    struct hash h = {.sum = UINT64_C(14695981039346656037)};
    const struct engine_observer observer = {add_month, &h};

    assert_true(observation_init(&h.observation, plan));
    engine_run(plan, s, (struct engine_futures){.first = first}, NULL, NULL, &observer);
    for (int i = 0; i < LANES; i++)
        assert_int_equal(s->failure[i], 0);
    observation_free(&h.observation);
    return h.sum;
}

static size_t memory_bytes(const struct plan *plan)
{
    return plan_state_bytes(plan) - plan->arena_bytes - sizeof(struct state);
}

static void assert_blind(const char *path)
{
    static const int noises[] = {0xff, 0x41}; // NAN and -1; 2.3 million and 65
    struct world w;
    struct state s;

    set_up(&w, path);
    assert_true(state_init(&s, &w.plan));
    memset(s.memory, 0, memory_bytes(&w.plan));
    const uint64_t expected = run(&w.plan, &s, 0);
    run(&w.plan, &s, 5 * LANES);
    assert_true(run(&w.plan, &s, 0) == expected);
    for (size_t n = 0; n < sizeof noises / sizeof *noises; n++) {
        memset(s.memory, noises[n], memory_bytes(&w.plan));
        assert_true(run(&w.plan, &s, 0) == expected);
    }
    state_free(&s);
    tear_down(&w);
}

static void what_memory_held_before_changes_nothing(void **state)
{
    (void)state;
    assert_blind(SOURCE_DIR "/configs/h200-2026-01.cfg");
    assert_blind(SOURCE_DIR "/configs/examples/minimal.cfg");
    assert_blind(SOURCE_DIR "/configs/examples/closing-door.cfg");
    assert_blind(SOURCE_DIR "/configs/examples/tariff-kink.cfg");
    assert_blind(SOURCE_DIR "/tests/engine/golden/gates.cfg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_memory_held_before_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
