#include "output/result_need_ledger.h"

#include <string.h>

enum { ACTOR, STAGE, KEY, CAUSE, INSTRUMENT, MEASURE };

static bool is_measure(const struct observed *o, const char *measure)
{
    return strcmp(o->key[MEASURE], measure) == 0;
}

/** The column with the same category in chips, or SIZE_MAX. */
static size_t chips_of(const struct observation *o, size_t column)
{
    const size_t first = o->first[OBSERVE_LEDGER], n = o->first[OBSERVE_LEDGER + 1] - first;

    for (size_t i = 1; i < n; i++) {
        const size_t at = first + (column - first + i) % n;
        bool same = is_measure(&o->column[at], "chips");
        for (int k = ACTOR; k < MEASURE && same; k++)
            same = strcmp(o->column[at].key[k], o->column[column].key[k]) == 0;
        if (same)
            return at;
    }
    return SIZE_MAX;
}

/** The actor's mean targets: all that the ledger fills, which is everything but the surplus. */
static void find_targets(const struct collector *c, const char *actor, double targets[])
{
    const struct observation *o = &c->observation;

    for (int32_t t = -1; t < c->months; t++)
        targets[t + 1] = 0;
    for (size_t i = o->first[OBSERVE_LEDGER]; i < o->first[OBSERVE_LEDGER + 1]; i++) {
        if (strcmp(o->column[i].key[ACTOR], actor) != 0 ||
            !is_measure(&o->column[i], "effective_h100e") ||
            strcmp(o->column[i].key[STAGE], "surplus") == 0)
            continue;
        for (int32_t t = -1; t < c->months; t++)
            targets[t + 1] += collector_mean(c, t, i);
    }
}

static void category_write(struct table *table, const struct results_of *of, size_t column,
                           size_t chips, const double targets[])
{
    const struct collector *c = of->collector;
    const struct observed *o = &c->observation.column[column];
    double cumulative = 0;
    char text[RESULTS_KEYS];
    struct table keys = table_part(text, sizeof text);

    for (int k = ACTOR; k < MEASURE; k++)
        table_name(&keys, o->key[k]);
    for (int32_t t = -1; t < c->months; t++) {
        const double mean = collector_mean(c, t, column), target = targets[t + 1];
        cumulative += t >= 0 ? mean : 0;
        results_row(table, of, t);
        table_copy(table, &keys);
        table_real(table, mean);
        table_real(table, target > 0 ? mean / target : 0);
        table_real(table, chips != SIZE_MAX ? collector_mean(c, t, chips) : 0);
        table_real(table, cumulative);
        table_end(table);
    }
}

static void need_ledger_write(struct table *table, const struct results_of *of)
{
    const struct collector *c = of->collector;
    const struct observation *o = &c->observation;
    double targets[601 + 1];
    const char *actor = NULL;

    for (size_t i = o->first[OBSERVE_LEDGER]; i < o->first[OBSERVE_LEDGER + 1]; i++) {
        if (!is_measure(&o->column[i], "effective_h100e"))
            continue;
        const size_t chips = chips_of(o, i);
        if (results_is_zero(c, i) && (chips == SIZE_MAX || results_is_zero(c, chips)))
            continue;
        if (!actor || strcmp(actor, o->column[i].key[ACTOR]) != 0) {
            actor = o->column[i].key[ACTOR];
            find_targets(c, actor, targets);
        }
        category_write(table, of, i, chips, targets);
    }
}

const struct result result_need_ledger = {
    .name = "need_ledger",
    .doc = "each actor's target by what fills it: in service, on its way, waiting at which key, or "
           "not ordered and "
           "why; means over futures, the share is of the mean target",
    .columns =
        "policy,date,month,actor,stage,key,cause,instrument,effective_h100e,share_of_target,chips,"
        "cumulative_h100e_months",
    .write = need_ledger_write,
};
