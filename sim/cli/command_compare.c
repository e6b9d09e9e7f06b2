#include "analysis/contrast.h"
#include "analysis/performance.h"
#include "base/csv_reader.h"
#include "base/text.h"
#include "cli/columns.h"
#include "cli/commands.h"
#include "ensemble/headline.h"
#include "output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// clang-format off
static const struct option compare_options[] = {
    {"--reference", "NAME", "of a sweep: the policy the others are compared with (preset: the first)"},
    {"--metric",    "NAME", "of a run: which metric (preset accessible_h100e)"},
    {"--month",     "M", "of a run: which month (preset: the last)"},
    {"--csv",       NULL, "print a CSV table with every figure"},
    {0},
};
// clang-format on

/** One pair of policies under one outcome. */
struct paired {
    const struct performance *performance;
    size_t outcome, policy, reference;
    struct contrast contrast;
};

static void add_row(struct columns *c, const struct paired *x)
{
    const struct contrast *d = &x->contrast;

    columns_add(c, "%s", x->performance->outcome[x->outcome].name);
    columns_add(c, "%s", x->performance->policy[x->policy]);
    columns_number(c, d->mean);
    columns_interval(c, d->low, d->high);
    columns_share(c, d->above);
    columns_share(c, d->below);
    columns_share(c, d->flipped);
    columns_number(c, d->reduction);
    columns_add(c, "%zu", d->n);
}

static void add_line(struct table *t, const struct paired *x)
{
    const struct performance_outcome *o = &x->performance->outcome[x->outcome];
    const struct contrast *d = &x->contrast;

    table_name(t, o->name);
    table_name(t, o->unit);
    table_text(t, x->performance->policy[x->policy]);
    table_text(t, x->performance->policy[x->reference]);
    table_integer(t, (int64_t)d->n);
    table_real(t, d->mean);
    table_real(t, d->error);
    table_real(t, d->low);
    table_real(t, d->high);
    for (int q = 0; q < CONTRAST_QUANTILES; q++)
        table_real(t, d->quantile[q]);
    table_real(t, d->above);
    table_real(t, d->below);
    table_real(t, d->equal);
    table_real(t, d->flipped);
    table_real(t, d->reduction);
    table_end(t);
}

/** Every other policy against the reference, outcome by outcome. */
static bool compare_all(const struct performance *p, size_t reference, struct columns *columns,
                        struct table *table)
{
    double *scratch = calloc(p->futures + 1, sizeof *scratch);

    for (size_t k = 0; scratch && k < p->n_outcomes; k++)
        for (size_t q = 0; q < p->n_policies; q++) {
            if (q == reference)
                continue;
            const struct paired pair = {p, k, q, reference,
                                        contrast_of(performance_values(p, k, q),
                                                    performance_values(p, k, reference), p->futures,
                                                    scratch)};
            if (table)
                add_line(table, &pair);
            else
                add_row(columns, &pair);
        }
    free(scratch);
    return scratch != NULL;
}

static void put_heads(struct columns *c, const char *first, const char *second)
{
    static const char *const heads[] = {"difference", "95 % interval", "above",  "below",
                                        "flipped",    "reduction",     "futures"};

    columns_add(c, "%s", first);
    columns_add(c, "%s", second);
    for (size_t i = 0; i < c->width - 2; i++)
        columns_add(c, "%s", heads[i]);
}

static int print_sweep(const struct performance *p, size_t reference, bool csv)
{
    struct columns columns = {.width = 9, .align = "llrlrrrrr"};
    struct table table = {0};
    bool fine = true;

    if (csv) {
        fine = table_begin(&table, stdout,
                           "outcome,unit,policy,reference,futures,mean_difference,"
                           "mc_standard_error,ci_low,ci_high,p5,p50,p95,share_above,share_below,"
                           "share_equal,share_flipped,variance_reduction");
    } else {
        printf("differences from policy %s, future by future\n", p->policy[reference]);
        put_heads(&columns, "outcome", "policy");
    }
    fine = fine && compare_all(p, reference, &columns, csv ? &table : NULL);
    if (fine && csv)
        table_flush(&table);
    table_free(&table);
    fine = (csv || columns_print(&columns, stdout)) && fine;
    return fine ? EXIT_FINE : no_memory();
}

static int compare_sweep(const char *folder, const struct arguments *a)
{
    struct performance p = {0};
    struct diag diag = {0};
    const char *name = arguments_value(a, "--reference");
    int code = EXIT_CONFIGURATION;

    if (arguments_value(a, "--metric") || arguments_value(a, "--month")) {
        fputs(
            "chokepoint compare: --metric and --month choose among the rows of a run; a sweep has "
            "its outcomes\n",
            stderr);
        return EXIT_USAGE;
    }
    if (performance_read(&p, folder, &diag)) {
        const size_t reference = name ? performance_policy(&p, name, "--reference", &diag) : 0;
        code = diag.count ? EXIT_USAGE
                          : print_sweep(&p, reference, arguments_value(a, "--csv") != NULL);
    }
    diag_print(&diag, folder, stderr);
    diag_free(&diag);
    performance_free(&p);
    return code;
}

// Columns of compare.csv that are read.
enum {
    POLICY,
    REFERENCE,
    MONTH,
    ACTOR,
    METRIC,
    MEAN,
    ABOVE,
    BELOW,
    LOW,
    HIGH,
    FLIPPED,
    REDUCTION,
    READ
};
static const char *const names[READ] = {
    [POLICY] = "policy",     [REFERENCE] = "reference",   [MONTH] = "month",
    [ACTOR] = "actor",       [METRIC] = "metric",         [MEAN] = "mean_difference",
    [ABOVE] = "share_above", [BELOW] = "share_below",     [LOW] = "ci_low",
    [HIGH] = "ci_high",      [FLIPPED] = "share_flipped", [REDUCTION] = "variance_reduction",
};

static bool find_columns(const struct csv_reader *csv, size_t column[READ], struct diag *diag)
{
    bool fine = true;

    for (int i = 0; i < READ; i++) {
        column[i] = csv_reader_column(csv, 0, names[i]);
        if (column[i] == SIZE_MAX) {
            diag_add(diag, csv->place, names[i], "no such column; run the scenario again");
            fine = false;
        }
    }
    return fine;
}

static double number(const struct csv_reader *csv, size_t column, struct diag *diag)
{
    double value = NAN;

    if (!csv_reader_number(csv->cell[column], &value))
        diag_add(diag, csv->place, csv->header[column], "'%s' is no number", csv->cell[column]);
    return value;
}

/** A row of compare.csv as a row of the terminal's table. */
static void show_row(struct columns *c, const struct csv_reader *csv, const size_t column[READ],
                     struct diag *diag)
{
    columns_add(c, "%s", csv->cell[column[ACTOR]]);
    columns_add(c, "%s", csv->cell[column[POLICY]]);
    columns_number(c, number(csv, column[MEAN], diag));
    columns_interval(c, number(csv, column[LOW], diag), number(csv, column[HIGH], diag));
    columns_share(c, number(csv, column[ABOVE], diag));
    columns_share(c, number(csv, column[BELOW], diag));
    columns_share(c, number(csv, column[FLIPPED], diag));
    columns_number(c, number(csv, column[REDUCTION], diag));
}

/** Shows the rows of a metric in a month. @param month NULL: the last one there is
 *  @return how many there were */
static size_t show_rows(struct csv_reader *csv, const size_t column[READ], const char *metric,
                        const char *month, struct diag *diag)
{
    struct columns columns = {.width = 8, .align = "llrlrrrr"};
    double last = -INFINITY;
    size_t rows = 0;

    for (int pass = month ? 1 : 0; pass < 2 && !diag->count; pass++) {
        char *const file = (char *)csv->place.file;
        csv_reader_close(csv);
        if (!csv_reader_open(csv, file, diag))
            break;
        while (csv_reader_next(csv, diag)) {
            const double t = number(csv, column[MONTH], diag);
            if (strcmp(csv->cell[column[METRIC]], metric) != 0)
                continue;
            if (pass == 0) {
                last = t > last ? t : last;
            } else if (month ? strcmp(csv->cell[column[MONTH]], month) == 0 : t == last) {
                if (rows++ == 0) {
                    printf("%s, end of month %g: differences from policy %s, future by future\n",
                           metric, t, csv->cell[column[REFERENCE]]);
                    put_heads(&columns, "actor", "policy");
                }
                show_row(&columns, csv, column, diag);
            }
        }
    }
    if (rows && !columns_print(&columns, stdout))
        no_memory();
    return rows;
}

/** Prints the file as it is. */
static int copy(const char *file)
{
    FILE *in = fopen(file, "r");
    char text[4096];

    for (size_t n; in && (n = fread(text, 1, sizeof text, in)) > 0;)
        fwrite(text, 1, n, stdout);
    if (in)
        fclose(in);
    return in ? EXIT_FINE : EXIT_WORLD;
}

static int compare_run(const char *file, const struct arguments *a)
{
    const char *metric = arguments_value(a, "--metric"), *month = arguments_value(a, "--month");
    struct csv_reader csv = {0};
    struct diag diag = {0};
    size_t column[READ];
    int code = EXIT_CONFIGURATION;

    if (arguments_value(a, "--reference")) {
        fputs("--reference: a run is compared with its first policy; run again with another one "
              "first\n",
              stderr);
        return EXIT_USAGE;
    }
    if (arguments_value(a, "--csv"))
        return copy(file);
    metric = metric ? metric : HEADLINE_FIRST;
    if (csv_reader_open(&csv, file, &diag) && find_columns(&csv, column, &diag)) {
        if (show_rows(&csv, column, metric, month, &diag))
            code = EXIT_FINE;
        else if (!diag.count)
            fprintf(stderr, "%s: no row of metric %s%s%s\n", file, metric,
                    month ? " in month " : "", month ? month : "");
    }
    code = diag.count ? EXIT_CONFIGURATION : code;
    diag_print(&diag, file, stderr);
    diag_free(&diag);
    csv_reader_close(&csv);
    return code;
}

static int compare(const struct arguments *a)
{
    const char *folder = a->positional[0];
    char *sweep = text_format("%s/" PERFORMANCE_FILE, folder);
    char *run = text_format("%s/compare.csv", folder);
    int code = EXIT_CONFIGURATION;

    if (!sweep || !run)
        code = no_memory();
    else if (access(sweep, F_OK) == 0)
        code = compare_sweep(folder, a);
    else if (access(run, F_OK) == 0)
        code = compare_run(run, a);
    else
        fprintf(stderr,
                "%s: neither " PERFORMANCE_FILE " nor compare.csv; expected the results of a sweep "
                "or of a run under several policies\n",
                folder);
    free(sweep);
    free(run);
    return code;
}

const struct command command_compare = {
    .name = "compare",
    .arguments = "RESULT",
    .summary = "policies on the same futures with the same luck: paired differences",
    .least = 1,
    .most = 1,
    .options = compare_options,
    .details =
        "RESULT is the folder of a sweep, or of a run under several policies. The difference is "
        "the\n"
        "mean over futures of policy - reference, with a 95 % interval by Student's t; above and\n"
        "below are shares of futures. Flipped is the share of futures whose order is not the "
        "mean's.\n"
        "Reduction is (s1^2 + s2^2) / s^2 of the difference: how many times more futures the same\n"
        "interval would take with luck of their own. The interval is that of futures drawn at\n"
        "random: a Latin hypercube or Sobol' points do better, a factorial design has none.",
    .run = compare,
};
