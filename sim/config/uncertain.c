#include "config/uncertain.h"

#include "base/rng.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const common_keys[] = {"value", "distribution", "low", "high", "source", "note"};
#define N_COMMON (sizeof common_keys / sizeof *common_keys)

// what nearly all of a distribution must lie within the row's range
#define TAIL 0.0001

/** A number, a flag's true or false, or "none" where it is allowed; false after a mistake. */
static bool read_number(const struct reading_cell *cell, double *value)
{
    const struct tree_node *node = cell->node;
    const bool flag = cell->field->type == FIELD_FLAG, limit = isinf(cell->field->preset);

    if (node->type == TREE_INTEGER)
        *value = (double)node->integer;
    else if (node->type == TREE_REAL)
        *value = node->real;
    else if (flag && node->type == TREE_BOOLEAN)
        *value = (double)node->integer;
    else if (limit && node->type == TREE_TEXT && strcmp(node->text, "none") == 0)
        *value = INFINITY;
    else {
        reading_wrong_type(cell, flag    ? "true or false"
                                 : limit ? "a number or \"none\""
                                         : "a number");
        return false;
    }
    if (node->type == TREE_REAL && !isfinite(*value)) {
        reading_mistake(cell->r, node->place, cell->path, "is not a finite number%s",
                        limit ? "; no limit is written \"none\"" : "");
        return false;
    }
    return true;
}

static bool is_flag_value(const struct reading_cell *cell, double value)
{
    char shown[32];

    if (cell->field->type != FIELD_FLAG || value == 0 || value == 1)
        return true;
    reading_mistake(cell->r, cell->node->place, cell->path, "expected true or false, got %s",
                    text_number(value, shown));
    return false;
}

/** Says so if a value is outside the row's range. */
static bool check_range(const struct reading_cell *cell, double value)
{
    const struct field *f = cell->field;
    char shown[32], low[32], high[32], hint[96] = "", percent[32], share[32];
    const bool bare = !f->unit || !*f->unit;
    const bool none = isinf(value) && isinf(f->preset);

    if (f->type == FIELD_FLAG)
        return is_flag_value(cell, value);
    if (none || (value >= f->low && value <= f->high))
        return true;
    if (f->unit && strcmp(f->unit, "1") == 0 && f->high <= 10 && value > 1 && value > f->high &&
        value / 100 <= f->high)
        snprintf(hint, sizeof hint, " (%s %% is %s)", text_number(value, percent),
                 text_number(value / 100, share));
    reading_mistake(cell->r, cell->node->place, cell->path, "%s%s%s%s is outside %s to %s%s",
                    text_number(value, shown), bare ? "" : " [", bare ? "" : f->unit,
                    bare ? "" : "]", text_number(f->low, low), text_number(f->high, high), hint);
    return false;
}

/** A key of the group that holds a number; false if it is absent (without a mistake) or wrong. */
static bool read_key(const struct reading_cell *group, const char *key, const struct field *field,
                     double *value)
{
    char path[READING_PATH];
    struct reading_cell cell = *group;

    cell.node = tree_child(group->node, key);
    cell.path = reading_join(path, group->path, key);
    cell.field = field;
    return cell.node && read_number(&cell, value) && check_range(&cell, *value);
}

/** The numbers of an array or list; returns how many, -1 after a mistake. */
static int read_numbers(const struct reading_cell *group, const char *key,
                        double out[DISTRIBUTION_VALUES])
{
    static const struct field number = {"", 0, FIELD_REAL, "", 0, -INFINITY, INFINITY, ""};
    const struct tree_node *list = tree_child(group->node, key);
    char path[READING_PATH];
    struct reading_cell cell = *group;
    int n = 0;

    cell.path = reading_join(path, group->path, key);
    cell.node = list;
    if (!list) {
        reading_mistake(group->r, group->node->place, group->path, "missing key '%s'", key);
        return -1;
    }
    if (list->type != TREE_ARRAY && list->type != TREE_LIST) {
        cell.field = &number;
        reading_wrong_type(&cell, "an array");
        return -1;
    }
    if (tree_length(list) == 0 || tree_length(list) > DISTRIBUTION_VALUES) {
        reading_mistake(group->r, list->place, path, "has %zu numbers; expected 1 to %d",
                        tree_length(list), DISTRIBUTION_VALUES);
        return -1;
    }
    for (cell.node = list->first; cell.node; cell.node = cell.node->next) {
        const struct field flag = {"", 0, FIELD_FLAG, "", 0, 0, 1, ""};
        cell.field =
            group->field->type == FIELD_FLAG && strcmp(key, "values") == 0 ? &flag : &number;
        if (!read_number(&cell, &out[n]) || !is_flag_value(&cell, out[n]))
            return -1;
        n++;
    }
    return n;
}

static void read_outcomes(const struct reading_cell *group, struct distribution_parameters *shape,
                          bool *ok)
{
    const int n = read_numbers(group, "values", shape->value);
    const int m = read_numbers(group, "probabilities", shape->probability);

    shape->count = n;
    if (n >= 0 && m >= 0 && n != m)
        reading_mistake(group->r, group->node->place, group->path, "%d values but %d probabilities",
                        n, m);
    *ok &= n >= 0 && n == m;
}

static bool own_key(const struct distribution *d, const char *key)
{
    for (const struct field *f = d ? d->fields : NULL; f && f->key; f++)
        if (strcmp(f->key, key) == 0)
            return true;
    return d && d->discrete && (strcmp(key, "values") == 0 || strcmp(key, "probabilities") == 0);
}

static void check_keys(const struct reading_cell *group, const struct distribution *d)
{
    const char *known[N_COMMON + DISTRIBUTION_KEYS + 2];
    size_t n = 0;
    char path[READING_PATH], what[96];

    for (size_t i = 0; i < N_COMMON; i++)
        if (d || (strcmp(common_keys[i], "low") != 0 && strcmp(common_keys[i], "high") != 0))
            known[n++] = common_keys[i];
    for (const struct field *f = d ? d->fields : NULL; f && f->key; f++)
        known[n++] = f->key;
    if (d && d->discrete) {
        known[n++] = "values";
        known[n++] = "probabilities";
    }
    for (const struct tree_node *child = group->node->first; child; child = child->next) {
        bool found = false;
        for (size_t i = 0; i < n; i++)
            found |= strcmp(known[i], child->name) == 0;
        if (found)
            continue;
        snprintf(what, sizeof what, "unknown key of a %s%s%s",
                 d ? "parameter with distribution '" : "parameter without a distribution",
                 d ? d->name : "", d ? "'" : "");
        reading_unknown(group->r, child->place, reading_join(path, group->path, child->name), what,
                        child->name, known, n);
    }
}

/** The distribution a group names; false after a mistake, *d NULL if it names none. */
static bool find_distribution(const struct reading_cell *group, const struct distribution **d)
{
    const struct tree_node *node = tree_child(group->node, "distribution");
    const char *known[32];
    char path[READING_PATH], what[128], *name;
    size_t n = 0;

    *d = NULL;
    if (!node)
        return true;
    reading_join(path, group->path, "distribution");
    name = reading_text(group->r, node, path);
    if (!name)
        return false;
    for (; distributions[n] && n < 32; n++)
        known[n] = distributions[n]->name;
    *d = distributions_find(name);
    if (!*d) {
        snprintf(what, sizeof what, "no such distribution '%.60s'", name);
        reading_unknown(group->r, node->place, path, what, name, known, n);
    } else if (group->field->type == FIELD_FLAG && !(*d)->discrete &&
               strcmp(name, "bernoulli") != 0) {
        reading_mistake(
            group->r, node->place, path,
            "a flag is true or false; expected the distribution 'bernoulli' or 'discrete'");
        *d = NULL;
    }
    free(name);
    return *d;
}

// the distribution's own keys; the same row may be the truncation's where the distribution has none
// of that name
static bool read_shape(const struct reading_cell *group, const struct distribution *d,
                       struct distribution_parameters *shape)
{
    const struct field bound = {
        "", 0, FIELD_REAL, group->field->unit, 0, group->field->low, group->field->high, ""};
    const size_t before = group->r->diag->count;
    const char *wrong;
    bool ok = true;
    int i = 0;

    shape->low = -INFINITY;
    shape->high = INFINITY;
    for (const struct field *f = d->fields; f && f->key && i < DISTRIBUTION_KEYS; f++, i++) {
        shape->key[i] = f->preset;
        if (!read_key(group, f->key, f, &shape->key[i]) && !tree_child(group->node, f->key) &&
            f->flags & FIELD_REQUIRED) {
            reading_mistake(group->r, group->node->place, group->path,
                            "missing key '%s' of the distribution '%s': %s", f->key, d->name,
                            f->doc);
            ok = false;
        }
    }
    if (d->discrete)
        read_outcomes(group, shape, &ok);
    if (!own_key(d, "low"))
        read_key(group, "low", &bound, &shape->low);
    if (!own_key(d, "high"))
        read_key(group, "high", &bound, &shape->high);
    if (!ok || group->r->diag->count > before)
        return false;
    wrong = distributions_check(d, shape);
    if (wrong)
        reading_mistake(group->r, group->node->place, group->path, "distribution '%s': %s", d->name,
                        wrong);
    return !wrong;
}

static void check_tails(const struct reading_cell *group, const struct parameter *p)
{
    const struct distribution *of = p->distribution;
    char c[32], d[32];

    if (of->quantile(p->shape, 0) >= group->field->low &&
        of->quantile(p->shape, 1) <= group->field->high)
        return; // not even its ends are outside
    const double low = distributions_quantile(of, p->shape, TAIL);
    const double high = distributions_quantile(of, p->shape, 1 - TAIL);
    if (low >= group->field->low && high <= group->field->high)
        return;
    reading_mistake(group->r, group->node->place, group->path,
                    "nearly all of it, %.4g to %.4g [%s], must lie within %s to %s; truncate it "
                    "with 'low' and 'high'",
                    low, high, group->field->unit, text_number(group->field->low, c),
                    text_number(group->field->high, d));
}

static char *read_words(const struct reading_cell *group, const char *key)
{
    const struct tree_node *node = tree_child(group->node, key);
    char path[READING_PATH];

    return node ? reading_text(group->r, node, reading_join(path, group->path, key)) : NULL;
}

static void read_group(const struct reading_cell *group, struct parameter *p)
{
    const struct tree_node *value = tree_child(group->node, "value");
    const struct distribution *d;
    const bool known = find_distribution(group, &d);
    struct reading_cell cell = *group;
    char path[READING_PATH];

    if (known)
        check_keys(group, d);
    p->source = read_words(group, "source");
    p->note = read_words(group, "note");
    cell.node = value;
    cell.path = reading_join(path, group->path, "value");
    if (value && read_number(&cell, &p->value))
        check_range(&cell, p->value);
    if (known && !d && !value)
        reading_mistake(group->r, group->node->place, group->path, "missing key 'value' [%s]: %s",
                        group->field->unit, group->field->doc);
    if (!d)
        return;
    p->shape = reading_allocate(group->r, 1, sizeof *p->shape);
    if (!p->shape || !read_shape(group, d, p->shape))
        return;
    p->distribution = d;
    check_tails(group, p);
    if (!value)
        p->value = distributions_quantile(d, p->shape, 0.5);
}

size_t uncertain_read(const struct reading_cell *cell)
{
    struct reading *r = cell->r;
    struct scenario *sc = r->sc;
    const struct tree_node *node = cell->node;
    struct parameter *grown =
        reading_grow(r, sc->parameters, sc->n_parameters, &r->parameters_room, sizeof *grown);
    struct parameter *p;

    if (!grown)
        return 0;
    sc->parameters = grown;
    p = &sc->parameters[sc->n_parameters];
    *p = (struct parameter){
        .path = text_copy(cell->path), .field = cell->field, .value = cell->field->preset};
    r->failed |= !p->path;
    p->tag = rng_tag(cell->path);
    p->given = node;
    p->place = node ? node->place : cell->entity->place;
    if (node && node->type == TREE_GROUP)
        read_group(cell, p);
    else if (node && read_number(cell, &p->value))
        check_range(cell, p->value);
    return sc->n_parameters++;
}
