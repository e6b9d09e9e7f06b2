// What the header promises: memory is zeroed, aligned, apart from all other, and all given back
// (the sanitizers' build sees what is not).
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    static const size_t size[] = {1, 23, 65536, 85, 1, 1 << 20, 37};
    enum { N = sizeof size / sizeof *size };
    unsigned char *piece[N];
    struct arena arena = {0};

    (void)state;
    for (size_t round = 0; round < 20; round++)
        for (size_t i = 0; i < N; i++) {
            piece[i] = arena_take(&arena, size[i]);
            assert_non_null(piece[i]);
            assert_int_equal((uintptr_t)piece[i] % alignof(max_align_t), 0);
            for (size_t k = 0; k < size[i]; k++)
                assert_int_equal(piece[i][k], 0);
            memset(piece[i], (int)i + 1, size[i]);
            for (size_t j = 0; j <= i; j++)
                assert_true(piece[j][0] == j + 1 && piece[j][size[j] - 1] == j + 1);
        }
    arena_free(&arena);
    arena_free(&arena);
}

static void texts_are_copies(void **state)
{
    char text[] = "h200";
    struct arena arena = {0};
    const char *copy = arena_text(&arena, text);

    (void)state;
    text[0] = 'b';
    assert_string_equal(copy, "h200");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(texts_are_copies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
