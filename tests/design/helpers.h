/** What the tests of designs share: a study of one factor of each sort, over a small scenario. */
#ifndef CHOKEPOINT_TESTS_DESIGN_HELPERS_H
#define CHOKEPOINT_TESTS_DESIGN_HELPERS_H

#include "design/designs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRICE, APPETITE, RULE, MONTH, FACTORS };

static char *rule_levels[] = {"\"proportional\"", "\"priority\"", "\"talmud\""};
static char *month_levels[] = {"3", "6", "12", "18"};
static double month_numbers[] = {3, 6, 12, 18};

/** The price is triangular: 23000, 27000, 32000 (tests/config/minimal.cfg). */
static struct study_factor factors[FACTORS] = {
    [PRICE] = {.name = "chips.h200.price_usd",
               .path = "chips.h200.price_usd",
               .unit = "USD/chip",
               .variation = STUDY_DISTRIBUTION,
               .place = {"study.cfg", 7}},
    [APPETITE] = {.name = "appetite",
                  .path = "actors.firm.budget_usd_per_month",
                  .unit = "USD/month",
                  .variation = STUDY_RANGE,
                  .low = 1e7,
                  .high = 2.1e8,
                  .place = {"study.cfg", 8}},
    [RULE] = {.name = "rule",
              .path = "suppliers.nvidia.rule",
              .unit = "",
              .variation = STUDY_LEVELS,
              .levels = rule_levels,
              .n_levels = 3,
              .place = {"study.cfg", 9}},
    [MONTH] = {.name = "month",
               .path = "events.tighten.month",
               .unit = "",
               .variation = STUDY_LEVELS,
               .levels = month_levels,
               .n_levels = 4,
               .numbers = month_numbers,
               .place = {"study.cfg", 10}},
};

static struct study_policy baseline = {.name = "baseline"};

/** A study of the first n of them; study_close frees what it holds. */
static inline struct study study_of(const char *design, uint64_t futures, size_t n)
{
    struct study study = {.file = "study.cfg",
                          .design = designs_find(design),
                          .futures = futures,
                          .seed = 23,
                          .factors = factors,
                          .n_factors = n,
                          .policies = &baseline,
                          .n_policies = 1};
    struct diag diag = {0};

    assert_non_null(study.design);
    assert_true(config_open(&study.scenario, SOURCE_DIR "/tests/config/minimal.cfg", &diag));
    assert_int_equal(diag.count, 0);
    return study;
}

static inline void study_close(struct study *study)
{
    config_close(&study->scenario);
}

/** Lays out a study that must have no mistake. */
static inline struct design_plan plan_of(const struct study *study)
{
    struct design_plan plan;
    struct diag diag = {0};

    assert_true(designs_prepare(&plan, study, &diag));
    diag_print(&diag, "study", stderr);
    assert_int_equal(diag.count, 0);
    diag_free(&diag);
    return plan;
}

/** The mistakes of a study, as they are printed, are these lines. */
static inline void assert_mistakes(const struct study *study, const char *expected)
{
    struct design_plan plan;
    struct diag diag = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_true(designs_prepare(&plan, study, &diag));
    for (size_t i = 0; i < diag.kept; i++)
        fprintf(out, "%s\n", diag.message[i]);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
    diag_free(&diag);
    designs_free(&plan);
}

/** Numbers in (0, 1) of factor k, whatever sort it is. */
static inline void ranks(const struct design_plan *plan, size_t k, uint64_t first, size_t n,
                         double u[])
{
    plan->study->design->fill(plan, k, first, n, u);
}

#endif
