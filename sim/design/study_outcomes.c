// Outcomes: which observed columns a study looks at, and how they become one number.
#include "base/text.h"
#include "design/study_kinds.h"
#include "design/study_reading.h"
#include "model/run.h"

#include <stdlib.h>
#include <string.h>

/** The key that says what is observed: without it, things of different kinds would be added up. */
static const char *const essential[OBSERVE_TABLES] = {
    [OBSERVE_METRICS] = "metric", [OBSERVE_FLOWS] = "stage", [OBSERVE_LEDGER] = "measure",
    [OBSERVE_REGIMES] = "regime", [OBSERVE_MONEY] = "kind",
};

// rows of an outcome that are keys of some table, with their plain names
static const char *const key_rows[] = {"metric", "actor", "chip",       "channel", "stage",
                                       "key",    "cause", "instrument", "measure", "jurisdiction",
                                       "regime", "payee", "kind"};
#define KEY_ROWS (sizeof key_rows / sizeof *key_rows)

static bool has_key(const struct study_outcome *o, const char *key)
{
    for (int k = 0; observe_key_names[o->table][k]; k++)
        if (strcmp(observe_key_names[o->table][k], key) == 0)
            return true;
    return false;
}

static bool matches(const struct study_outcome *o, const struct observed *column)
{
    bool same = column->table == o->table;

    for (int k = 0; same && k < OBSERVE_KEYS; k++)
        same = !o->key[k] || strcmp(o->key[k], column->key[k] ? column->key[k] : "") == 0;
    return same;
}

size_t study_columns(const struct study_outcome *o, const struct observation *observation,
                     size_t column[])
{
    size_t n = 0;

    for (size_t i = observation->first[o->table]; i < observation->first[o->table + 1]; i++)
        if (matches(o, &observation->column[i]))
            column[n++] = i;
    return n;
}

/** Says so where a key's value is that of no column of the table; true if it is. */
static bool check_key(struct study_reading *r, const struct entity *e,
                      const struct study_outcome *o, int k, const struct observation *all)
{
    const size_t first = all->first[o->table], n = all->first[o->table + 1] - first;
    const char *key = observe_key_names[o->table][k];
    const char **known = study_reading_allocate(r, n, sizeof *known);
    bool found = false;

    for (size_t i = 0; known && i < n; i++) {
        known[i] = all->column[first + i].key[k];
        found |= strcmp(known[i], o->key[k]) == 0;
    }
    if (known && !found) {
        char *what = text_format("no %s in the table '%s' is", key,
                                 scenario_field(e, scenario_row(e, "table"))->choices[o->table]);
        if (what)
            study_reading_unknown(r, scenario_value(e, key)->place, e, key, what, o->key[k], known,
                                  n);
        r->failed |= !what;
        free(what);
    }
    free(known);
    return found;
}

static void resolve(struct study_reading *r, const struct entity *e, struct study_outcome *o,
                    const struct observation *all)
{
    size_t *column = study_reading_allocate(r, all->n, sizeof *column), n;
    bool known = column;

    for (int k = 0; observe_key_names[o->table][k]; k++)
        known &= !o->key[k] || check_key(r, e, o, k, all);
    n = known ? study_columns(o, all, column) : 0;
    if (known && n == 0 && o->table == OBSERVE_METRICS)
        study_reading_mistake(
            r, e->place, e, NULL, "the metric '%s' is not one of '%s'; %s", o->key[1], o->key[0],
            strcmp(o->key[0], "all") == 0 ? "give an actor" : "leave out 'actor'");
    else if (known && n == 0)
        study_reading_mistake(r, e->place, e, NULL, "nothing observed has all of these keys");
    if (n)
        o->unit = all->column[column[0]].unit;
    for (size_t i = 1; i < n; i++)
        if (strcmp(all->column[column[i]].unit, o->unit) != 0) {
            study_reading_mistake(r, e->place, e, NULL,
                                  "adds up '%s' and '%s'; say more exactly what", o->unit,
                                  all->column[column[i]].unit);
            break;
        }
    if (o->over == STUDY_FIRST_ABOVE || o->over == STUDY_FIRST_BELOW)
        o->unit = "months";
    free(column);
}

static void read_keys(struct study_reading *r, const struct entity *e, struct study_outcome *o)
{
    const char *table = scenario_field(e, scenario_row(e, "table"))->choices[o->table];

    for (size_t i = 0; i < KEY_ROWS; i++) {
        const struct value *v = scenario_value(e, key_rows[i]);
        if (v->given && !has_key(o, key_rows[i]))
            study_reading_mistake(r, v->place, e, key_rows[i], "the table '%s' has no such key",
                                  table);
        if (!v->given && strcmp(key_rows[i], essential[o->table]) == 0)
            study_reading_mistake(r, e->place, e, NULL, "missing key '%s' of the table '%s'",
                                  key_rows[i], table);
    }
    for (int k = 0; observe_key_names[o->table][k]; k++)
        o->key[k] = study_reading_text(r, e, observe_key_names[o->table][k]);
    if (o->table == OBSERVE_METRICS && !o->key[0] && !scenario_value(e, "actor")->given)
        o->key[0] = study_reading_copy(r, "all");
}

/** Months are counted from 0; a date, read as months since year 0, from the start of the run. */
static void read_month(struct study_reading *r, const struct entity *e, struct study_outcome *o)
{
    const struct value *v = scenario_value(e, "month");
    const struct entity *run = scenario_all(&r->first, &kind_run, &(size_t){0});
    const int32_t months = scenario_value(run, "months")->integer;
    const bool counted = v->text && strspn(v->text, "0123456789") == strlen(v->text);
    const int32_t start = counted ? 0 : scenario_value(run, "start")->integer;

    o->month = v->text ? v->integer - start : months - 1;
    if (v->given && o->over != STUDY_AT)
        study_reading_mistake(r, v->place, e, "month", "only goes with over = \"at\"");
    else if (v->text && (o->month < 0 || o->month >= months))
        study_reading_mistake(r, v->place, e, "month",
                              "'%s' is not within the run, whose months are 0 to %d", v->text,
                              months - 1);
}

static void read_numbers(struct study_reading *r, const struct entity *e, struct study_outcome *o)
{
    const bool needs = o->over == STUDY_FIRST_ABOVE || o->over == STUDY_FIRST_BELOW;
    const bool level = study_reading_real(r, e, "level", &o->level);

    if (level != needs)
        study_reading_mistake(r, e->place, e, NULL,
                              needs ? "missing key 'level' of a first month"
                                    : "'level' only goes with first_above and first_below");
    if (!study_reading_real(r, e, "threshold", &o->threshold))
        o->threshold = NAN;
    else if (o->direction == STUDY_INFO)
        study_reading_mistake(r, e->place, e, NULL,
                              "a threshold needs a direction: maximise or minimise");
}

static void read_one(struct study_reading *r, const struct entity *e, struct study_outcome *o)
{
    *o = (struct study_outcome){
        .name = study_reading_copy(r, e->name),
        .unit = "",
        .table = (enum observe_table)scenario_value(e, "table")->integer,
        .over = (enum study_over)scenario_value(e, "over")->integer,
        .statistic = (enum study_statistic)scenario_value(e, "statistic")->integer,
        .direction = (enum study_direction)scenario_value(e, "direction")->integer,
        .stakeholder = study_reading_text(r, e, "stakeholder"),
        .note = study_reading_text(r, e, "note"),
        .place = e->place};
    study_reading_column(r, e);
    read_keys(r, e, o);
    read_numbers(r, e, o);
    if (r->sound)
        read_month(r, e, o);
}

/** Does every key that is given have a text, or was that a mistake already? */
static bool is_whole(const struct study_outcome *o)
{
    for (int k = 0; observe_key_names[o->table][k]; k++)
        if (strcmp(observe_key_names[o->table][k], essential[o->table]) == 0 && !o->key[k])
            return false;
    return true;
}

static void resolve_all(struct study_reading *r)
{
    struct study *s = r->study;
    struct plan plan = {0};
    struct observation observation = {0};

    if (!plan_init(&plan, &r->first, false) || !observation_init(&observation, &plan)) {
        r->failed = true;
    } else {
        for (size_t i = 0; i < s->n_outcomes && !r->failed; i++)
            if (is_whole(&s->outcomes[i]))
                resolve(
                    r,
                    scenario_find(&r->written, &study_kinds_outcome, SIZE_MAX, s->outcomes[i].name),
                    &s->outcomes[i], &observation);
    }
    observation_free(&observation);
    plan_free(&plan);
}

void study_outcomes_read(struct study_reading *r)
{
    const struct tree_node *group = tree_child(r->tree.root, "outcomes");
    struct study *s = r->study;
    size_t n;
    const struct entity *e;

    scenario_all(&r->written, &study_kinds_outcome, &n);
    if (n == 0 && !(group && group->first) && !s->calibration.n_targets) // else refused one by one
        study_reading_mistake(r, r->written.entities[0].place, r->written.entities, NULL,
                              "has no outcomes; nothing would be looked at");
    s->outcomes = study_reading_allocate(r, n, sizeof *s->outcomes);
    for (const struct tree_node *node = group && n && s->outcomes ? group->first : NULL;
         node && !r->failed; node = node->next) {
        e = scenario_find(&r->written, &study_kinds_outcome, SIZE_MAX, node->name);
        if (e)
            read_one(r, e, &s->outcomes[s->n_outcomes]);
        s->n_outcomes += e != NULL;
    }
    if (r->known && !r->failed)
        resolve_all(r);
}
