// Expected values: distributions_quantile, evaluated exactly one by one, and GSL's inverse beta and
// gamma distribution functions.
#include "base/quantile_table.h"

#include "base/exact_math.h"
#include "base/rng.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define P(...)                                                                                     \
    {                                                                                              \
        .key = {__VA_ARGS__}, .low = -INFINITY, .high = INFINITY                                   \
    }

struct example {
    const char *name;
    struct distribution_parameters p;
};

static const struct example closed[] = {
    {"uniform", P(-3.7, 23.85)},
    {"uniform", {.key = {-3.7, 23.85}, .low = -1, .high = 20}},
    {"loguniform", P(0.037, 23.85)},
    {"loguniform", {.key = {0.037, 23.85}, .low = 0.1, .high = 20}},
    {"triangular", P(-3.7, 1.2, 23.85)},
    {"triangular", P(2, 2, 5)},
    {"triangular", P(2, 5, 5)},
    {"triangular", {.key = {-3.7, 1.2, 23.85}, .low = -1, .high = 20}},
    {"normal", P(23.85, 0.37)},
    {"normal", {.key = {2.385, 3.7}, .low = -1, .high = 20}},
    {"lognormal", P(0.37, 23.85)},
    {"lognormal", {.key = {0.37, 23.85}, .low = 0.1, .high = 20}},
    {"bernoulli", P(0.37)},
    {"bernoulli", P(0.0)},
    {"bernoulli", P(1.0)},
    {"discrete",
     {.low = -INFINITY,
      .high = INFINITY,
      .count = 5,
      .value = {-1, 2, 5.5, 40, 41},
      .probability = {0.1, 0.3, 0, 0.6, 0}}},
    {"discrete",
     {.low = 2,
      .high = 5.5,
      .count = 4,
      .value = {-1, 2, 5.5, 40},
      .probability = {0, 0.3, 0.1, 0.6}}},
};

static const struct example tabulated[] = {
    {"pert", P(-3.7, 1.2, 23.85, 4)},
    {"pert", P(2, 2, 5, 4)},
    {"pert", P(2, 5, 5, 4)},
    {"pert", P(0, 0.037, 1, 4)},
    {"pert", P(100, 180, 200, 11.5)},
    {"pert", P(1, 2, 3, 0)},
    {"pert", P(0, 1, 3, 0.37)},
    {"pert", P(0, 0.3, 1, 1000)},
    {"pert", {.key = {-3.7, 1.2, 23.85, 4}, .low = -1, .high = 20}},
    {"pert", {.key = {0, 1.2, 23.85, 4}, .low = 22, .high = INFINITY}}, // 1e-6 of the mass
    {"pert", {.key = {0, 20, 23.85, 4}, .low = -INFINITY, .high = 0.5}},
    {"beta", P(2.7, 0.85, 0, 1)},
    {"beta", P(0.4, 0.6, -2, 7)},
    {"beta", P(0.1, 0.37, 0, 1)},
    {"beta", P(0.1, 0.1, 0, 1)},
    {"beta", P(0.1, 1e6, 0, 1)},
    {"beta", P(3, 1e5, 0, 1)},
    {"beta", P(2385, 2385, 0, 1)},
    {"gamma", P(2.7, 23.85)},
    {"gamma", P(0.37, 2)},
    {"gamma", P(0.1, 2)},
    {"gamma", P(1, 1)},
    {"gamma", P(2385, 0.37)},
    {"gamma", {.key = {0.37, 23.85}, .low = 0.1, .high = 20}},
};

enum { MIDDLE = 300, TAIL = 53, N = MIDDLE + 2 * TAIL };

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// draws of the generator, and every power of two and its complement down to the least draw
static void probabilities(double u[N])
{
    rng_uniform((struct rng_at){.seed = 2385, .process = rng_tag("u")}, 0, MIDDLE, u);
    for (int k = 1; k <= TAIL; k++) {
        u[MIDDLE + k - 1] = ldexp(1, -k);
        u[MIDDLE + TAIL + k - 1] = 1 - ldexp(1, -k);
    }
    qsort(u, N, sizeof *u, by_size);
}

static struct quantile_table table_of(const struct example *e)
{
    struct quantile_table table;
    assert_null(distributions_check(distributions_find(e->name), &e->p));
    assert_true(quantile_table_init(&table, distributions_find(e->name), &e->p));
    return table;
}

static void closed_forms_give_the_bits_of_distributions_quantile(void **state)
{
    (void)state;
    double u[N], x[N];
    probabilities(u);
    for (size_t j = 0; j < COUNT(closed); j++) {
        struct quantile_table table = table_of(&closed[j]);
        quantile_table_eval(&table, N, u, x);
        for (int i = 0; i < N; i++)
            assert_true(x[i] == distributions_quantile(table.distribution, &closed[j].p, u[i]));
        quantile_table_free(&table);
    }
}

// how far x is from the nearer end of the distribution's support
static double reach(const struct example *e, double x)
{
    const double *k = e->p.key;
    if (strcmp(e->name, "gamma") == 0)
        return x;
    return strcmp(e->name, "pert") == 0 ? fmin(x - k[0], k[2] - x) : fmin(x - k[2], k[3] - x);
}

static void tables_are_right_to_a_billionth_of_the_distance_to_the_nearer_end(void **state)
{
    (void)state;
    double u[N], x[N];
    probabilities(u);
    for (size_t j = 0; j < COUNT(tabulated); j++) {
        const struct example *e = &tabulated[j];
        struct quantile_table table = table_of(e);
        assert_true(table.spline.pieces > 0);
        quantile_table_eval(&table, N, u, x);
        for (int i = 0; i < N; i++) {
            const double exact = distributions_quantile(table.distribution, &e->p, u[i]);
            const double rounding = 8 * 0x1p-53 * (fabs(exact) + fabs(e->p.key[0]));
            const double allowed = 1e-9 * reach(e, exact) + rounding;
            if (!(fabs(x[i] - exact) <= allowed))
                fail_msg("%s %zu at %a: %.17g, expected %.17g", e->name, j, u[i], x[i], exact);
        }
        quantile_table_free(&table);
    }
}

static void in_the_middle_tables_are_right_to_a_billionth_of_the_standard_deviation(void **state)
{
    (void)state;
    double u[N], x[N];
    probabilities(u);
    for (size_t j = 0; j < COUNT(tabulated); j++) {
        const struct example *e = &tabulated[j];
        struct quantile_table table = table_of(e);
        const double sd = sqrt(table.distribution->variance(&e->p));
        quantile_table_eval(&table, N, u, x);
        for (int i = 0; i < N; i++) {
            const double exact = distributions_quantile(table.distribution, &e->p, u[i]);
            if (u[i] > 0.01 && u[i] < 0.99 && !(fabs(x[i] - exact) <= 1e-9 * sd))
                fail_msg("%s %zu at %a: %.17g, expected %.17g", e->name, j, u[i], x[i], exact);
        }
        quantile_table_free(&table);
    }
}

// ln(x / (1 - x)) of the exact quantile at Phi(z), from the nearer end
static double exact_log_odds(double alpha, double beta, double z)
{
    if (z > 0)
        return -exact_log_odds(beta, alpha, -z);
    const double x = exact_math_beta_quantile(alpha, beta, exact_math_normal_cdf(z));
    return log(x) - log1p(-x);
}

// those whose pieces are not looked at when they are made
static void every_piece_of_a_smooth_shape_is_good_in_its_middle(void **state)
{
    (void)state;
    for (double alpha = 1; alpha <= 5.5; alpha += 0.125)
        for (double beta = 1; alpha + beta <= 6.5; beta += 0.125) {
            struct quantile_spline q;
            assert_true(quantile_spline_beta(&q, alpha, beta));
            assert_true(q.pieces == 75 && q.per_score == 4);
            for (size_t i = 0; i < q.pieces; i++) {
                const double *a = q.coefficient + QUANTILE_SPLINE_ORDER * i;
                const double z = QUANTILE_SPLINE_FIRST + ((double)i + 0.5) / q.per_score;
                double least = a[1];
                for (int j = 2; j < QUANTILE_SPLINE_ORDER; j++)
                    least -= j * fabs(a[j]);
                assert_true(least > 0);
                if (!(fabs(a[0] - exact_log_odds(alpha, beta, z)) <=
                      1e-10 * fmin(1, a[1] * 2 * q.per_score)))
                    fail_msg("%g %g piece %zu: %.17g, expected %.17g", alpha, beta, i, a[0],
                             exact_log_odds(alpha, beta, z));
            }
            quantile_spline_free(&q);
        }
}

static double gsl_quantile(const struct example *e, double u)
{
    const double *k = e->p.key, width = k[2] - k[0];
    if (strcmp(e->name, "gamma") == 0)
        return gsl_cdf_gamma_Pinv(u, k[0], k[1]);
    if (strcmp(e->name, "beta") == 0)
        return k[2] + (k[3] - k[2]) * gsl_cdf_beta_Pinv(u, k[0], k[1]);
    return k[0] + width * gsl_cdf_beta_Pinv(u, 1 + k[3] * (k[1] - k[0]) / width,
                                            1 + k[3] * (k[2] - k[1]) / width);
}

static void tables_agree_with_gsl(void **state)
{
    (void)state;
    gsl_error_handler_t *handler = gsl_set_error_handler_off(); // its search fails here and there
    int compared = 0;
    for (size_t j = 0; j < COUNT(tabulated); j++) {
        const struct example *e = &tabulated[j];
        if (isfinite(e->p.low) || isfinite(e->p.high))
            continue;
        struct quantile_table table = table_of(e);
        for (double u = 0.0037; u < 1; u += 0.0239) {
            const double gsl = gsl_quantile(e, u);
            double x;
            quantile_table_eval(&table, 1, &u, &x);
            compared += !isnan(gsl);
            if (!isnan(gsl) && !(fabs(x - gsl) <= 1e-9 * (1 + fabs(gsl))))
                fail_msg("%s %zu at %g: %.17g, expected %.17g", e->name, j, u, x, gsl);
        }
        quantile_table_free(&table);
    }
    assert_true(compared > 600);
    gsl_set_error_handler(handler);
}

// Rounding of the score may cost a little between neighbours; never more.
static void values_never_fall_as_u_rises(void **state)
{
    (void)state;
    enum { FINE = 20000 };
    static double u[FINE], x[FINE];
    for (size_t j = 0; j < COUNT(tabulated) + COUNT(closed); j++) {
        const struct example *e = j < COUNT(closed) ? &closed[j] : &tabulated[j - COUNT(closed)];
        struct quantile_table table = table_of(e);
        for (int i = 0; i < FINE; i++)
            u[i] = gsl_cdf_ugaussian_P(-8.1 + 16.2 / FINE * i);
        quantile_table_eval(&table, FINE, u, x);
        for (int i = 1; i < FINE; i++) {
            const double rounding = 4e-15 * fabs(x[i]) + 0x1p-50 * fabs(e->p.key[0]);
            if (!(x[i] >= x[i - 1] - rounding))
                fail_msg("%s %zu at %.17g: %.17g after %.17g", e->name, j, u[i], x[i], x[i - 1]);
            if (j >= COUNT(closed) && u[i] > 0.001 && u[i] < 0.999 && x[i - 1] > e->p.low &&
                x[i] < e->p.high && reach(e, x[i]) > 1e-12)
                assert_true(x[i] > x[i - 1]);
        }
        quantile_table_free(&table);
    }
}

static void values_stay_between_low_and_high(void **state)
{
    (void)state;
    double u[N], x[N];
    probabilities(u);
    for (size_t j = 0; j < COUNT(tabulated); j++) {
        struct quantile_table table = table_of(&tabulated[j]);
        quantile_table_eval(&table, N, u, x);
        for (int i = 0; i < N; i++)
            assert_true(x[i] >= tabulated[j].p.low && x[i] <= tabulated[j].p.high);
        quantile_table_free(&table);
    }
}

static void neither_the_length_of_a_block_nor_working_in_place_changes_one_bit(void **state)
{
    (void)state;
    double u[N], whole[N], part[N];
    probabilities(u);
    for (size_t j = 0; j < COUNT(tabulated) + COUNT(closed); j++) {
        struct quantile_table table =
            table_of(j < COUNT(closed) ? &closed[j] : &tabulated[j - COUNT(closed)]);
        quantile_table_eval(&table, N, u, whole);
        for (size_t at = 0, n = 0; at < N; at += n) {
            n = at % 37 < N - at ? at % 37 : N - at;
            n = n == 0 ? 1 : n;
            memcpy(part + at, u + at, n * sizeof *u);
            quantile_table_eval(&table, n, part + at, part + at);
        }
        assert_memory_equal(part, whole, sizeof whole);
        quantile_table_eval(&table, 0, u, part);
        assert_memory_equal(part, whole, sizeof whole);
        quantile_table_free(&table);
    }
}

static void u_outside_its_range_still_gives_a_value_of_the_distribution(void **state)
{
    (void)state;
    const double u[] = {0, 1e-300, 1};
    double x[3];
    for (size_t j = 0; j < COUNT(tabulated); j++) {
        struct quantile_table table = table_of(&tabulated[j]);
        quantile_table_eval(&table, 3, u, x);
        assert_true(isfinite(x[0]) && isfinite(x[2]));
        assert_true(x[0] <= x[1] && x[1] <= x[2] && reach(&tabulated[j], x[0]) >= 0);
        quantile_table_free(&table);
    }
}

static void shapes_too_steep_for_a_table_are_evaluated_exactly(void **state)
{
    (void)state;
    const struct example steep[] = {
        {"beta", P(0.037, 23.85, 0, 1)}, {"beta", P(2, 0.01, 0, 1)}, {"gamma", P(0.01, 2)}};
    double u[N], x[N];
    probabilities(u);
    for (size_t j = 0; j < COUNT(steep); j++) {
        struct quantile_table table = table_of(&steep[j]);
        assert_true(table.spline.pieces == 0);
        quantile_table_eval(&table, N, u, x);
        for (int i = 0; i < N; i++)
            assert_true(x[i] == distributions_quantile(table.distribution, &steep[j].p, u[i]));
        quantile_table_free(&table);
    }
}

static void parameters_of_one_shape_share_one_spline(void **state)
{
    (void)state;
    const struct example same[] = {{"pert", P(0, 2, 10, 4)},
                                   {"pert", {.key = {-5, 0, 20, 4}, .low = 1, .high = 19}}};
    const struct distribution *pert = distributions_find("pert");
    struct quantile_table tables[3] = {0}, alone = table_of(&same[1]);
    assert_true(quantile_table_init(&tables[0], pert, &tabulated[0].p));
    assert_true(quantile_table_init_among(&tables[1], pert, &same[0].p, tables, 1));
    assert_true(quantile_table_init_among(&tables[2], pert, &same[1].p, tables, 2));
    assert_true(tables[1].spline.coefficient != tables[0].spline.coefficient);
    assert_true(tables[2].spline.coefficient == tables[1].spline.coefficient);

    double u[N], shared[N], own[N];
    probabilities(u);
    quantile_table_eval(&tables[2], N, u, shared);
    quantile_table_eval(&alone, N, u, own);
    assert_memory_equal(shared, own, sizeof own);
    for (int i = 0; i < 3; i++)
        quantile_table_free(&tables[i]);
    quantile_table_free(&alone);
}

static void a_table_may_be_freed_twice_and_empty(void **state)
{
    (void)state;
    struct quantile_table table = {0};
    quantile_table_free(&table);
    table = table_of(&tabulated[0]);
    quantile_table_free(&table);
    quantile_table_free(&table);
    assert_null(table.spline.coefficient);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_forms_give_the_bits_of_distributions_quantile),
        cmocka_unit_test(tables_are_right_to_a_billionth_of_the_distance_to_the_nearer_end),
        cmocka_unit_test(in_the_middle_tables_are_right_to_a_billionth_of_the_standard_deviation),
        cmocka_unit_test(every_piece_of_a_smooth_shape_is_good_in_its_middle),
        cmocka_unit_test(tables_agree_with_gsl),
        cmocka_unit_test(values_never_fall_as_u_rises),
        cmocka_unit_test(values_stay_between_low_and_high),
        cmocka_unit_test(neither_the_length_of_a_block_nor_working_in_place_changes_one_bit),
        cmocka_unit_test(u_outside_its_range_still_gives_a_value_of_the_distribution),
        cmocka_unit_test(shapes_too_steep_for_a_table_are_evaluated_exactly),
        cmocka_unit_test(parameters_of_one_shape_share_one_spline),
        cmocka_unit_test(a_table_may_be_freed_twice_and_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
