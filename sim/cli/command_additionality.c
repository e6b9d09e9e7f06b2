/*
 * What a chip adds once displaced purchases are counted: futures as they are against the same
 * futures in which nobody supplies it.
 */
#include "base/calendar.h"
#include "base/text.h"
#include "cli/cells.h"
#include "cli/commands.h"
#include "cli/outcome.h"
#include "engine/plan_changes.h"
#include "engine/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 4 };

// clang-format off
static const struct option additionality_options[] = {
    {"--chip",  "NAME", "of this chip (preset: of each)", true},
    {"--actor", "NAME", "whose compute (preset: of all actors together)"},
    {"--date",  "DATE", "at the end of this month, such as 2027-06 (preset: the last)"},
    FUTURES_OPTIONS,
    OPTION_CSV,
    {0},
};
// clang-format on

struct estimate {
    double mean, error;
};

/** What one chip adds [H100e in service]. */
struct added {
    struct estimate landed;              // chips, since the start
    struct estimate own;                 // of the chip itself
    struct estimate displaced[CHANNELS]; // of other chips that the futures without it have more of
    struct estimate net;
};

struct additionality {
    struct futures futures;
    const char *actor; // NULL: all
    int32_t month;
    const struct observed **column; // (2 pairs) chips in service, then landed, by pair
    const struct pair **pair;       // (pairs) those of the actor
    size_t pairs;
    struct endpoints with, without;
    double *x;     // (replications)
    double *h100e; // (chips, replications) of a chip
    bool *asked;
    struct added *added; // (chips)
};

/** Draws what a chip is in H100 equivalents, which may be uncertain, in every future. */
static bool draw_h100e(struct additionality *d)
{
    const struct plan *plan = &d->futures.plan;
    const uint64_t n = d->futures.replications;
    struct state state = {0};
    const bool fine = state_init(&state, plan);

    d->h100e = calloc((size_t)plan->n_chips * n + 1, sizeof *d->h100e);
    for (uint64_t first = 0; first < n && fine && d->h100e; first += LANES) {
        state.draws = (struct draws){.seed = plan->seed, .first = first};
        draws_init(&state.draws);
        plan_draw(plan, &state, NULL);
        for (size_t k = 0; k < (size_t)plan->n_chips; k++)
            for (uint64_t l = 0; l < LANES && first + l < n; l++)
                d->h100e[k * n + first + l] = state.chip[k].h100e[l];
    }
    state_free(&state);
    return fine && d->h100e;
}

static int channel_of(const struct additionality *d, int32_t chip)
{
    const struct entity *e = scenario_at(&d->futures.scenario, &kind_chip, (size_t)chip);

    return scenario_value(e, "channel")->integer;
}

static const struct observed *flow(const struct futures *f, const struct pair *pair,
                                   const char *stage)
{
    const char *actor = plan_name(&f->plan, &kind_actor, pair->actor);
    const char *chip = plan_name(&f->plan, &kind_chip, pair->chip);
    const struct observation *o = &f->observation;

    for (size_t i = o->first[OBSERVE_FLOWS]; i < o->first[OBSERVE_FLOWS + 1]; i++)
        if (strcmp(o->column[i].key[0], actor) == 0 && strcmp(o->column[i].key[1], chip) == 0 &&
            strcmp(o->column[i].key[3], stage) == 0)
            return &o->column[i];
    return NULL;
}

static int read_options(struct additionality *d, const struct arguments *a)
{
    const char *chips[ARGUMENTS_MOST], *date = arguments_value(a, "--date");
    const size_t n = arguments_values(a, "--chip", chips);
    const struct futures *f = &d->futures;

    d->actor = arguments_value(a, "--actor");
    d->month = f->plan.months - 1;
    d->asked = calloc((size_t)f->plan.n_chips + 1, sizeof *d->asked);
    if (!d->asked)
        return EXIT_WORLD;
    if (date && !outcome_month(f, "--date", date, &d->month))
        return EXIT_USAGE;
    if (!outcome_knows(f, OBSERVE_METRICS, 0, d->actor))
        return outcome_unknown(f, OBSERVE_METRICS, 0, "--actor", d->actor);
    for (size_t i = 0; i < n; i++) {
        const struct entity *e = scenario_find(&f->scenario, &kind_chip, SIZE_MAX, chips[i]);
        if (!e)
            return outcome_unknown(f, OBSERVE_FLOWS, 1, "--chip", chips[i]);
        d->asked[e->index] = true;
    }
    for (int32_t k = 0; k < f->plan.n_chips && n == 0; k++)
        d->asked[k] = true;
    return EXIT_FINE;
}

static int prepare(struct additionality *d)
{
    const struct plan *plan = &d->futures.plan;
    const size_t most = (size_t)plan->n_pairs;

    d->column = calloc(2 * most + 1, sizeof *d->column);
    d->pair = calloc(most + 1, sizeof *d->pair);
    d->x = calloc(d->futures.replications + 1, sizeof *d->x);
    d->added = calloc((size_t)plan->n_chips + 1, sizeof *d->added);
    if (!d->column || !d->pair || !d->x || !d->added || !draw_h100e(d))
        return EXIT_WORLD;
    for (size_t p = 0; p < most; p++)
        if (!d->actor || strcmp(plan_name(plan, &kind_actor, plan->pairs[p].actor), d->actor) == 0)
            d->pair[d->pairs++] = &plan->pairs[p];
    for (size_t p = 0; p < d->pairs; p++) {
        d->column[p] = flow(&d->futures, d->pair[p], "in_service");
        d->column[d->pairs + p] = flow(&d->futures, d->pair[p], "landed");
    }
    const int code = futures_keep(&d->futures, &d->with, d->column, 2 * d->pairs, &d->month, 1);
    return code != EXIT_FINE
               ? code
               : futures_keep(&d->futures, &d->without, d->column, 2 * d->pairs, &d->month, 1);
}

/** Adds sign times a column's differences between the futures with the chip and without.
 *  @param h100e (replications) of one of what is counted; NULL: as counted */
static void add_difference(struct additionality *d, size_t column, int sign, const double h100e[])
{
    const double *with = endpoints_of(&d->with, column, 0);
    const double *without = endpoints_of(&d->without, column, 0);

    for (uint64_t i = 0; i < d->futures.replications; i++)
        d->x[i] += sign * (h100e ? h100e[i] : 1) * (with[i] - without[i]);
}

static const double *h100e_of(const struct additionality *d, int32_t chip)
{
    return d->h100e + (size_t)chip * d->futures.replications;
}

static struct estimate conclude(struct additionality *d)
{
    struct estimate e;

    futures_mean(&d->futures, d->x, d->futures.replications, &e.mean, &e.error);
    memset(d->x, 0, d->futures.replications * sizeof *d->x);
    return e;
}

static void compare(struct additionality *d, int32_t chip)
{
    struct added *added = &d->added[chip];

    for (size_t p = 0; p < d->pairs; p++)
        if (d->pair[p]->chip == chip)
            add_difference(d, d->pairs + p, 1, NULL);
    added->landed = conclude(d);
    for (size_t p = 0; p < d->pairs; p++)
        if (d->pair[p]->chip == chip)
            add_difference(d, p, 1, h100e_of(d, chip));
    added->own = conclude(d);
    for (int channel = 0; channel < CHANNELS; channel++) {
        for (size_t p = 0; p < d->pairs; p++)
            if (d->pair[p]->chip != chip && channel_of(d, d->pair[p]->chip) == channel)
                add_difference(d, p, -1, h100e_of(d, d->pair[p]->chip));
        added->displaced[channel] = conclude(d);
    }
    for (size_t p = 0; p < d->pairs; p++)
        add_difference(d, p, 1, h100e_of(d, d->pair[p]->chip));
    added->net = conclude(d);
}

/** From now on nobody makes the chip, nor has any in stock. */
static bool withdraw(struct additionality *d, int32_t chip)
{
    const struct entity *e = scenario_at(&d->futures.scenario, &kind_chip, (size_t)chip);
    const struct value *capacity = scenario_value(e, "capacity_chips_per_month");
    size_t *number = calloc(capacity->n_items + 1, sizeof *number);
    bool fine = number;

    for (size_t i = 0; i < capacity->n_items && fine; i++)
        number[i] = capacity->items[i].parameter;
    if (fine) {
        number[capacity->n_items] = scenario_value(e, "opening_inventory_chips")->parameter;
        fine = plan_changes_scale(&d->futures.plan, number, capacity->n_items + 1, 0);
    }
    free(number);
    return fine;
}

static int run_all(struct additionality *d)
{
    struct futures *f = &d->futures;
    size_t runs = 1;
    int code;

    for (int32_t k = 0; k < f->plan.n_chips; k++)
        runs += d->asked[k];
    futures_begin(f, "additionality", runs);
    code = futures_run(f, &f->plan, 0, &d->with);
    for (int32_t k = 0; k < f->plan.n_chips && code == EXIT_FINE; k++) {
        if (!d->asked[k])
            continue;
        code = withdraw(d, k) ? futures_run(f, &f->plan, 0, &d->without) : EXIT_WORLD;
        if (code == EXIT_FINE)
            compare(d, k);
    }
    progress_end(&f->progress, code == EXIT_FINE ? "whole" : "interrupted");
    return code;
}

static void put_csv_row(const struct additionality *d, int32_t chip, const char *measure,
                        const char *channel, const char *unit, struct estimate e)
{
    char mean[32], error[32], date[16];

    printf("%s,%s,%s,%s,%s,%s,%s,%s\n", calendar_month_end(d->futures.plan.start, d->month, date),
           d->actor ? d->actor : "all", plan_name(&d->futures.plan, &kind_chip, chip), measure,
           channel, unit, text_number(e.mean, mean), text_number(e.error, error));
}

static void put_csv(const struct additionality *d)
{
    puts("date,actor,chip,measure,channel,unit,mean,mc_standard_error");
    for (int32_t k = 0; k < d->futures.plan.n_chips; k++) {
        const struct added *added = &d->added[k];
        if (!d->asked[k])
            continue;
        put_csv_row(d, k, "landed", "", "chips", added->landed);
        put_csv_row(d, k, "own", "", "H100e", added->own);
        for (int channel = 0; channel < CHANNELS; channel++)
            put_csv_row(d, k, "displaced", channel_names[channel], "H100e",
                        added->displaced[channel]);
        put_csv_row(d, k, "net", "", "H100e", added->net);
    }
}

static bool put_table(const struct additionality *d)
{
    struct cells cells = {.columns = CHANNELS + 6, .left = 1};
    char date[16];

    printf("H100e in service of %s on %s that a chip adds, against the same futures without its "
           "supply; mean ± standard error\n",
           d->actor ? d->actor : "all actors",
           calendar_month_end(d->futures.plan.start, d->month, date));
    cells_add(&cells, "chip");
    cells_add(&cells, "landed [chips]");
    cells_add(&cells, "own");
    for (int channel = 0; channel < CHANNELS; channel++)
        cells_add(&cells, "displaced %s", channel_names[channel]);
    cells_add(&cells, "net");
    cells_add(&cells, "net a chip");
    cells_add(&cells, "additional");
    for (int32_t k = 0; k < d->futures.plan.n_chips; k++) {
        const struct added *added = &d->added[k];
        if (!d->asked[k] || (added->landed.mean == 0 && added->net.mean == 0))
            continue;
        cells_add(&cells, "%s", plan_name(&d->futures.plan, &kind_chip, k));
        cells_add_mean(&cells, added->landed.mean, added->landed.error);
        cells_add_mean(&cells, added->own.mean, added->own.error);
        for (int channel = 0; channel < CHANNELS; channel++)
            cells_add_mean(&cells, added->displaced[channel].mean, added->displaced[channel].error);
        cells_add_mean(&cells, added->net.mean, added->net.error);
        cells_add_mean(&cells, added->net.mean / added->landed.mean, NAN);
        if (added->own.mean > 0)
            cells_add(&cells, "%.0f %%", 100 * added->net.mean / added->own.mean);
        else
            cells_add(&cells, "-");
    }
    return cells_print(&cells, stdout);
}

static int run(const struct arguments *a)
{
    struct additionality d = {0};
    int code = futures_open(&d.futures, a);

    if (code == EXIT_FINE)
        code = read_options(&d, a);
    if (code == EXIT_FINE)
        code = prepare(&d);
    if (code == EXIT_FINE)
        code = run_all(&d);
    if (code == EXIT_FINE && arguments_value(a, "--csv"))
        put_csv(&d);
    else if (code == EXIT_FINE && !put_table(&d))
        code = EXIT_WORLD;
    endpoints_free(&d.with);
    endpoints_free(&d.without);
    free(d.column);
    free(d.pair);
    free(d.x);
    free(d.h100e);
    free(d.asked);
    free(d.added);
    futures_close(&d.futures);
    return code;
}

const struct command command_additionality = {
    .name = "additionality",
    .arguments = "CONFIG",
    .summary = "what a chip adds once the purchases it displaces are counted",
    .details =
        "Own: what is in service of the chip; displaced: what the futures without it have more "
        "of, by channel;\nnet: own less displaced. Without it: its capacity and its supplier's "
        "inventory are 0 from the start;\nwhat was shipped before the opening still arrives.",
    .least = 1,
    .most = 1,
    .options = additionality_options,
    .run = run,
};
