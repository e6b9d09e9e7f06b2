// Texts as JSON, by the rules of RFC 8259.
#include "output/json.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void a_string_is_escaped(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    (void)state;
    assert_non_null(f);
    json_string(f, "a\"b\\c\nd\x01\xc3\xbc/");
    json_string(f, NULL);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(text, "\"a\\\"b\\\\c\\u000ad\\u0001\xc3\xbc/\"\"\"");
    free(text);
}

static void what_was_cut_or_crossed_is_not_whole(void **state)
{
    static const char *const whole[] = {"{}", " [1, {\"a\": \"}\"}]\n", "[\"\\\"]\", \"\\\\\"]"};
    static const char *const others[] = {"",    "1",       "{",         "{\"a\": [1}", "{\"a",
                                         "{}}", "{} [1]",  "[\"\\\"]",  "]",           "[\"a]",
                                         "{)",  "[1, 2}}", "[\"a\\\\\\"};
    char deep[201];

    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_true(json_is_whole(whole[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(json_is_whole(others[i]));
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    deep[200] = '\0';
    assert_false(json_is_whole(deep)); // deeper than any file of ours
    deep[100 + 30] = '\0';
    assert_true(json_is_whole(deep + 70));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_is_escaped),
        cmocka_unit_test(what_was_cut_or_crossed_is_not_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
