// Expected values: Random123's kat_vectors (D. E. Shaw Research) for Threefry4x32-20 and the
// published FNV-1a test suite (Noll); the rest are properties.
#include "base/rng.h"

#include <gsl/gsl_cdf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct rng_at somewhere = {
    .seed = 0x1234567890abcdef, .process = 23, .entity = 85, .month = 37, .number = 3};

static void threefry_gives_the_published_answers(void **unused)
{
    (void)unused;
    // clang-format off
    static const uint32_t known[][12] = { // counter, key, result
        {0, 0, 0, 0,
         0, 0, 0, 0,
         0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
         0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
         0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344,
         0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89,
         0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84},
    };
    // clang-format on
    for (size_t i = 0; i < 3; i++) {
        uint32_t out[4];
        rng_threefry4x32(known[i], known[i] + 4, out);
        assert_memory_equal(out, known[i] + 8, sizeof out);
    }
}

static void tags_are_fnv_1a(void **unused)
{
    (void)unused;
    assert_int_equal(rng_tag(""), 0x811c9dc5);
    assert_int_equal(rng_tag("a"), 0xe40c292c);
    assert_int_equal(rng_tag("foobar"), 0xbf9cf968);
}

static void a_uniform_is_made_of_the_first_two_words_as_the_header_says(void **unused)
{
    (void)unused;
    enum { N = 1000 };
    double u[N];
    const uint64_t first = 0xfffffff0; // crosses into the upper word of the replication
    rng_uniform(somewhere, first, N, u);

    for (uint64_t i = 0; i < N; i++) {
        const uint64_t r = first + i;
        const uint32_t counter[4] = {23, 85, 37, 3};
        const uint32_t key[4] = {0x90abcdef, 0x12345678, (uint32_t)r, (uint32_t)(r >> 32)};
        uint32_t x[4];
        rng_threefry4x32(counter, key, x);
        const uint64_t word = x[0] | (uint64_t)x[1] << 32;
        assert_true(u[i] == ((double)(word >> 12) + 0.5) * 0x1p-52);
    }
}

static void the_formula_never_gives_zero_or_one(void **unused)
{
    (void)unused;
    assert_true(0.5 * 0x1p-52 > 0);
    assert_true(((double)(UINT64_MAX >> 12) + 0.5) * 0x1p-52 < 1);

    enum { N = 1 << 18 };
    static double u[N];
    rng_uniform(somewhere, 0, N, u);
    for (size_t i = 0; i < N; i++)
        assert_true(u[i] > 0 && u[i] < 1);
}

static void any_cut_of_the_replications_gives_the_same_bits(void **unused)
{
    (void)unused;
    enum { N = 203 };
    double whole[N], part[N];
    rng_uniform(somewhere, 1000, N, whole);

    for (size_t size = 1; size < 40; size++) {
        for (size_t i = 0; i < N; i += size)
            rng_uniform(somewhere, 1000 + i, i + size < N ? size : N - i, part + i);
        assert_memory_equal(part, whole, sizeof whole);
    }
}

static void nothing_is_written_beyond_n(void **unused)
{
    (void)unused;
    double u[40];
    for (size_t n = 0; n < 36; n++) {
        for (size_t i = 0; i < 40; i++)
            u[i] = 23.85;
        rng_uniform(somewhere, 5, n, u);
        for (size_t i = 0; i < 40; i++)
            assert_true(i < n ? u[i] < 1 : u[i] == 23.85);
    }
}

static void a_draw_is_the_same_among_others_at_places_far_apart(void **unused)
{
    (void)unused;
    enum { N = 37 };
    const uint64_t first = 0xfffffff0; // crosses into the upper word of the replication
    uint32_t entity[N], month[N], replication[N];
    for (uint32_t i = 0; i < N; i++) {
        entity[i] = 85 + 37 * i;
        month[i] = 0xfffffffe + i;
        replication[i] = i * i;
    }
    for (size_t n = 0; n <= N; n++) {
        double u[N + 1];
        u[n] = 23.85;
        rng_uniform_each(somewhere, first, n, (struct rng_places){entity, month, replication}, u);
        assert_true(u[n] == 23.85);
        for (size_t i = 0; i < n; i++) {
            struct rng_at at = somewhere;
            double alone;
            at.entity = entity[i];
            at.month = month[i];
            rng_uniform(at, first + replication[i], 1, &alone);
            assert_true(u[i] == alone);
        }
    }
}

static void every_part_of_the_place_changes_the_draw(void **unused)
{
    (void)unused;
    double u[8];
    struct rng_at at[7];
    for (size_t i = 0; i < 7; i++)
        at[i] = somewhere;
    at[1].seed ^= 1;
    at[2].seed ^= UINT64_C(1) << 63;
    at[3].process ^= 1;
    at[4].entity ^= 1;
    at[5].month ^= 1;
    at[6].number ^= 1;
    for (size_t i = 0; i < 7; i++)
        rng_uniform(at[i], 9, 1, &u[i]);
    rng_uniform(somewhere, 10, 1, &u[7]);
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(u[i] != u[j]);
}

// Five chi-square tests at error rate 1e-6 each, with fixed seeds.
static void draws_fill_the_unit_interval_evenly_along_every_coordinate(void **unused)
{
    (void)unused;
    enum { BINS = 256, N = 65536 };
    const double limit = gsl_cdf_chisq_Qinv(1e-6, BINS - 1);

    for (int along = 0; along < 5; along++) {
        size_t count[BINS] = {0};
        for (uint32_t i = 0; i < N; i++) {
            struct rng_at at = somewhere;
            at.process += along == 1 ? i : 0;
            at.entity += along == 2 ? i : 0;
            at.month += along == 3 ? i : 0;
            at.number += along == 4 ? i : 0;
            double u;
            rng_uniform(at, along == 0 ? i : 7, 1, &u);
            count[(size_t)(u * BINS)]++;
        }
        double chi2 = 0;
        for (size_t b = 0; b < BINS; b++) {
            const double off = (double)count[b] - (double)N / BINS;
            chi2 += off * off / ((double)N / BINS);
        }
        assert_true(chi2 < limit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threefry_gives_the_published_answers),
        cmocka_unit_test(tags_are_fnv_1a),
        cmocka_unit_test(a_uniform_is_made_of_the_first_two_words_as_the_header_says),
        cmocka_unit_test(the_formula_never_gives_zero_or_one),
        cmocka_unit_test(any_cut_of_the_replications_gives_the_same_bits),
        cmocka_unit_test(nothing_is_written_beyond_n),
        cmocka_unit_test(a_draw_is_the_same_among_others_at_places_far_apart),
        cmocka_unit_test(every_part_of_the_place_changes_the_draw),
        cmocka_unit_test(draws_fill_the_unit_interval_evenly_along_every_coordinate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
