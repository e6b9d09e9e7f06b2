// Expected texts: the form stated in diag.h.
#include "base/diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_prints(const struct diag *diag, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    diag_print(diag, "configs/h200.cfg", out);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static struct diag_place at(const char *file, unsigned line)
{
    return (struct diag_place){.file = file, .line = line};
}

static void mistakes_are_printed_in_the_order_of_file_and_line(void **state)
{
    (void)state;
    struct diag diag = {0};
    diag_add(&diag, at("b.cfg", 8), "actors.x.budget", "expected a number [USD/month], got a %s",
             "string");
    diag_add(&diag, at("a.cfg", 31), "instruments.duty.rate", "%g [1] is outside 0 to 10", 25.0);
    diag_add(&diag, at("a.cfg", 4), "z", "second on the line is told second");
    diag_add(&diag, at("a.cfg", 4), "a", "third");
    diag_add(&diag, at(NULL, 0), "--set", "unknown path");
    diag_add(&diag, at("a.cfg", 0), "run", "is missing");
    diag_add(&diag, at("b.cfg", 100), NULL, "syntax error");
    assert_int_equal(diag.count, 7);
    assert_prints(&diag, "--set: unknown path\n"
                         "a.cfg: run: is missing\n"
                         "a.cfg:4: z: second on the line is told second\n"
                         "a.cfg:4: a: third\n"
                         "a.cfg:31: instruments.duty.rate: 25 [1] is outside 0 to 10\n"
                         "b.cfg:8: actors.x.budget: expected a number [USD/month], got a string\n"
                         "b.cfg:100: syntax error\n"
                         "7 mistakes in configs/h200.cfg\n");
    diag_free(&diag);
}

static void one_mistake_is_singular(void **state)
{
    (void)state;
    struct diag diag = {0};
    diag_add(&diag, at(NULL, 0), NULL, "no such file");
    assert_prints(&diag, "no such file\n1 mistake in configs/h200.cfg\n");
    diag_free(&diag);
}

static void no_mistake_prints_nothing(void **state)
{
    (void)state;
    const struct diag diag = {0};
    assert_prints(&diag, "");
}

static void mistakes_beyond_the_most_are_counted_but_not_kept(void **state)
{
    (void)state;
    struct diag diag = {0};
    for (unsigned i = 0; i < DIAG_MOST + 37; i++)
        diag_add(&diag, at("a.cfg", DIAG_MOST + 37 - i), "key", "wrong");
    assert_int_equal(diag.count, DIAG_MOST + 37);
    assert_int_equal(diag.kept, DIAG_MOST);

    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    diag_print(&diag, "a.cfg", out);
    fclose(out);
    assert_non_null(strstr(text, "a.cfg:38: key: wrong\na.cfg:39: key: wrong\n"));
    assert_non_null(strstr(text, "\n237 mistakes in a.cfg, 37 not shown\n"));
    free(text);
    diag_free(&diag);
}

static void names_may_be_freed_after_the_mistake_is_told(void **state)
{
    (void)state;
    struct diag diag = {0};
    char file[] = "short.cfg", path[] = "a.b";
    diag_add(&diag, at(file, 3), path, "wrong");
    memset(file, 'x', sizeof file - 1);
    memset(path, 'x', sizeof path - 1);
    assert_prints(&diag, "short.cfg:3: a.b: wrong\n1 mistake in configs/h200.cfg\n");
    assert_string_equal(diag.place[0].file, "short.cfg");
    diag_free(&diag);
}

static void free_is_allowed_twice_and_on_nothing(void **state)
{
    (void)state;
    struct diag diag = {0};
    diag_free(&diag);
    diag_add(&diag, at("a.cfg", 1), "k", "wrong");
    diag_free(&diag);
    diag_free(&diag);
    assert_int_equal(diag.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_printed_in_the_order_of_file_and_line),
        cmocka_unit_test(one_mistake_is_singular),
        cmocka_unit_test(no_mistake_prints_nothing),
        cmocka_unit_test(mistakes_beyond_the_most_are_counted_but_not_kept),
        cmocka_unit_test(names_may_be_freed_after_the_mistake_is_told),
        cmocka_unit_test(free_is_allowed_twice_and_on_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
