#include "engine/observe.h"

#include "engine/metrics.h"
#include "engine/metrics_system.h"

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
static const char *const stage_names[LEDGER_STAGES] = {
    "in_service", "warehouse", "border",      "transit", "cleared",
    "pending",    "refused",   "not_ordered", "surplus",
};
static const char *const measure_names[] = {"effective_h100e", "chips", "cumulative_h100e_months"};
static const char *const cash_names[] = {"paid", "refunded", "income", "withdrawn", "cash"};
enum { FLOWS = 7, MEASURES = 3, CASH = 5 };

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

static void list_metrics(struct observation *o, const struct plan *pl)
{
    for (size_t m = 0; m < metrics_count; m++) {
        const bool all = metrics[m].scope != METRIC_ACTOR;
        for (int32_t a = all ? -1 : 0; a < (all ? 0 : pl->n_actors); a++)
            add(o, (struct observed){
                       OBSERVE_METRICS,
                       {all ? "all" : name(pl, &kind_actor, a), metrics[m].name, "", "", "", ""},
                       metrics[m].unit,
                       {(int32_t)m, a}});
    }
}

static void list_flows(struct observation *o, const struct plan *pl)
{
    for (int32_t m = 0; m < pl->n_instruments; m++)
        if (pl->instruments[m].allowance >= 0)
            add(o, (struct observed){
                       OBSERVE_FLOWS,
                       {name(pl, &kind_instrument, m), "", "official", "approved", "", ""},
                       "chips",
                       {-1, pl->instruments[m].allowance}});
    for (int32_t p = 0; p < pl->n_pairs; p++) {
        const struct chip *chip =
            (const struct chip *)((const char *)pl->arena + pl->chips) + pl->pairs[p].chip;
        for (int32_t f = 0; f < FLOWS; f++)
            add(o, (struct observed){OBSERVE_FLOWS,
                                     {name(pl, &kind_actor, pl->pairs[p].actor),
                                      name(pl, &kind_chip, pl->pairs[p].chip),
                                      channel_names[chip->channel], flow_names[f], "", ""},
                                     "chips",
                                     {p, f}});
    }
}

static void list_ledger(struct observation *o, const struct plan *pl)
{
    for (int32_t a = 0; a < pl->n_actors; a++)
        for (int32_t c = 0; c < pl->n_categories; c++) {
            const struct category *cat = &pl->categories[c];
            for (int32_t m = 0; m < MEASURES; m++)
                add(o, (struct observed){OBSERVE_LEDGER,
                                         {name(pl, &kind_actor, a), stage_names[cat->stage],
                                          name(pl, &kind_jurisdiction, cat->jurisdiction),
                                          cat->cause, name(pl, &kind_instrument, cat->instrument),
                                          measure_names[m]},
                                         m == 0   ? "H100e"
                                         : m == 1 ? "chips"
                                                  : "H100e months",
                                         {a * pl->n_categories + c, m}});
        }
}

static void list_regimes(struct observation *o, const struct plan *pl)
{
    for (int32_t r = 0; r < pl->n_regimes; r++)
        add(o, (struct observed){OBSERVE_REGIMES,
                                 {name(pl, &kind_jurisdiction, pl->regime_jurisdiction[r]),
                                  name(pl, &kind_regime, r), "", "", "", ""},
                                 "1",
                                 {pl->regime_jurisdiction[r], r}});
}

static void list_money(struct observation *o, const struct plan *pl)
{
    for (int32_t a = 0; a < pl->n_actors; a++) {
        const char *actor = name(pl, &kind_actor, a);
        for (int32_t c = 0; c < CASH; c++)
            add(o, (struct observed){
                       OBSERVE_MONEY, {actor, "", cash_names[c], "", "", ""}, "USD", {0, a, c}});
        for (int32_t j = 0; j < pl->n_jurisdictions; j++)
            add(o,
                (struct observed){OBSERVE_MONEY,
                                  {actor, name(pl, &kind_jurisdiction, j), "treasury", "", "", ""},
                                  "USD",
                                  {1, a * pl->n_jurisdictions + j}});
        for (int32_t v = 0; v < pl->n_suppliers; v++)
            add(o, (struct observed){OBSERVE_MONEY,
                                     {actor, name(pl, &kind_supplier, v), "vendor", "", "", ""},
                                     "USD",
                                     {2, a * pl->n_suppliers + v}});
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

static void flow(const struct plan *pl, const struct state *s, const int32_t at[4], lanes x)
{
    if (at[0] < 0) {
        memcpy(x, s->granted[at[1]], sizeof(lanes));
        return;
    }
    const lanes *const from[FLOWS] = {s->sum_ordered, s->sum_cleared,   s->sum_shipped,
                                      s->sum_landed,  s->sum_installed, s->in_service,
                                      s->in_service};
    memcpy(x, from[at[1]][at[0]], sizeof(lanes));
    if (at[1] == FLOWS - 1)
        EACH_LANE (i)
            x[i] *= s->actor[pl->pairs[at[0]].actor].utilisation[i];
}

static void money(const struct state *s, const int32_t at[4], lanes x)
{
    const lanes *const cash[CASH] = {s->sum_paid, s->sum_refunded, s->sum_income, s->sum_withdrawn,
                                     s->cash};

    memcpy(x,
           at[0] == 0   ? cash[at[2]][at[1]]
           : at[0] == 1 ? s->sum_treasury[at[1]]
                        : s->sum_vendor[at[1]],
           sizeof(lanes));
}

static void value_of(const struct observed *o, const struct plan *pl, const struct state *s,
                     lanes x)
{
    switch (o->table) {
    case OBSERVE_METRICS:
        if (metrics[o->at[0]].scope == METRIC_SUM)
            metrics_system_sum(pl, s, metrics[o->at[0]].value, x);
        else
            metrics[o->at[0]].value(pl, s, o->at[1], x);
        break;
    case OBSERVE_FLOWS:
        flow(pl, s, o->at, x);
        break;
    case OBSERVE_LEDGER:
        memcpy(x,
               (o->at[1] == 0   ? s->ledger
                : o->at[1] == 1 ? s->ledger_chips
                                : s->ledger_sum)[o->at[0]],
               sizeof(lanes));
        break;
    case OBSERVE_REGIMES:
        EACH_LANE (i)
            x[i] = s->regime[o->at[0]][i] == o->at[1];
        break;
    default:
        money(s, o->at, x);
    }
}

void observe_values(const struct observation *o, const struct plan *plan, const struct state *state,
                    size_t from, size_t to, lanes values[])
{
    for (size_t i = from; i < to; i++)
        value_of(&o->column[i], plan, state, values[i - from]);
}
