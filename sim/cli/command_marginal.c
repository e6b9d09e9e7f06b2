/*
 * The marginal value of each limit: the same draws again with that limit relaxed by a share. Unlike
 * the need ledger it does not depend on the order in which causes are charged.
 */
#include "analysis/relaxations.h"
#include "base/text.h"
#include "cli/cells.h"
#include "cli/commands.h"
#include "cli/outcome.h"
#include "engine/plan_changes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const metrics[] = {"accessible_h100e", "effective_h100e"};
enum { METRICS = 2, AT_END = 0, SUM = 1, MEASURES = 2 };

// clang-format off
static const struct option marginal_options[] = {
    FUTURES_OPTIONS,
    {"--by",     "SHARE", "relax by this share instead of 10%"},
    {"--metric", "NAME", "what the table shows: accessible_h100e (preset) or effective_h100e"},
    {"--actor",  "NAME", "in the table only this one and all together", true},
    OPTION_CSV,
    {0},
};
// clang-format on

/** What relaxing one limit gives one actor. */
struct gain {
    double mean, error;
};

struct marginal {
    struct futures futures;
    struct relaxations limits;
    int32_t horizon;
    const struct observed **column; // (columns) of all together, then of each actor, by metric
    size_t columns, actors;
    struct endpoints before, after;
    struct gain *gain; // (limits, columns, MEASURES)
    double by;
    size_t shown;                      // metric of the table,
    size_t shown_actor[CELLS_COLUMNS]; // and actors
    size_t n_shown;
};

static struct gain *gain_at(const struct marginal *m, size_t limit, size_t column, size_t measure)
{
    return &m->gain[(limit * m->columns + column) * MEASURES + measure];
}

static bool read_options(struct marginal *m, const struct arguments *a)
{
    const char *by = arguments_value(a, "--by"), *metric = arguments_value(a, "--metric");
    char *end = "";

    m->by = by ? strtod(by, &end) : 0.1;
    m->by = *end == '%' ? m->by / 100 : m->by;
    if (end == by || end[*end == '%'] || !(m->by > 0 && m->by < 1)) {
        fprintf(stderr, "--by: '%s' is no share between 0 and 100%%\n", by);
        return false;
    }
    while (metric && m->shown < METRICS && strcmp(metrics[m->shown], metric) != 0)
        m->shown++;
    if (m->shown == METRICS)
        fprintf(stderr, "--metric: expected %s or %s\n", metrics[0], metrics[1]);
    return m->shown < METRICS;
}

static const char *actor_of(const struct marginal *m, size_t actor)
{
    return actor == 0 ? "all" : plan_name(&m->futures.plan, &kind_actor, (int32_t)actor - 1);
}

/** Lists the actors of the table: all together, then those asked for, else each. */
static int list_shown(struct marginal *m, const struct arguments *a)
{
    const char *asked[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--actor", asked);

    for (size_t i = 0; i < n; i++)
        if (!outcome_knows(&m->futures, OBSERVE_METRICS, 0, asked[i]))
            return outcome_unknown(&m->futures, OBSERVE_METRICS, 0, "--actor", asked[i]);
    // actors beyond the columns a table may have are in the CSV
    for (size_t k = 0; k < m->actors && m->n_shown < CELLS_COLUMNS - 3; k++) {
        bool shown = k == 0 || n == 0;
        for (size_t i = 0; i < n; i++)
            shown |= strcmp(actor_of(m, k), asked[i]) == 0;
        if (shown)
            m->shown_actor[m->n_shown++] = k;
    }
    return EXIT_FINE;
}

static int prepare(struct marginal *m, const struct arguments *a)
{
    struct futures *f = &m->futures;

    m->horizon = f->plan.months - 1;
    m->actors = (size_t)f->plan.n_actors + 1;
    m->columns = METRICS * m->actors;
    m->column = calloc(m->columns, sizeof *m->column);
    if (!m->column || !relaxations_init(&m->limits, &f->scenario, m->by))
        return EXIT_WORLD;
    for (size_t c = 0; c < m->columns; c++)
        m->column[c] = futures_metric(f, actor_of(m, c % m->actors), metrics[c / m->actors]);
    m->gain = calloc(m->limits.n * m->columns * MEASURES + 1, sizeof *m->gain);
    int code = m->gain ? list_shown(m, a) : EXIT_WORLD;
    if (code == EXIT_FINE)
        code = futures_keep(f, &m->before, m->column, m->columns, &m->horizon, 1);
    if (code == EXIT_FINE)
        code = futures_keep(f, &m->after, m->column, m->columns, &m->horizon, 1);
    return code;
}

/** Sets the futures with limit k relaxed against those as they are. */
static void compare(struct marginal *m, size_t k)
{
    const struct futures *f = &m->futures;

    for (size_t c = 0; c < m->columns; c++)
        for (size_t measure = 0; measure < MEASURES; measure++) {
            const double *x = endpoints_of(&m->before, c, measure);
            double *y = endpoints_of(&m->after, c, measure);
            struct gain *gain = gain_at(m, k, c, measure);
            for (uint64_t i = 0; i < f->replications; i++)
                y[i] -= x[i];
            futures_mean(f, y, f->replications, &gain->mean, &gain->error);
        }
}

static int run_all(struct marginal *m)
{
    struct futures *f = &m->futures;
    int code;

    futures_begin(f, "marginal values", m->limits.n + 1);
    code = futures_run(f, &f->plan, 0, &m->before);
    for (size_t k = 0; k < m->limits.n && code == EXIT_FINE; k++) {
        const struct relaxation *limit = &m->limits.of[k];
        code = plan_changes_scale(&f->plan, limit->number, limit->n, limit->factor)
                   ? futures_run(f, &f->plan, 0, &m->after)
                   : EXIT_WORLD;
        if (code == EXIT_FINE)
            compare(m, k);
    }
    progress_end(&f->progress, code == EXIT_FINE ? "whole" : "interrupted");
    return code;
}

static void put_csv(const struct marginal *m)
{
    char mean[32], error[32];

    puts("limit,factor,actor,metric,at,unit,mean_gain,mc_standard_error");
    for (size_t k = 0; k < m->limits.n; k++)
        for (size_t c = 0; c < m->columns; c++)
            for (size_t measure = 0; measure < MEASURES; measure++) {
                const struct gain *gain = gain_at(m, k, c, measure);
                printf("%s,%.12g,%s,%s,%s,%s,%s,%s\n", m->limits.of[k].path, m->limits.of[k].factor,
                       actor_of(m, c % m->actors), metrics[c / m->actors],
                       measure == SUM ? "all_months" : "horizon",
                       measure == SUM ? "H100e-months" : "H100e", text_number(gain->mean, mean),
                       text_number(gain->error, error));
            }
}

/** Is nothing moved by more than rounding? */
static bool is_idle(const struct marginal *m, size_t k)
{
    for (size_t c = 0; c < m->columns; c++)
        if (fabs(gain_at(m, k, c, SUM)->mean) > 1e-6)
            return false;
    return true;
}

/** The limits, those that give most to all together first.  @return how many act */
static size_t sort_limits(const struct marginal *m, size_t order[])
{
    const size_t all = m->shown * m->actors;
    size_t n = 0;

    for (size_t k = 0; k < m->limits.n; k++) {
        if (is_idle(m, k))
            continue;
        size_t i = n++;
        for (; i > 0 &&
               gain_at(m, order[i - 1], all, AT_END)->mean < gain_at(m, k, all, AT_END)->mean;
             i--)
            order[i] = order[i - 1];
        order[i] = k;
    }
    return n;
}

static bool put_table(const struct marginal *m)
{
    const size_t first = m->shown * m->actors;
    size_t *order = calloc(m->limits.n + 1, sizeof *order);
    struct cells cells = {.columns = m->n_shown + 3, .left = 1};

    if (!order)
        return false;
    const size_t n = sort_limits(m, order);
    printf("gain in %s at the horizon [H100e] from relaxing one limit by %g %%, same draws, mean ± "
           "standard error\n",
           metrics[m->shown], 100 * m->by);
    cells_add(&cells, "limit");
    cells_add(&cells, "change");
    for (size_t a = 0; a < m->n_shown; a++)
        cells_add(&cells, "%s", actor_of(m, m->shown_actor[a]));
    cells_add(&cells, "all [H100e-months]");
    for (size_t i = 0; i < n; i++) {
        const struct relaxation *limit = &m->limits.of[order[i]];
        cells_add(&cells, "%s", limit->path);
        cells_add(&cells, "%+.3g %%", 100 * (limit->factor - 1));
        for (size_t a = 0; a < m->n_shown; a++) {
            const struct gain *gain = gain_at(m, order[i], first + m->shown_actor[a], AT_END);
            cells_add_mean(&cells, gain->mean, gain->error);
        }
        const struct gain *sum = gain_at(m, order[i], first, SUM);
        cells_add_mean(&cells, sum->mean, sum->error);
    }
    free(order);
    const bool fine = cells_print(&cells, stdout);
    if (fine && m->limits.n > n)
        printf("%zu further limit%s nothing\n", m->limits.n - n,
               m->limits.n - n == 1 ? " moves" : "s move");
    return fine;
}

static int run(const struct arguments *a)
{
    struct marginal m = {0};
    int code = EXIT_USAGE;

    if (read_options(&m, a))
        code = futures_open(&m.futures, a);
    if (code == EXIT_FINE)
        code = prepare(&m, a);
    if (code == EXIT_FINE)
        code = run_all(&m);
    if (code == EXIT_FINE && arguments_value(a, "--csv"))
        put_csv(&m);
    else if (code == EXIT_FINE && !put_table(&m))
        code = EXIT_WORLD;
    free(m.column);
    free(m.gain);
    endpoints_free(&m.before);
    endpoints_free(&m.after);
    relaxations_free(&m.limits);
    futures_close(&m.futures);
    return code;
}

const struct command command_marginal = {
    .name = "marginal",
    .arguments = "CONFIG",
    .summary =
        "the marginal value of each chokepoint: the same draws with one limit relaxed by 10 %",
    .details =
        "Capacities, banks, inventories, budgets, power, allowances, quotas, caps and thresholds "
        "grow; delays,\ndenials, charges, domestic ratios and the hazards of closing shrink: in "
        "all "
        "months and regimes.\nEach is relaxed alone, so that values need not add up.",
    .least = 1,
    .most = 1,
    .options = marginal_options,
    .run = run,
};
