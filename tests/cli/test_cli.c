#include "ask.h"

#include <dirent.h>
#include <signal.h>

#define MINIMAL SOURCE_DIR "/configs/examples/minimal.cfg"
#define KINK    SOURCE_DIR "/configs/examples/tariff-kink.cfg"

static size_t entries(const char *path)
{
    DIR *dir = opendir(path);
    size_t n = 0;

    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

static void mistyped_words_get_a_suggestion_and_exit_code_2(void **unused)
{
    (void)unused;
    assert_int_equal(ask("rnu"), 2);
    assert_true(said("chokepoint: rnu: unknown command; did you mean 'run'?"));
    assert_int_equal(ask("run %s --replication 3", MINIMAL), 2);
    assert_true(
        said("chokepoint run: --replication: unknown option; did you mean '--replications'?"));
    assert_int_equal(ask("run %s --policy hafl", KINK), 2);
    assert_true(said("is no policy of"));
    assert_true(said("did you mean 'half'?"));
    assert_int_equal(ask("explain %s chips.h20", MINIMAL), 2);
    assert_true(said("nothing of that path; did you mean 'chips.h200'?"));
    assert_int_equal(ask("help rnu"), 2);
    assert_true(said("did you mean 'run'?"));
}

static void wrong_use_is_told_with_exit_code_2(void **unused)
{
    (void)unused;
    assert_int_equal(ask("%s", ""), 2);
    assert_true(said("usage: chokepoint COMMAND"));
    assert_int_equal(ask("run"), 2);
    assert_true(said("chokepoint run: expected CONFIG"));
    assert_int_equal(ask("check a b"), 2);
    assert_true(said("'b' is one argument too many"));
    assert_int_equal(ask("run %s --out", MINIMAL), 2);
    assert_true(said("--out: expected DIR after it"));
    assert_int_equal(ask("run %s --quiet=yes", MINIMAL), 2);
    assert_true(said("--quiet: takes no value"));
    assert_int_equal(ask("run %s --out a --out b", MINIMAL), 2);
    assert_true(said("--out: given twice"));
    assert_int_equal(ask("run %s --threads many", MINIMAL), 2);
    assert_true(said("--threads: 'many' is no whole number from 1 to 256"));
    assert_int_equal(ask("replay %s --replication -1", MINIMAL), 2);
    assert_true(said("'-1' is no whole number"));
}

static void every_command_has_help(void **unused)
{
    static const char *const names[] = {
        "run",   "batch",   "check", "explain",       "freeze",  "replay", "instruments",
        "rules", "metrics", "help",  "distributions", "designs", "version"};

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(ask("%s --help", names[i]), 0);
        assert_true(said("usage: chokepoint "));
        assert_int_equal(ask("help"), 0);
        assert_true(said(names[i]));
    }
    assert_int_equal(ask("run --help"), 0);
    assert_true(said("--replications N"));
}

static void manuals_come_from_the_tables(void **unused)
{
    (void)unused;
    assert_int_equal(ask("instruments"), 0);
    assert_true(said("## licence"));
    assert_true(said("`delay_mean_months`"));
    assert_int_equal(ask("rules"), 0);
    assert_true(said("`talmud`"));
    assert_int_equal(ask("metrics"), 0);
    assert_true(said("`accessible_h100e`"));
    assert_true(said("need_ledger.csv"));
    assert_int_equal(ask("distributions"), 0);
    assert_true(said("## triangular"));
    assert_int_equal(ask("designs"), 0);
    assert_true(said("`latin_hypercube`"));
    assert_int_equal(ask("version"), 0);
    assert_true(said("chokepoint "));
}

static void mistakes_in_a_configuration_give_exit_code_3(void **unused)
{
    FILE *file;

    (void)unused;
    assert_int_equal(ask("check %s", KINK), 0);
    assert_true(said("fine: 2 jurisdictions"));
    assert_true(said("3 policies"));
    assert_int_equal(ask("check %s --set chips.h200.prise_usd=5", MINIMAL), 3);
    assert_true(said("did you mean 'price_usd'?"));
    assert_int_equal(ask("run %s --set chips.h200.prise_usd=5 --out out", MINIMAL), 3);
    assert_int_equal(entries("."), 0);
    file = fopen("bad.cfg", "w");
    fprintf(file,
            "@include \"%s\"\npolicies : { odd : { set = (\"chips.h200.prise_usd = 5.0\"); }; "
            "fine : { set = (\"chips.h200.price_usd = 5000.0\"); }; };\n",
            MINIMAL);
    fclose(file);
    assert_int_equal(ask("check bad.cfg"), 3);
    assert_true(said("1 mistake in bad.cfg under policy odd"));
}

static void explain_tells_value_unit_range_and_source(void **unused)
{
    (void)unused;
    assert_int_equal(
        ask("explain %s chips.h200.price_usd --set chips.h200.price_usd=23850.0", MINIMAL), 0);
    assert_true(said("chips.h200.price_usd = 23850 USD"));
    assert_true(said("range"));
    assert_int_equal(ask("explain %s --csv", MINIMAL), 0);
    assert_true(said("path,value,unit,low,high,distribution,source,note,meaning\n"));
}

static void a_frozen_configuration_freezes_to_itself(void **unused)
{
    (void)unused;
    assert_int_equal(ask("freeze %s --policy half > a.cfg", KINK), 0);
    assert_int_equal(ask("freeze a.cfg > b.cfg"), 0);
    assert_int_equal(system("cmp a.cfg b.cfg"), 0);
}

static void a_run_writes_tables_and_a_summary(void **unused)
{
    static const char *const files[] = {
        "summary.csv",      "nothing_arrived.csv", "exceedance.csv", "flows.csv",
        "need_ledger.csv",  "regimes.csv",         "money.csv",      "events.csv",
        "compare.csv",      "trajectories.csv",    "manifest.json",  "resolved-baseline.cfg",
        "resolved-half.cfg"};
    char path[128];

    (void)unused;
    assert_int_equal(
        ask("run %s --policy baseline --policy half --replications 40 --trajectories --out r",
            KINK),
        0);
    assert_true(said("policy half: accessible capacity"));
    assert_true(said("results are in r"));
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "r/%s", files[i]);
        assert_int_equal(access(path, R_OK), 0);
    }
    assert_int_equal(entries("r"), sizeof files / sizeof files[0]);
    assert_int_equal(entries("."), 1);
    assert_int_equal(ask("run %s --replications 40 --out r", KINK), 2);
    assert_true(said("--force"));
    assert_int_equal(ask("run %s --replications 40 --out r --force", KINK), 0);
}

static void threads_do_not_change_one_byte(void **unused)
{
    (void)unused;
    assert_int_equal(ask("run %s --replications 777 --threads 1 --trajectories --out one", MINIMAL),
                     0);
    assert_int_equal(
        ask("run %s --replications 777 --threads 3 --trajectories --out three", MINIMAL), 0);
    assert_int_equal(system("rm one/manifest.json three/manifest.json && diff -r one three"), 0);
}

static void what_does_not_fit_is_refused_before_the_run(void **unused)
{
    (void)unused;
    assert_int_equal(
        ask("run %s --replications 10000000 --months 600 --trajectories --out out", MINIMAL), 4);
    assert_true(said("GB"));
    assert_int_equal(entries("."), 0);
}

static void a_folder_that_cannot_be_made_is_told(void **unused)
{
    (void)unused;
    assert_int_equal(ask("run %s --replications 16 --out /proc/no/such", MINIMAL), 4);
    assert_true(said("/proc/no"));
    assert_int_equal(ask("version > /dev/full; echo code $?"), 0);
    assert_true(said("code 4"));
}

// the folder's rows against those of a whole run of as many futures as the manifest names
static void an_interrupted_run_leaves_what_is_done_marked_as_partial(void **unused)
{
    (void)unused;
    ask("run %s --replications 10000000 --out out --progress=json 2>log & "
        "for i in $(seq 200); do grep -q running log && break; sleep 0.05; done; "
        "kill -INT $!; wait $!; "
        "echo code $?; grep chokepoint log; rm log",
        MINIMAL);
    assert_true(said("what is done is in out, marked as partial"));
    assert_true(said("code 130"));
    assert_int_equal(entries("."), 1);
    assert_int_equal(system("grep -q '\"partial\": true' out/manifest.json"), 0);
    assert_int_equal(
        system(
            "n=$(sed -n 's/.*\"replications\": \\([0-9]*\\),.*/\\1/p' out/manifest.json); "
            "test $n -gt 0 && " CHOKEPOINT " run " MINIMAL
            " --replications $n --out whole >/dev/null && grep -q '\"partial\": false' "
            "whole/manifest.json && rm */manifest.json */resolved* && "
            // the one asked for many keeps bins, the other may keep every value: not the quantiles
            "for d in out whole; do cut -d, -f1-8 $d/summary.csv >s && mv s $d/summary.csv; done "
            "&& diff -r out whole"),
        0);
}

// a futures count that depends on threads would differ in every table
static void a_run_goes_on_until_its_quantiles_are_certain(void **unused)
{
    (void)unused;
    assert_int_equal(ask("run %s --until 4%% --threads 1 --out one", MINIMAL), 0);
    assert_true(said("Monte Carlo error (95 %): at most "));
    assert_int_equal(ask("run %s --until 0.04 --threads 3 --out three", MINIMAL), 0);
    assert_int_equal(system("grep -q '\"asked\": 1000000, ' one/manifest.json && "
                            "grep -q '\"until\": 0.04' one/manifest.json"),
                     0);
    assert_int_equal(
        system("e=$(sed -n 's/.*\"monte_carlo_error\": \\([0-9.]*\\).*/\\1/p' one/manifest.json); "
               "awk \"BEGIN {exit !($e > 0.01 && $e <= 0.04)}\""),
        0);
    assert_int_equal(system("rm */manifest.json && diff -r one three"), 0);
    assert_int_equal(ask("run %s --until 0.3%% --replications 3000 --out few", MINIMAL), 0);
    assert_true(said("of 3000 futures"));
    assert_int_equal(ask("run %s --until 0.1%% --out no", MINIMAL), 2);
    assert_true(said("--until: '0.1%' is no precision from 0.2% to 50%"));
}

static void many_futures_give_the_same_bytes_for_any_number_of_threads(void **unused)
{
    (void)unused;
    assert_int_equal(ask("run %s --replications 5003 --threads 1 --out one", MINIMAL), 0);
    assert_int_equal(ask("run %s --replications 5003 --threads 3 --out three", MINIMAL), 0);
    assert_int_equal(system("rm */manifest.json && diff -r one three"), 0);
    assert_int_equal(system("grep -q ',0.0078125$' one/summary.csv && "
                            "grep -q ',0.0009765625$' one/summary.csv"),
                     0);
}

// of the same futures every value is kept for trajectories, which gives exact quantiles
static void binned_quantiles_are_as_near_the_exact_ones_as_they_say(void **unused)
{
    (void)unused;
    assert_int_equal(ask("run %s --replications 2500 --out binned", MINIMAL), 0);
    assert_int_equal(ask("run %s --replications 2500 --trajectories --out exact", MINIMAL), 0);
    // columns 7 and 8 are mean and error, which do not depend on the method
    assert_int_equal(
        system("paste -d, binned/summary.csv exact/summary.csv | awk -F, 'NR > 1 { "
               "if ($28 != 0 || $7 != $21 || $8 != $22) exit 1; binned += $14 > 0; "
               "for (k = 9; k <= 13; k++) { d = $k - $(k + 14); d = d < 0 ? -d : d; "
               "m = $(k + 14) < 0 ? -$(k + 14) : $(k + 14); if (d > $14 * m + 1e-12 * m) exit 1; } "
               "} END { exit !(NR > 100 && binned > 100) }'"),
        0);
}

static void progress_for_programs_is_one_object_a_line(void **unused)
{
    (void)unused;
    assert_int_equal(
        ask("run %s --replications 300 --out a --progress=json 2>log >/dev/null; cat log", MINIMAL),
        0);
    assert_true(said("{\"policy\": \"baseline\", \"done\": 300, \"total\": 300, "));
    assert_true(said("\"state\": \"whole\"}\n"));
    assert_int_equal(answer.text[0], '{');
    assert_int_equal(
        ask("run %s --replications 300 --out b --progress=json --quiet 2>log >/dev/null; "
            "cat log",
            MINIMAL),
        0);
    assert_string_equal(answer.text, ""); // and nothing at all in a pipe
    assert_int_equal(ask("run %s --replications 300 --out c 2>log >/dev/null; cat log", MINIMAL),
                     0);
    assert_string_equal(answer.text, "");
    assert_int_equal(ask("run %s --progress=bar --out d", MINIMAL), 2);
    assert_true(said("--progress: 'bar' is no form of progress; expected 'json'"));
}

static void a_replay_tells_the_future_a_run_counted(void **unused)
{
    (void)unused;
    assert_int_equal(ask("replay %s --replication 5", MINIMAL), 0);
    assert_true(said("opens in regime"));
    assert_true(said("the end"));
    assert_int_equal(ask("replay %s --replication 5 --draws", MINIMAL), 0);
    assert_true(said("process,entity,month,number,uniform,value\n"));
    assert_null(strstr(answer.text, "0x")); // every tag has a name
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(mistyped_words_get_a_suggestion_and_exit_code_2),
        TEST(wrong_use_is_told_with_exit_code_2),
        TEST(every_command_has_help),
        TEST(manuals_come_from_the_tables),
        TEST(mistakes_in_a_configuration_give_exit_code_3),
        TEST(explain_tells_value_unit_range_and_source),
        TEST(a_frozen_configuration_freezes_to_itself),
        TEST(a_run_writes_tables_and_a_summary),
        TEST(threads_do_not_change_one_byte),
        TEST(what_does_not_fit_is_refused_before_the_run),
        TEST(a_folder_that_cannot_be_made_is_told),
        TEST(an_interrupted_run_leaves_what_is_done_marked_as_partial),
        TEST(a_run_goes_on_until_its_quantiles_are_certain),
        TEST(many_futures_give_the_same_bytes_for_any_number_of_threads),
        TEST(binned_quantiles_are_as_near_the_exact_ones_as_they_say),
        TEST(progress_for_programs_is_one_object_a_line),
        TEST(a_replay_tells_the_future_a_run_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
