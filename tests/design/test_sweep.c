/* Chunks of a study: where they begin follows from the study alone, and nobody computes one more
 * than is wanted. */
#include "design/sweep.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct world {
    struct study study;
    struct design_plan design;
    struct plans plans;
    uint64_t claimed, stored, most; // chunks; stored: at most `most` are kept
};

static void set_up(struct world *w, const char *futures, const char *replications,
                   const char *chunk_runs)
{
    const char *set[] = {futures, replications, chunk_runs};
    struct diag diag = {0};

    *w = (struct world){0};
    assert_true(
        study_read(&w->study, SOURCE_DIR "/configs/studies/rationing-rule.cfg", set, 3, &diag) &&
        designs_prepare(&w->design, &w->study, &diag));
    assert_int_equal(diag.count, 0);
    assert_true(plans_init(&w->plans, &w->study));
}

static void tear_down(struct world *w)
{
    plans_free(&w->plans);
    designs_free(&w->design);
    study_free(&w->study);
}

static void chunks_cover_all_futures_once(void **unused)
{
    (void)unused;
    struct world w;
    uint64_t next = 0;

    set_up(&w, "study.futures = 1237", "study.replications = 1", "study.chunk_runs = 100");
    const struct sweep_cut cut = sweep_cut_of(&w.design, w.plans.n_groups);
    for (uint64_t c = 0; c < cut.chunks; c++) {
        const struct runs_range range = sweep_range(&cut, w.study.n_policies, c);
        assert_int_equal(range.future, next);
        assert_true(range.futures > 0);
        next += range.futures;
    }
    assert_int_equal(next, 1237);
    // 32 replications of each structure fill a block of any width, even where the study asks for
    // less
    assert_true(cut.per_chunk * w.study.n_policies >= 32 * w.plans.n_groups);
    tear_down(&w);
}

static bool claim(void *context, uint64_t *chunk)
{
    struct world *w = context;

    *chunk = w->claimed++;
    return *chunk < 20;
}

static bool store(void *context, const struct sweep_chunk *chunk)
{
    struct world *w = context;

    assert_int_equal(chunk->number, w->stored);
    return ++w->stored < w->most;
}

static void nothing_is_computed_once_a_chunk_was_not_kept(void **unused)
{
    (void)unused;
    struct world w;

    set_up(&w, "study.futures = 700", "study.replications = 1", "study.chunk_runs = 1");
    w.most = 3;
    const struct sweep_job job = {.design = &w.design,
                                  .plans = &w.plans,
                                  .cut = sweep_cut_of(&w.design, w.plans.n_groups),
                                  .threads = 1,
                                  .claim = claim,
                                  .store = store,
                                  .context = &w};
    assert_true(job.cut.chunks >= 20);
    assert_true(sweep_run(&job));
    assert_int_equal(w.stored, 3);
    assert_int_equal(w.claimed, 3);
    tear_down(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_cover_all_futures_once),
        cmocka_unit_test(nothing_is_computed_once_a_chunk_was_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
