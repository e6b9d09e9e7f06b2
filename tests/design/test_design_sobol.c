// Expected values: Joe & Kuo's own program and numbers, as published with their paper (SIAM J. Sci.
// Comput. 30, 2008): the first ten points of their page, and their file new-joe-kuo-6.21201 with
// the recurrence of Bratley & Fox, Algorithm 659 (1988); Sobol' (1967) for the quality of the nets.
// And what GSL's generator gives, which is why it is not used.
#include "helpers.h"

#include "base/sobol.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>

/** Point n of dimension d in their order, which is that of Gray's code, without scrambling. */
static double plain(uint32_t d, uint32_t n)
{
    const uint32_t gray = n ^ n >> 1;
    uint32_t digits = 0;
    double x = 0;
    struct sobol s;

    sobol_init(&s, d, 23, 85);
    for (int k = 0; k < SOBOL_DIGITS; k++)
        digits ^= gray >> k & 1 ? s.direction[k] : 0;
    for (int k = SOBOL_DIGITS; k > 0; k--)
        x = (x + (digits >> (k - 1) & 1)) / 2;
    return x;
}

static void points_are_those_of_joe_and_kuo(void **unused)
{
    (void)unused;
    static const double page[10][3] = {
        // sobol 10 3 new-joe-kuo-6.21201
        {0, 0, 0},
        {0.5, 0.5, 0.5},
        {0.75, 0.25, 0.25},
        {0.25, 0.75, 0.75},
        {0.375, 0.375, 0.625},
        {0.875, 0.875, 0.125},
        {0.625, 0.125, 0.875},
        {0.125, 0.625, 0.375},
        {0.1875, 0.3125, 0.9375},
        {0.6875, 0.8125, 0.4375},
    };

    for (uint32_t n = 0; n < 10; n++)
        for (uint32_t d = 0; d < 3; d++)
            assert_true(plain(d, n) == page[n][d]);
}

/** Their numbers: degree s, inner coefficients a of the polynomial, m_1 ... m_s. */
struct numbers {
    uint32_t dimension, s, a, m[8];
};

/** Point n by the recurrence, as their program has it. */
static double by_recurrence(const struct numbers *j, uint32_t n)
{
    uint32_t v[33], x = 0;

    for (uint32_t i = 1; i <= 32; i++) {
        v[i] = i <= j->s ? j->m[i - 1] << (32 - i) : v[i - j->s] ^ v[i - j->s] >> j->s;
        for (uint32_t k = 1; i > j->s && k < j->s; k++)
            v[i] ^= (j->a >> (j->s - 1 - k) & 1) * v[i - k];
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = 1; // place of the first zero of i, from the right
        for (uint32_t rest = i; rest & 1; rest >>= 1)
            c++;
        x ^= v[c];
    }
    return x * 0x1p-32;
}

static void dimensions_grow_from_the_published_numbers(void **unused)
{
    (void)unused;
    static const struct numbers file[] = {
        {2, 1, 0, {1}},
        {3, 2, 1, {1, 3}},
        {4, 3, 1, {1, 3, 1}},
        {5, 3, 2, {1, 1, 1}},
        {6, 4, 1, {1, 1, 3, 3}},
        {7, 4, 4, {1, 3, 5, 13}},
        {8, 5, 2, {1, 1, 5, 5, 17}},
        {9, 5, 4, {1, 1, 5, 5, 5}},
        {10, 5, 7, {1, 1, 7, 11, 19}},
    };
    static const uint32_t some[] = {1, 37, 850, 65535, 123457};

    for (size_t d = 0; d < sizeof file / sizeof *file; d++)
        for (size_t i = 0; i < sizeof some / sizeof *some; i++)
            assert_true(plain(file[d].dimension - 1, some[i]) == by_recurrence(&file[d], some[i]));
}

// The reason to have points of our own; if GSL's ever change, this says so.
static void the_generator_of_gsl_is_no_substitute(void **unused)
{
    (void)unused;
    enum { D = 41 };
    double x[D];
    gsl_qrng *q = gsl_qrng_alloc(gsl_qrng_sobol, D);

    assert_non_null(q);
    assert_int_equal(gsl_qrng_sobol->max_dimension, 40);
    memset(q->state, 0, q->state_size); // which nobody has set: fresh memory, mostly zeros
    for (int n = 0; n < 100; n++) {     // above 40 dimensions: zeros, and no error
        memset(x, 0x55, sizeof x);
        assert_int_equal(gsl_qrng_get(q, x), GSL_SUCCESS);
        for (int d = 0; d < D; d++)
            assert_true(x[d] == 0);
    }
    gsl_qrng_free(q);

    bool differs[10] = {false};
    q = gsl_qrng_alloc(gsl_qrng_sobol, 10);
    assert_non_null(q);
    for (uint32_t n = 1; n < 100; n++) {
        gsl_qrng_get(q, x);
        for (uint32_t d = 0; d < 10; d++)
            differs[d] |= x[d] != plain(d, n);
    }
    gsl_qrng_free(q);
    for (uint32_t d = 0; d < 10; d++) // other numbers from the third coordinate on
        assert_int_equal(differs[d], d >= 2);
}

static void designs_beyond_forty_factors_are_no_zeros(void **unused)
{
    (void)unused;
    enum { K = 1024, N = 64 };
    static struct study_factor many[K];
    static char names[K][8];
    struct study study = study_of("sobol", N, 0);
    double u[N];

    for (size_t k = 0; k < K; k++) {
        snprintf(names[k], sizeof names[k], "f%zu", k);
        many[k] = (struct study_factor){.name = names[k], .variation = STUDY_RANGE, .high = 1};
    }
    study.factors = many;
    study.n_factors = K;
    struct design_plan plan = plan_of(&study);
    for (size_t k = 0; k < K; k++) {
        int met[N] = {0};
        designs_fill(&plan, k, 0, N, u);
        for (int i = 0; i < N; i++)
            met[(int)(u[i] * N)]++;
        for (int i = 0; i < N; i++)
            assert_int_equal(met[i], 1);
    }
    designs_free(&plan);
    study_close(&study);
}

// Sobol': the first three dimensions, of polynomials of degree 0, 1 and 2, make (t, s)-sequences
// with t = 0 for the first two and t = 1 for all; scrambling keeps t (Owen 1995).
static void scrambled_points_are_nets_from_the_first_one_on(void **unused)
{
    (void)unused;
    enum { M = 9, N = 1 << M };
    double u[3][N];

    for (uint64_t seed = 0; seed < 5; seed++) {
        struct study study = study_of("sobol", N, 3);
        study.seed = seed;
        struct design_plan plan = plan_of(&study);
        for (size_t k = 0; k < 3; k++)
            plan.study->design->fill(&plan, k, 0, N, u[k]);
        for (int t = 0; t < 2; t++)
            for (int a = 0; a <= M - t; a++)
                for (int b = 0; b <= M - t - a; b++) {
                    const int c = M - t - a - b;
                    int met[N] = {0};
                    if (t == 0 && c > 0)
                        continue;
                    for (int i = 0; i < N; i++)
                        met[((int)(u[0][i] * (1 << a)) << b | (int)(u[1][i] * (1 << b))) << c |
                            (int)(u[2][i] * (1 << c))]++;
                    for (int box = 0; box < N >> t; box++)
                        assert_int_equal(met[box], 1 << t);
                }
        designs_free(&plan);
        study_close(&study);
    }
}

static void more_futures_leave_the_first_as_they_are(void **unused)
{
    (void)unused;
    enum { N = 100 };
    static const char *const grow[] = {"sobol", "monte_carlo"};
    double few[N], many[3 * N];

    for (size_t d = 0; d < 2; d++)
        for (size_t k = 0; k < FACTORS; k++) {
            struct study study = study_of(grow[d], N, FACTORS);
            struct design_plan plan = plan_of(&study);
            designs_fill(&plan, k, 0, N, few);
            designs_free(&plan);
            study.futures = 3 * N;
            plan = plan_of(&study);
            designs_fill(&plan, k, 0, 3 * N, many);
            designs_free(&plan);
            assert_memory_equal(many, few, sizeof few);
            study_close(&study);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_those_of_joe_and_kuo),
        cmocka_unit_test(dimensions_grow_from_the_published_numbers),
        cmocka_unit_test(the_generator_of_gsl_is_no_substitute),
        cmocka_unit_test(designs_beyond_forty_factors_are_no_zeros),
        cmocka_unit_test(scrambled_points_are_nets_from_the_first_one_on),
        cmocka_unit_test(more_futures_leave_the_first_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
