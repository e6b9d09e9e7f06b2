#include "output/table.h"

#include <errno.h>
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
    assert_true(table_begin(t, open_memstream(&text, &size), "first,second"));
}

static void assert_written(struct table *t, const char *expected)
{
    table_flush(t);
    table_free(t);
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
    table_flush(&t);
    fflush(t.file);
    sscanf(text + strlen("first,second\n"), "%lf", &back);
    assert_true(back == 0.1 + 0.2);
    assert_written(&t, "first,second\n0.30000000000000004,,inf,-inf,0,-1\n");
}

static void texts_of_any_length_are_written_whole(void **unused)
{
    struct table t;
    static char body[300001], expected[2 * sizeof body + 64];

    (void)unused;
    memset(body, 'x', sizeof body - 1);
    open_table(&t);
    table_text(&t, body);
    body[150000] = ',';
    table_text(&t, body);
    table_end(&t);
    body[150000] = 'x';
    sprintf(expected, "first,second\n%s,\"", body);
    body[150000] = ',';
    strcat(strcat(expected, body), "\"\n");
    assert_written(&t, expected);
}

static void shared_cells_are_copied_into_rows(void **unused)
{
    struct table t;
    char memory[128];
    struct table part = table_part(memory, sizeof memory);

    (void)unused;
    table_name(&part, "alibaba");
    table_real(&part, 23.85);
    open_table(&t);
    for (int row = 0; row < 2; row++) {
        table_copy(&t, &part);
        table_integer(&t, row);
        table_copy(&t, &part);
        table_end(&t);
    }
    assert_written(&t,
                   "first,second\nalibaba,23.85,0,alibaba,23.85\nalibaba,23.85,1,alibaba,23.85\n");
}

static void many_rows_are_written_in_their_order(void **unused)
{
    struct table t;

    (void)unused;
    open_table(&t);
    for (int row = 0; row < 50000; row++) {
        table_integer(&t, row);
        table_real(&t, row / 8.0);
        table_end(&t);
    }
    table_flush(&t);
    fflush(t.file);
    const char *at = text + strlen("first,second\n");
    for (int row = 0; row < 50000; row++) {
        char expected[64];
        const int n = sprintf(expected, "%d,%.9g\n", row, row / 8.0);
        assert_memory_equal(at, expected, n);
        at += n;
    }
    assert_int_equal(*at, 0);
    table_free(&t);
    fclose(t.file);
    free(text);
}

static void the_reason_of_a_failed_write_is_kept(void **unused)
{
    struct table t;
    FILE *full = fopen("/dev/full", "w"); // every write to it fails with ENOSPC

    (void)unused;
    if (!full)
        skip();
    assert_true(table_begin(&t, full, "first"));
    for (int row = 0; row < 100000; row++) {
        table_integer(&t, row);
        table_end(&t);
    }
    assert_int_equal(t.error, ENOSPC);
    table_free(&t);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_with_commas_quotes_and_line_ends_are_quoted),
        cmocka_unit_test(texts_of_users_are_never_formulas),
        cmocka_unit_test(numbers_read_back_and_undefined_ones_are_empty),
        cmocka_unit_test(texts_of_any_length_are_written_whole),
        cmocka_unit_test(shared_cells_are_copied_into_rows),
        cmocka_unit_test(many_rows_are_written_in_their_order),
        cmocka_unit_test(the_reason_of_a_failed_write_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
