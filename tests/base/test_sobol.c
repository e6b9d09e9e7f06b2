// Expected values: scipy.stats.qmc.Sobol of SciPy 1.10.1, without scrambling; Owen's theory
// ("Scrambled net variance for integrals of smooth functions", Annals of Statistics 1997); the rest
// are properties. Seeds are fixed; each statistical bound would fail by chance in fewer than one
// of 1000 seeds.
#include "base/sobol.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { R = SOBOL_RANDOMISATIONS };

/** Point n of a coordinate without scrambling, 30 digits. */
static uint32_t plain(const struct sobol *s, uint32_t n)
{
    uint32_t reversed = 0, x = 0;

    for (int k = 0; k < SOBOL_DIGITS; k++)
        reversed ^= n >> k & 1 ? s->direction[k] : 0;
    for (int digit = 0; digit < 30; digit++)
        x |= (reversed >> digit & 1) << (29 - digit);
    return x;
}

static void points_before_scrambling_are_those_of_scipy(void **unused)
{
    (void)unused;
    // clang-format off
    static const uint32_t dimensions[] = {0, 1, 2, 3, 9, 39, 40, 285, 511, 1023};
    static const uint32_t numbers[] = {1, 37, 850, 123456789};
    static const uint32_t expected[][10] = { // times 2^-30
        {536870912, 536870912, 536870912, 536870912, 536870912, 536870912, 536870912, 536870912,
         536870912, 536870912},
        {989855744, 687865856, 620756992, 989855744, 184549376, 83886080, 83886080, 620756992,
         50331648, 788529152},
        {936378368, 409993216, 753926144, 571473920, 489684992, 359661568, 682622976, 93323264,
         462422016, 24117248},
        {1047862216, 850867304, 6878296, 975803336, 433713256, 1071050888, 54610408, 632289512,
         781762376, 719243816},
    };
    // clang-format on
    for (size_t d = 0; d < 10; d++) {
        struct sobol s;
        sobol_init(&s, dimensions[d], 1, 0);
        for (size_t i = 0; i < 4; i++) // SciPy takes points in the order of Gray's code
            assert_int_equal(plain(&s, numbers[i] ^ numbers[i] >> 1), expected[i][d]);
    }
}

/** Numbers per cell when u is cut into 2^a, v into 2^b intervals, of points r, r + 16, ... */
static void count_cells(const double u[], const double v[], int r, int a, int b, int m, int cells[])
{
    memset(cells, 0, sizeof *cells << (a + b));
    for (int i = 0; i < 1 << m; i++)
        cells[(int)(u[R * i + r] * (1 << a)) << b | (int)(v[R * i + r] * (1 << b))]++;
}

static void each_coordinate_has_one_point_in_each_interval(void **unused)
{
    (void)unused;
    enum { M = 7 };
    static double u[R << M];
    int cells[1 << M];

    for (uint32_t d = 0; d < SOBOL_DIMENSIONS; d++) {
        struct sobol s;
        sobol_init(&s, d, 23, d + 85);
        sobol_uniform(&s, 0, R << M, u);
        for (int r = 0; r < R; r++)
            for (int m = 0; m <= M; m++) {
                count_cells(u, u, r, m, 0, m, cells);
                for (int c = 0; c < 1 << m; c++)
                    assert_int_equal(cells[c], 1);
            }
    }
}

static void pairs_of_coordinates_keep_the_quality_of_their_points(void **unused)
{
    (void)unused;
    enum { M = 10 };
    // t counted on SciPy's points: each of 2^(10 - t) boxes of equal size holds 2^t points
    static const struct {
        uint32_t first, second;
        int t;
    } pairs[] = {{0, 1, 0}, {1, 2, 1}, {2, 5, 2}, {10, 30, 2}, {5, 200, 2}, {284, 285, 3}};
    static double u[R << M], v[R << M];
    int cells[1 << M];

    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        const int k = M - pairs[p].t;
        struct sobol s;
        sobol_init(&s, pairs[p].first, 23, 85);
        sobol_uniform(&s, 0, R << M, u);
        sobol_init(&s, pairs[p].second, 23, 37);
        sobol_uniform(&s, 0, R << M, v);
        for (int r = 0; r < R; r++)
            for (int a = 0; a <= k; a++) {
                count_cells(u, v, r, a, k - a, M, cells);
                for (int c = 0; c < 1 << k; c++)
                    assert_int_equal(cells[c], 1 << pairs[p].t);
            }
    }
}

static void a_number_depends_on_its_replication_only(void **unused)
{
    (void)unused;
    enum { N = 1000 };
    const uint64_t starts[] = {0, 5, UINT64_C(0xfffffff8), UINT64_MAX / 2};
    double whole[N], again[N];
    struct sobol s;

    sobol_init(&s, 37, 23, 85);
    for (size_t i = 0; i < 4; i++) {
        sobol_uniform(&s, starts[i], N, whole);
        for (size_t lanes = 1; lanes <= 32; lanes *= 2) {
            for (size_t at = 0; at < N; at += lanes)
                sobol_uniform(&s, starts[i] + at, lanes < N - at ? lanes : N - at, again + at);
            assert_memory_equal(again, whole, sizeof whole);
        }
    }
}

static void one_number_alone_is_uniform(void **unused)
{
    (void)unused;
    enum { N = 20000 };
    const uint64_t replications[] = {0, 7, 16, 12345};

    for (size_t i = 0; i < 4; i++) {
        double sum = 0, squares = 0, least = 1, most = 0;
        for (uint64_t seed = 0; seed < N; seed++) {
            struct sobol s;
            double u;
            sobol_init(&s, 3, seed, 85);
            sobol_uniform(&s, replications[i], 1, &u);
            sum += u - 0.5;
            squares += (u - 0.5) * (u - 0.5);
            least = u < least ? u : least;
            most = u > most ? u : most;
        }
        assert_true(fabs(sum / N) < 3.9 * sqrt(1. / 12 / N));
        assert_true(fabs(squares / N - 1. / 12) < 3.9 * sqrt(1. / 180 / N));
        assert_true(least > 0 && least < 0.001 && most > 0.999 && most < 1);
    }
}

static void the_scrambling_is_that_of_theory(void **unused)
{
    (void)unused;
    enum { SEEDS = 400, N = 64 };
    double u[R * N], squares = 0, sum = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct sobol s;
        sobol_init(&s, 23, seed, 85);
        sobol_uniform(&s, 0, R * N, u);
        for (int r = 0; r < R; r++) {
            double mean = 0;
            for (int i = 0; i < N; i++)
                mean += (u[R * i + r] - 0.5) / N;
            sum += mean;
            squares += mean * mean;
        }
    }
    // one number uniform in each of N intervals: variance 1 / (12 N^3), here to 3.9 times 2.5 %
    assert_true(fabs(squares / (R * SEEDS) * 12 * N * N * N - 1) < 0.1);
    assert_true(fabs(sum / (R * SEEDS)) < 3.9 * sqrt(1. / (12. * N * N * N) / (R * SEEDS)));
}

/** Means by randomisation of a smooth product of six coordinates, whose integral is 1. */
static void means_of_product(uint64_t seed, int n, double mean[R])
{
    enum { D = 6 };
    static double u[D][R << 10];

    for (uint32_t d = 0; d < D; d++) {
        struct sobol s;
        sobol_init(&s, 3 * d, seed, d + 85);
        sobol_uniform(&s, 0, (size_t)(R * n), u[d]);
    }
    for (int r = 0; r < R; r++) {
        mean[r] = 0;
        for (int i = 0; i < n; i++) {
            double f = 1;
            for (int d = 0; d < D; d++)
                f *= 1 + (exp(u[d][R * i + r]) - (exp(1) - 1)) / (d + 1);
            mean[r] += f / n;
        }
    }
}

static void errors_fall_faster_than_random_ones_and_the_spread_tells_them(void **unused)
{
    (void)unused;
    enum { SEEDS = 25 };
    double error[2] = {0}, spread[2] = {0};

    for (int k = 0; k < 2; k++)
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            double mean[R], all = 0;
            means_of_product(seed, k ? 1024 : 64, mean);
            for (int r = 0; r < R; r++)
                all += mean[r] / R;
            for (int r = 0; r < R; r++)
                spread[k] += (mean[r] - all) * (mean[r] - all) / (R * (R - 1.)) / SEEDS;
            error[k] += (all - 1) * (all - 1) / SEEDS;
        }
    // 16 times the points: random errors fall to a quarter, these towards 1 / 64; both estimates of
    // the variance have a relative standard deviation of at most sqrt(2 / 25)
    assert_true(sqrt(error[1] / error[0]) < 1. / 16);
    for (int k = 0; k < 2; k++)
        assert_true(error[k] < 2.5 * spread[k] && spread[k] < 4 * error[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_before_scrambling_are_those_of_scipy),
        cmocka_unit_test(each_coordinate_has_one_point_in_each_interval),
        cmocka_unit_test(pairs_of_coordinates_keep_the_quality_of_their_points),
        cmocka_unit_test(a_number_depends_on_its_replication_only),
        cmocka_unit_test(one_number_alone_is_uniform),
        cmocka_unit_test(the_scrambling_is_that_of_theory),
        cmocka_unit_test(errors_fall_faster_than_random_ones_and_the_spread_tells_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
