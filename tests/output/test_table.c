#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static char *text;
static size_t size;

static void open_table(struct table *t)
{
    table_begin(t, open_memstream(&text, &size), "first,second");
}

static void assert_written(struct table *t, const char *expected)
{
    fclose(t->file);
    assert_string_equal(text, expected);
    free(text);
    text = NULL;
}

// RFC 4180, 2.6 and 2.7
static void cells_with_commas_quotes_and_line_ends_are_quoted(void **unused)
{
    struct table t;

    (void)unused;
    open_table(&t);
    table_name(&t, "h200, twice");
    table_name(&t, "the \"gate\"");
    table_end(&t);
    table_name(&t, "two\nlines");
    table_name(&t, "plain");
    table_end(&t);
    assert_written(&t,
                   "first,second\n\"h200, twice\",\"the \"\"gate\"\"\"\n\"two\nlines\",plain\n");
}

static void texts_of_users_are_never_formulas(void **unused)
{
    static const char *const texts[] = {"=1+1", "+1", "-1", "@sum(a1)"};
    struct table t;

    (void)unused;
    open_table(&t);
    for (int i = 0; i < 4; i++)
        table_text(&t, texts[i]);
    table_end(&t);
    table_text(&t, "=a,\"b\"");
    table_text(&t, "fine = 3");
    table_end(&t);
    assert_written(&t, "first,second\n'=1+1,'+1,'-1,'@sum(a1)\n\"'=a,\"\"b\"\"\",fine = 3\n");
}

static void numbers_read_back_and_undefined_ones_are_empty(void **unused)
{
    struct table t;
    double back;

    (void)unused;
    open_table(&t);
    table_real(&t, 0.1 + 0.2);
    table_real(&t, NAN);
    table_real(&t, INFINITY);
    table_real(&t, -INFINITY);
    table_real(&t, -0.0);
    table_integer(&t, -1);
    table_end(&t);
    fflush(t.file);
    sscanf(text + strlen("first,second\n"), "%lf", &back);
    assert_true(back == 0.1 + 0.2);
    assert_written(&t, "first,second\n0.30000000000000004,,inf,-inf,0,-1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_with_commas_quotes_and_line_ends_are_quoted),
        cmocka_unit_test(texts_of_users_are_never_formulas),
        cmocka_unit_test(numbers_read_back_and_undefined_ones_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
