#include "output/results.h"

#include "base/calendar.h"
#include "base/text.h"
#include "output/result_compare.h"
#include "output/result_events.h"
#include "output/result_exceedance.h"
#include "output/result_flows.h"
#include "output/result_money.h"
#include "output/result_need_ledger.h"
#include "output/result_nothing_arrived.h"
#include "output/result_regimes.h"
#include "output/result_summary.h"
#include "output/result_trajectories.h"

#include <errno.h>
#include <stdlib.h>

const struct result *const results_tables[RESULTS_TABLES + 1] = {
    &result_summary,
    &result_exceedance,
    &result_nothing_arrived,
    &result_flows,
    &result_need_ledger,
    &result_regimes,
    &result_money,
    &result_events,
    &result_compare,
    &result_trajectories,
    NULL,
};

static char *file_name(const struct result *table)
{
    return text_format("%s.csv", table->name);
}

bool results_open(struct results *r, const char *path, bool force, bool compare, bool trajectories)
{
    *r = (struct results){0};
    if (!folder_open(&r->folder, path, force))
        return false;
    for (size_t i = 0; results_tables[i]; i++) {
        const enum result_when when = results_tables[i]->when;
        if ((when == RESULT_COMPARE && !compare) || (when == RESULT_TRAJECTORIES && !trajectories))
            continue;
        char *name = file_name(results_tables[i]);
        FILE *file = name ? folder_create(&r->folder, name) : NULL;
        free(name);
        if (!file)
            return false;
        if (!table_begin(&r->table[i], file, results_tables[i]->columns)) {
            snprintf(r->folder.error, sizeof r->folder.error, "tables: no memory");
            return false;
        }
    }
    return true;
}

static struct results_month *make_months(const struct results_of *of)
{
    const struct collector *c = of->collector;
    struct results_month *month = calloc((size_t)c->months + 1, sizeof *month);
    char date[16];

    for (int32_t t = -1; month && t < c->months; t++) {
        struct results_month *at = &month[t + 1];
        at->cells = table_part(at->text, sizeof at->text);
        table_name(&at->cells, of->policy);
        table_name(&at->cells, calendar_month_end(c->plan->start, t, date));
        table_integer(&at->cells, t);
    }
    return month;
}

bool results_write(struct results *r, const struct results_of *asked)
{
    struct results_of of = *asked;

    of.month = make_months(asked);
    if (!of.month)
        return false;
    for (size_t i = 0; results_tables[i]; i++)
        if (r->table[i].file && (results_tables[i]->when != RESULT_COMPARE || of.reference))
            results_tables[i]->write(&r->table[i], &of);
    free(of.month);
    return true;
}

bool results_close(struct results *r)
{
    bool fine = true;

    for (size_t i = 0; results_tables[i]; i++) {
        struct table *table = &r->table[i];
        if (!table->file)
            continue;
        table_flush(table);
        if (!folder_begin(table->file) && !table->error)
            table->error = errno;
    }
    for (size_t i = 0; results_tables[i]; i++) {
        if (!r->table[i].file)
            continue;
        char *name = file_name(results_tables[i]);
        fine =
            folder_close(&r->folder, name ? name : "", r->table[i].file, r->table[i].error) && fine;
        r->table[i].file = NULL;
        free(name);
    }
    return fine;
}

void results_free(struct results *r)
{
    for (size_t i = 0; results_tables[i]; i++) {
        if (r->table[i].file)
            fclose(r->table[i].file);
        r->table[i].file = NULL;
        table_free(&r->table[i]);
    }
    folder_free(&r->folder);
}

void results_row(struct table *table, const struct results_of *of, int32_t t)
{
    table_copy(table, &of->month[t + 1].cells);
}

void results_metric(struct table *table, const struct observed *metric)
{
    table_name(table, metric->key[0]);
    table_name(table, metric->key[1]);
    table_name(table, metric->unit);
}

bool results_is_zero(const struct collector *c, size_t column)
{
    for (int32_t t = -1; t < c->months; t++)
        if (collector_mean(c, t, column) != 0)
            return false;
    return true;
}

void results_moments(struct table *table, const struct results_of *of, enum observe_table which,
                     bool with_unit)
{
    const struct collector *c = of->collector;
    const struct observation *o = &c->observation;
    char text[RESULTS_KEYS];

    for (size_t i = o->first[which]; i < o->first[which + 1]; i++) {
        if (results_is_zero(c, i))
            continue;
        struct table keys = table_part(text, sizeof text);
        for (int k = 0; observe_key_names[which][k]; k++)
            table_name(&keys, o->column[i].key[k]);
        if (with_unit)
            table_name(&keys, o->column[i].unit);
        for (int32_t t = -1; t < c->months; t++) {
            results_row(table, of, t);
            table_copy(table, &keys);
            table_real(table, collector_mean(c, t, i));
            table_real(table, collector_error(c, t, i));
            table_end(table);
        }
    }
}
