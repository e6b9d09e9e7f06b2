#include "engine/observe.h"

#include "engine/metrics.h"

#include <stdlib.h>
#include <string.h>

const char *const observe_key_names[OBSERVE_TABLES][OBSERVE_KEYS + 1] = {
    [OBSERVE_METRICS] = {"actor", "metric"},
    [OBSERVE_FLOWS] = {"actor", "chip", "channel", "stage"},
    [OBSERVE_LEDGER] = {"actor", "stage", "key", "cause", "instrument", "measure"},
    [OBSERVE_REGIMES] = {"jurisdiction", "regime"},
    [OBSERVE_MONEY] = {"actor", "payee", "kind"},
};

static const char *const flow_names[] = {"ordered",   "licensed",   "shipped", "landed",
                                         "installed", "in_service", "used"};
const char *const observe_stages[LEDGER_STAGES] = {
    "in_service", "warehouse", "border",      "transit", "cleared",
    "pending",    "refused",   "not_ordered", "surplus",
};
static const char *const measure_names[] = {"effective_h100e", "chips"};
static const char *const cash_names[] = {"paid", "refunded", "income", "withdrawn", "cash"};
enum { FLOWS = 7, MEASURES = 2, CASH = 5 };

static const char *name(const struct plan *pl, const struct kind *kind, int32_t index)
{
    return index >= 0 ? plan_name(pl, kind, index) : "";
}

/** A column, or only its count while `columns` is NULL. */
static void add(struct observation *o, struct observed column)
{
    if (o->column)
        o->column[o->n] = column;
    o->n++;
}

/** Where the state keeps element n of an array. */
#define AT(member, n) offsetof(struct state, member), (size_t)(n)

static void list_metrics(struct observation *o, const struct plan *pl)
{
    for (size_t m = 0; m < metrics_count; m++) {
        const bool all = metrics[m].scope != METRIC_ACTOR;
        for (int32_t a = all ? -1 : 0; a < (all ? 0 : pl->n_actors); a++)
            add(o, (struct observed){
                       OBSERVE_METRICS,
                       {all ? "all" : name(pl, &kind_actor, a), metrics[m].name, "", "", "", ""},
                       metrics[m].unit,
                       AT(metric, o->n)});
    }
}

static void list_flows(struct observation *o, const struct plan *pl)
{
    static const size_t from[FLOWS] = {
        offsetof(struct state, sum_ordered),   offsetof(struct state, sum_cleared),
        offsetof(struct state, sum_shipped),   offsetof(struct state, sum_landed),
        offsetof(struct state, sum_installed), offsetof(struct state, in_service),
        offsetof(struct state, used)};
    static const size_t marks[FLOWS] = {
        offsetof(struct state, asked), offsetof(struct state, asked), offsetof(struct state, held),
        offsetof(struct state, held),  offsetof(struct state, held),  offsetof(struct state, held),
        offsetof(struct state, held)};

    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].allowance >= 0)
            add(o, (struct observed){
                       OBSERVE_FLOWS,
                       {name(pl, &kind_instrument, m), "", "official", "approved", "", ""},
                       "chips",
                       AT(granted, pl->instruments[m].allowance)});
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip =
            (const struct chip *)((const char *)pl->arena + pl->chips) + pl->pairs[p].chip;
        for (int32_t f = 0; f < FLOWS; f++)
            add(o, (struct observed){OBSERVE_FLOWS,
                                     {name(pl, &kind_actor, pl->pairs[p].actor),
                                      name(pl, &kind_chip, pl->pairs[p].chip),
                                      channel_names[chip->channel], flow_names[f], "", ""},
                                     "chips",
                                     from[f],
                                     (size_t)p,
                                     marks[f],
                                     (size_t)p});
    }
}

static void list_ledger(struct observation *o, const struct plan *pl)
{
    static const size_t from[MEASURES] = {offsetof(struct state, ledger),
                                          offsetof(struct state, ledger_chips)};

    for (int32_t a = 0; a < pl->n_actors; a++)
        for (int32_t c = 0; c < pl->n_categories; c++) {
            const struct category *cat = &pl->categories[c];
            for (int32_t m = 0; m < MEASURES; m++)
                add(o, (struct observed){OBSERVE_LEDGER,
                                         {name(pl, &kind_actor, a), observe_stages[cat->stage],
                                          name(pl, &kind_jurisdiction, cat->jurisdiction),
                                          cat->cause, name(pl, &kind_instrument, cat->instrument),
                                          measure_names[m]},
                                         m == 0 ? "H100e" : "chips",
                                         from[m],
                                         (size_t)(a * pl->n_categories + c),
                                         AT(ledger_touched, a * pl->n_categories + c)});
        }
}

static void list_regimes(struct observation *o, const struct plan *pl)
{
    for (int32_t r = 0; r < pl->n_regimes; r++)
        add(o, (struct observed){OBSERVE_REGIMES,
                                 {name(pl, &kind_jurisdiction, pl->regime_jurisdiction[r]),
                                  name(pl, &kind_regime, r), "", "", "", ""},
                                 "1",
                                 AT(in_regime, r)});
}

static void list_money(struct observation *o, const struct plan *pl)
{
    static const size_t from[CASH] = {
        offsetof(struct state, sum_paid), offsetof(struct state, sum_refunded),
        offsetof(struct state, sum_income), offsetof(struct state, sum_withdrawn),
        offsetof(struct state, cash)};

    for (int32_t a = 0; a < pl->n_actors; a++) {
        const char *actor = name(pl, &kind_actor, a);
        for (int32_t c = 0; c < CASH; c++)
            add(o, (struct observed){OBSERVE_MONEY,
                                     {actor, "", cash_names[c], "", "", ""},
                                     "USD",
                                     from[c],
                                     (size_t)a});
        for (int32_t j = 0; j < pl->n_jurisdictions; j++)
            add(o,
                (struct observed){OBSERVE_MONEY,
                                  {actor, name(pl, &kind_jurisdiction, j), "treasury", "", "", ""},
                                  "USD",
                                  AT(sum_treasury, a * pl->n_jurisdictions + j)});
        for (int32_t v = 0; v < pl->n_suppliers; v++)
            add(o, (struct observed){OBSERVE_MONEY,
                                     {actor, name(pl, &kind_supplier, v), "vendor", "", "", ""},
                                     "USD",
                                     AT(sum_vendor, a * pl->n_suppliers + v)});
    }
}

static void list_all(struct observation *o, const struct plan *pl)
{
    static void (*const list[OBSERVE_TABLES])(struct observation *, const struct plan *) = {
        list_metrics, list_flows, list_ledger, list_regimes, list_money};

    o->n = 0;
    for (int table = 0; table < OBSERVE_TABLES; table++) {
        o->first[table] = o->n;
        list[table](o, pl);
    }
    o->first[OBSERVE_TABLES] = o->n;
}

bool observation_init(struct observation *o, const struct plan *plan)
{
    memset(o, 0, sizeof *o);
    list_all(o, plan);
    o->column = calloc(o->n + 1, sizeof *o->column);
    if (!o->column)
        return false;
    list_all(o, plan);
    return true;
}

void observation_free(struct observation *o)
{
    free(o->column);
    memset(o, 0, sizeof *o);
}

size_t observe_find(const struct observation *o, const struct observed *wanted)
{
    for (size_t i = 0; i < o->n; i++) {
        bool same = o->column[i].table == wanted->table;
        for (int k = 0; k < OBSERVE_KEYS && same; k++)
            same = strcmp(o->column[i].key[k] ? o->column[i].key[k] : "",
                          wanted->key[k] ? wanted->key[k] : "") == 0;
        if (same)
            return i;
    }
    return SIZE_MAX;
}

void observe_record(const struct plan *pl, struct state *s)
{
    metrics_record(pl, s);
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const real *utilisation = s->actor[pl->pairs[p].actor].utilisation;
        if (!s->held[p])
            continue;
        EACH_LANE (i)
            s->used[p][i] = s->in_service[p][i] * utilisation[i];
    }
    for (int32_t r = 0; r < pl->n_regimes; r++)
        EACH_LANE (i)
            s->in_regime[r][i] = s->regime[pl->regime_jurisdiction[r]][i] == r;
}
