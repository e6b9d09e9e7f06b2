#include "analysis/performance.h"

#include "base/csv_reader.h"
#include "base/text.h"
#include "config/tree.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define POLICIES_MOST 10000

static const char *const directions[] = {"maximise", "minimise", "info"};

static void no_memory(const char *file, struct diag *diag)
{
    diag_add(diag, (struct diag_place){file, 0}, NULL, "out of memory");
}

/** The text of a key, NULL if it is absent. */
static const char *text_of(const struct tree_node *node, const char *key)
{
    const struct tree_node *child = tree_child(node, key);

    return child && child->type == TREE_TEXT ? child->text : NULL;
}

static bool read_outcome(struct performance_outcome *o, const struct tree_node *node,
                         struct diag *diag)
{
    const struct tree_node *threshold = tree_child(node, "threshold");
    const char *direction = text_of(node, "direction"), *stakeholder = text_of(node, "stakeholder");
    int d = direction ? 0 : PERFORMANCE_INFO;

    while (direction && d < 3 && strcmp(direction, directions[d]) != 0)
        d++;
    if (d == 3) {
        diag_add(diag, node->place, node->name,
                 "unknown direction '%s'; expected maximise, minimise, info", direction);
        return false;
    }
    *o = (struct performance_outcome){
        .name = text_copy(node->name),
        .direction = (enum performance_direction)d,
        .threshold = !threshold                        ? NAN
                     : threshold->type == TREE_INTEGER ? (double)threshold->integer
                     : threshold->type == TREE_REAL    ? threshold->real
                                                       : NAN,
        .stakeholder = text_copy(stakeholder),
    };
    return o->name && (o->stakeholder || !stakeholder);
}

/** What the outcomes are for, of the resolved study. */
static bool read_study(struct performance *p, const char *file, struct diag *diag)
{
    struct source_files files = {0};
    struct tree tree;
    const size_t before = diag->count;
    bool fine = tree_read(&tree, file, &files, diag) && tree.root;
    const struct tree_node *group = tree_child(tree.root, "outcomes");
    const size_t n = fine && group && group->type == TREE_GROUP ? tree_length(group) : 0;

    if (fine && !n)
        diag_add(diag, (struct diag_place){file, 0}, "outcomes", "missing; expected a study");
    p->outcome = calloc(n + 1, sizeof *p->outcome);
    fine = fine && n && p->outcome;
    for (const struct tree_node *o = group ? group->first : NULL; fine && o; o = o->next)
        fine = read_outcome(&p->outcome[p->n_outcomes++], o, diag);
    if (!fine && diag->count == before)
        no_memory(file, diag);
    tree_free(&tree);
    source_free(&files);
    return fine;
}

/** Unit of a column: what stands in brackets after its name. In fresh memory. */
static char *unit_of(const char *header, const char *name)
{
    const char *unit = header + strlen(name);
    const size_t n = strlen(unit);

    return n > 3 && unit[n - 1] == ']' ? text_format("%.*s", (int)(n - 3), unit + 2)
                                       : text_copy("");
}

/** Where the table is being read. */
struct rows {
    struct performance *p;
    struct csv_reader csv;
    size_t policy, future; // columns
    size_t *outcome;       // (n_outcomes) columns
    size_t n;              // rows read
    struct diag *diag;
};

static bool find_columns(struct rows *r)
{
    const struct csv_reader *c = &r->csv;
    bool fine = true;

    if (c->columns < 3 + r->p->n_outcomes) {
        diag_add(r->diag, c->place, NULL,
                 "%zu columns; expected run, future, policy, the levers and the outcomes",
                 c->columns);
        return false;
    }
    r->future = csv_reader_column(c, 0, "future");
    r->policy = csv_reader_column(c, 0, "policy");
    if (r->future == SIZE_MAX || r->policy == SIZE_MAX)
        fine = false;
    if (!fine)
        diag_add(r->diag, c->place, NULL, "expected the columns future and policy");
    for (size_t k = 0; k < r->p->n_outcomes; k++) {
        struct performance_outcome *o = &r->p->outcome[k];
        r->outcome[k] = csv_reader_column(c, c->columns - r->p->n_outcomes, o->name);
        if (r->outcome[k] == SIZE_MAX) {
            diag_add(r->diag, c->place, NULL,
                     "no column for the outcome '%s' of the study among the last", o->name);
            fine = false;
            continue;
        }
        o->unit = unit_of(c->header[r->outcome[k]], o->name);
        fine = fine && o->unit;
    }
    return fine;
}

/** While the first future lasts, each row brings a policy. */
static bool add_policy(struct rows *r, const char *name)
{
    struct performance *p = r->p;
    char **grown = realloc(p->policy, (p->n_policies + 1) * sizeof *grown);

    if (!grown || !(grown[p->n_policies] = text_copy(name))) {
        p->policy = grown ? grown : p->policy;
        return false;
    }
    p->policy = grown;
    p->n_policies++;
    return true;
}

/** Room for one future more under all policies; what the first future's rows held is kept. */
static bool make_room(struct performance *p, size_t futures)
{
    const size_t columns = p->n_outcomes * p->n_policies;

    if (futures <= p->room)
        return true;
    const size_t room = p->room ? 2 * p->room : 1024;
    for (size_t i = 0; i < columns; i++) {
        double *grown = realloc(p->value[i], room * sizeof *grown);
        if (!grown)
            return false;
        p->value[i] = grown;
    }
    p->room = room;
    return true;
}

/** The row's cell in the order futures, policies; false after a mistake. */
static bool is_next(struct rows *r, size_t future, size_t policy)
{
    char expected[32];

    snprintf(expected, sizeof expected, "%zu", future);
    if (strcmp(r->csv.cell[r->future], expected) == 0 &&
        strcmp(r->csv.cell[r->policy], r->p->policy[policy]) == 0)
        return true;
    diag_add(r->diag, r->csv.place, NULL,
             "future %s under policy %s; expected future %zu under policy %s",
             r->csv.cell[r->future], r->csv.cell[r->policy], future, r->p->policy[policy]);
    return false;
}

static bool read_cells(struct rows *r, double *const value[], size_t at)
{
    for (size_t k = 0; k < r->p->n_outcomes; k++) {
        const char *cell = r->csv.cell[r->outcome[k]];
        if (!csv_reader_number(cell, &value[k][at])) {
            diag_add(r->diag, r->csv.place, r->p->outcome[k].name, "'%s' is no number", cell);
            return false;
        }
    }
    return true;
}

/** First pass over the first future: which policies there are. */
static bool find_policies(struct rows *r)
{
    while (csv_reader_next(&r->csv, r->diag) && strcmp(r->csv.cell[r->future], "0") == 0) {
        for (size_t i = 0; i < r->p->n_policies; i++)
            if (strcmp(r->p->policy[i], r->csv.cell[r->policy]) == 0) {
                diag_add(r->diag, r->csv.place, NULL, "policy %s a second time in future 0",
                         r->p->policy[i]);
                return false;
            }
        if (r->p->n_policies == POLICIES_MOST) {
            diag_add(r->diag, r->csv.place, NULL, "more than %d policies", POLICIES_MOST);
            return false;
        }
        if (!add_policy(r, r->csv.cell[r->policy]))
            return false;
    }
    if (!r->p->n_policies)
        diag_add(r->diag, r->csv.place, NULL, "no rows; expected those of future 0");
    return r->p->n_policies > 0;
}

static bool read_rows(struct rows *r)
{
    struct performance *p = r->p;
    double **value = calloc(p->n_outcomes, sizeof *value);
    bool fine = value != NULL;

    while (fine && csv_reader_next(&r->csv, r->diag)) {
        const size_t future = r->n / p->n_policies, policy = r->n % p->n_policies;
        fine = is_next(r, future, policy) && make_room(p, future + 1);
        for (size_t k = 0; fine && k < p->n_outcomes; k++)
            value[k] = p->value[k * p->n_policies + policy];
        fine = fine && read_cells(r, value, future);
        r->n += fine;
    }
    p->futures = r->n / p->n_policies;
    if (fine && r->n % p->n_policies)
        diag_add(r->diag, r->csv.place, NULL, "future %zu has %zu of %zu policies", p->futures,
                 r->n % p->n_policies, p->n_policies);
    free(value);
    return fine;
}

static bool read_table(struct performance *p, const char *file, struct diag *diag)
{
    struct rows r = {.p = p, .diag = diag};
    const size_t before = diag->count;

    r.outcome = calloc(p->n_outcomes, sizeof *r.outcome);
    bool fine =
        r.outcome && csv_reader_open(&r.csv, file, diag) && find_columns(&r) && find_policies(&r);
    csv_reader_close(&r.csv);
    if (fine && diag->count == before)
        p->value = calloc(p->n_outcomes * p->n_policies, sizeof *p->value);
    fine = p->value && csv_reader_open(&r.csv, file, diag) && read_rows(&r);
    if (!fine && diag->count == before)
        no_memory(file, diag);
    csv_reader_close(&r.csv);
    free(r.outcome);
    return fine && diag->count == before;
}

bool performance_read(struct performance *p, const char *folder, struct diag *diag)
{
    char *study = text_format("%s/study.cfg", folder);
    char *table = text_format("%s/" PERFORMANCE_FILE, folder);

    *p = (struct performance){0};
    if (!study || !table)
        no_memory(folder, diag);
    const bool fine = study && table && read_study(p, study, diag) && read_table(p, table, diag);
    free(study);
    free(table);
    return fine;
}

void performance_free(struct performance *p)
{
    for (size_t i = 0; p->value && i < p->n_outcomes * p->n_policies; i++)
        free(p->value[i]);
    for (size_t i = 0; i < p->n_policies; i++)
        free(p->policy[i]);
    for (size_t k = 0; p->outcome && k < p->n_outcomes; k++) {
        free(p->outcome[k].name);
        free(p->outcome[k].unit);
        free(p->outcome[k].stakeholder);
    }
    free(p->value);
    free(p->policy);
    free(p->outcome);
    *p = (struct performance){0};
}

void performance_satisfy(const struct performance *p, size_t outcome, uint8_t satisfied[])
{
    const struct performance_outcome *o = &p->outcome[outcome];

    for (size_t q = 0; q < p->n_policies; q++) {
        const double *x = performance_values(p, outcome, q);
        for (size_t i = 0; i < p->futures; i++)
            satisfied[q * p->futures + i] &=
                o->direction == PERFORMANCE_MINIMISE ? x[i] <= o->threshold : x[i] >= o->threshold;
    }
}

size_t performance_policy(const struct performance *p, const char *name, const char *option,
                          struct diag *diag)
{
    const struct diag_place nowhere = {NULL, 0};

    for (size_t i = 0; i < p->n_policies; i++)
        if (strcmp(p->policy[i], name) == 0)
            return i;
    const char *near = text_nearest(name, (const char *const *)p->policy, p->n_policies);
    if (near)
        diag_add(diag, nowhere, option, "no policy '%s'; did you mean '%s'?", name, near);
    else
        diag_add(diag, nowhere, option, "no policy '%s'; the first is '%s'", name, p->policy[0]);
    return SIZE_MAX;
}
