#include "output/regret_tables.h"

#include "output/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const struct {
    const char *name, *columns;
} kinds[REGRET_TABLES] = {
    {"regret.csv",
     "kind,name,unit,policy,metric,value,ci_low,ci_high,rank,share_preferred,futures"},
    {"agreement.csv", "kind,name,metric,other,kendall_tau"},
    {"weights.csv", "stakeholder,metric,from,to,policy,ties"},
    {"simplex.csv", "metric,policy,share,points"},
};

bool regret_tables_open(struct regret_tables *t, const char *path, bool force)
{
    *t = (struct regret_tables){0};
    if (!folder_open(&t->folder, path, force))
        return false;
    for (size_t i = 0; i < REGRET_TABLES; i++) {
        FILE *file = folder_create(&t->folder, kinds[i].name);
        if (!file)
            return false;
        if (!table_begin(&t->table[i], file, kinds[i].columns)) {
            snprintf(t->folder.error, sizeof t->folder.error, "no memory");
            return false;
        }
    }
    return true;
}

static void add_cells(struct table *table, const struct regret_view *v)
{
    for (size_t p = 0; p < v->found->policies; p++)
        for (size_t m = 0; m < ROBUSTNESS_METRICS; m++) {
            const struct regret_cell *c = regret_at(v->found, m, p);
            table_name(table, v->kind);
            table_name(table, v->name);
            table_name(table, robustness_metrics[m].has_unit ? v->unit : "1");
            table_text(table, v->policy[p]);
            table_name(table, robustness_metrics[m].name);
            table_real(table, c->value);
            table_real(table, c->low);
            table_real(table, c->high);
            if (c->rank)
                table_integer(table, (int64_t)c->rank);
            else
                table_real(table, NAN);
            table_real(table, v->of->resamples ? c->preferred : NAN);
            table_integer(table, (int64_t)v->found->futures);
            table_end(table);
        }
}

void regret_tables_add(struct regret_tables *t, const struct regret_view *v)
{
    struct table *table = &t->table[REGRET_AGREEMENT];

    add_cells(&t->table[REGRET_TABLE], v);
    for (size_t a = 0; a < ROBUSTNESS_METRICS; a++)
        for (size_t b = a + 1; b < ROBUSTNESS_METRICS; b++) {
            table_name(table, v->kind);
            table_name(table, v->name);
            table_name(table, robustness_metrics[a].name);
            table_name(table, robustness_metrics[b].name);
            table_real(table, v->found->agreement[a][b]);
            table_end(table);
        }
}

void regret_tables_add_weights(struct regret_tables *t, const struct weights *w,
                               const struct stakeholders *s)
{
    const struct performance *p = s->performance;
    struct table *table = &t->table[REGRET_WEIGHTS];

    for (size_t i = 0; i < w->n; i++) {
        const struct weights_interval *x = &w->interval[i];
        table_name(table, s->name[x->stakeholder]);
        table_name(table, robustness_metrics[x->metric].name);
        table_real(table, x->from);
        table_real(table, x->to);
        table_text(table, p->policy[x->policy]);
        table_integer(table, (int64_t)x->ties);
        table_end(table);
    }
    table = &t->table[REGRET_SIMPLEX];
    for (size_t m = 0; m < ROBUSTNESS_METRICS && w->points; m++)
        for (size_t q = 0; q < p->n_policies; q++) {
            if (w->share[m * p->n_policies + q] <= 0)
                continue;
            table_name(table, robustness_metrics[m].name);
            table_text(table, p->policy[q]);
            table_real(table, w->share[m * p->n_policies + q]);
            table_integer(table, (int64_t)w->points);
            table_end(table);
        }
}

static bool write_manifest(struct folder *folder, const struct regret_settings *s)
{
    FILE *f = folder_create(folder, FOLDER_MANIFEST);

    if (!f)
        return false;
    fputs("{\n  \"program\": \"chokepoint\",\n  \"version\": ", f);
    json_string(f, s->version);
    fputs(",\n  \"command\": ", f);
    json_strings(f, s->argv, (size_t)s->argc);
    fputs(",\n  \"results\": ", f);
    json_string(f, s->results);
    fputs(",\n  \"baseline\": ", f);
    json_string(f, s->baseline);
    fprintf(f,
            ",\n  \"alpha\": %.17g,\n  \"resamples\": %" PRIu64 ",\n  \"seed\": \"%" PRIu64
            "\"\n}\n",
            s->alpha, s->resamples, s->seed);
    return folder_close(folder, FOLDER_MANIFEST, f, 0);
}

bool regret_tables_close(struct regret_tables *t, const struct regret_settings *settings)
{
    bool fine = true;

    for (size_t i = 0; i < REGRET_TABLES; i++) {
        table_flush(&t->table[i]);
        FILE *file = t->table[i].file;
        t->table[i].file = NULL;
        fine = folder_close(&t->folder, kinds[i].name, file, t->table[i].error) && fine;
    }
    return fine && write_manifest(&t->folder, settings) && folder_commit(&t->folder);
}

void regret_tables_free(struct regret_tables *t)
{
    for (size_t i = 0; i < REGRET_TABLES; i++) {
        table_free(&t->table[i]);
        if (t->table[i].file)
            fclose(t->table[i].file);
        t->table[i].file = NULL;
    }
    folder_free(&t->folder);
}
