// Expected values: what the files say.
#include "helpers.h"

#include <unistd.h>

static char folder[] = "/tmp/chokepoint-test-XXXXXX";

static int enter(void **unused)
{
    (void)unused;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **unused)
{
    (void)unused;
    return remove("points.csv") == 0 && chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/** A study of the first n factors whose points are this text. */
static struct study study_of_points(const char *text, size_t n)
{
    struct study study = study_of("user", 0, n);
    FILE *out = fopen("points.csv", "w");

    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    study.points_file = "points.csv";
    return study;
}

static void assert_points(const char *text, size_t n, const double expected[], uint64_t futures)
{
    struct study study = study_of_points(text, n);
    struct design_plan plan = plan_of(&study);
    double x[8];

    assert_int_equal(plan.futures, futures);
    for (size_t k = 0; k < n; k++) {
        designs_fill(&plan, k, 0, futures, x);
        for (size_t i = 0; i < futures; i++)
            assert_true(x[i] == expected[i * n + k]);
        designs_fill(&plan, k, 1, futures - 1, x);
        for (size_t i = 1; i < futures; i++)
            assert_true(x[i - 1] == expected[i * n + k]);
    }
    designs_free(&plan);
    study_close(&study);
}

static void assert_wrong(const char *text, const char *expected)
{
    struct study study = study_of_points(text, FACTORS);

    assert_mistakes(&study, expected);
    study_close(&study);
}

static const double two[] = {27000.5, 2.385e7, 1, 3, 23000, 1e8, 0, 0};

static void a_table_gives_values_and_levels_by_name(void **unused)
{
    (void)unused;
    assert_points("chips.h200.price_usd,appetite,rule,month\n27000.5,2.385e7,priority,18\n"
                  "23000,100000000,proportional,3\n",
                  FACTORS, two, 2);
    assert_points("chips.h200.price_usd\n23000.25", 1, (double[]){23000.25}, 1);
}

static void columns_stand_in_any_order_as_in_a_design_csv(void **unused)
{
    (void)unused;
    assert_points("\xef\xbb\xbf"
                  "future,month,rule,appetite [USD/month],chips.h200.price_usd [USD/chip]\r\n"
                  "0,18.0,\"\"\"priority\"\"\",2.385e7,\"27000.5\"\r\n"
                  "1,3,proportional,1e8,23000\r\n",
                  FACTORS, two, 2);
}

#define HEADER "future,chips.h200.price_usd,appetite,rule,month\n"

static void every_mistake_of_the_header_is_told(void **unused)
{
    (void)unused;
    assert_wrong("", "points.csv: no futures; expected a header and a row for each\n");
    assert_wrong(HEADER, "points.csv:1: no futures; expected a header and a row for each\n");
    assert_wrong("appetit,appetite [EUR],appetite,month,rule,month\nx\n",
                 "points.csv:1: appetit: no such factor; did you mean 'appetite'?\n"
                 "points.csv:1: appetite: is in [EUR]; expected [USD/month]\n"
                 "points.csv:1: appetite: has two columns\n"
                 "points.csv:1: month: has two columns\n"
                 "points.csv:1: chips.h200.price_usd: has no column; expected one for every "
                 "factor\n");
    assert_wrong("a\"b\"\n1\n", "points.csv:1: a quote stands where none may, or is not closed\n");
}

static void every_mistake_of_a_row_is_told(void **unused)
{
    (void)unused;
    assert_wrong(HEADER "0,23000,1e7,priority\n"
                        "1,x,1e6,prio,5\n"
                        "1,\"23000,1e7,priority,3\n"
                        "7,nan,0x1p25,talmud,6 \n"
                        "\n",
                 "points.csv:2: cells: 4; expected 5, as in the header\n"
                 "points.csv:3: future: '1' in the place of 0\n"
                 "points.csv:3: chips.h200.price_usd: 'x' is no number\n"
                 "points.csv:3: appetite: 1e6 [USD/month] is outside 10000000 to 210000000\n"
                 "points.csv:3: rule: 'prio' is none of its 3 levels; the first is "
                 "\"proportional\"\n"
                 "points.csv:3: month: '5' is none of its 4 levels; the first is 3\n"
                 "points.csv:4: a quote stands where none may, or is not closed\n"
                 "points.csv:5: future: '7' in the place of 1\n"
                 "points.csv:5: chips.h200.price_usd: 'nan' is no number\n"
                 "points.csv:5: appetite: '0x1p25' is no number\n"
                 "points.csv:5: month: '6 ' is none of its 4 levels; the first is 3\n"
                 "points.csv:6: cells: 1; expected 5, as in the header\n");
    assert_wrong(HEADER "0,-23000,1e7,priority,3\n",
                 "points.csv:2: chips.h200.price_usd: -23000 [USD/chip] is outside 1e-9 to "
                 "1000000000\n");
}

static void a_file_that_cannot_be_read_is_told(void **unused)
{
    (void)unused;
    struct study study = study_of("user", 0, FACTORS);
    study.points_file = "no.csv";
    assert_mistakes(&study, "no.csv: cannot be read: No such file or directory\n");
    study_close(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_gives_values_and_levels_by_name),
        cmocka_unit_test(columns_stand_in_any_order_as_in_a_design_csv),
        cmocka_unit_test(every_mistake_of_the_header_is_told),
        cmocka_unit_test(every_mistake_of_a_row_is_told),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
