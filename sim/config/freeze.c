#include "config/freeze.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/** Where we write, and how deep. */
struct pen {
    const struct scenario *sc;
    FILE *out;
    int depth;
};

static void put_spaces(FILE *out, int depth)
{
    static const char spaces[] = "                                ";

    for (size_t n = 4 * (size_t)depth, m; n > 0; n -= m) {
        m = n < sizeof spaces - 1 ? n : sizeof spaces - 1;
        fwrite(spaces, 1, m, out);
    }
}

/** Begins a line: name, then what stands before the value. */
static void begin(const struct pen *pen, const char *name, const char *sign)
{
    put_spaces(pen->out, pen->depth);
    fputs(name, pen->out);
    fputs(sign, pen->out);
}

static void end(const struct pen *pen)
{
    fputs(";\n", pen->out);
}

static void open_group(struct pen *pen, const char *name)
{
    begin(pen, name, " : {\n");
    pen->depth++;
}

static void close_group(struct pen *pen)
{
    pen->depth--;
    begin(pen, "", "};\n");
}

static void put_pair(const struct pen *pen, const char *key, const char *text)
{
    if (!text)
        return;
    begin(pen, key, " = ");
    text_put_quoted(pen->out, text);
    end(pen);
}

static void put_real(FILE *out, double value)
{
    char text[32];

    fputs(isinf(value) ? "\"" : "", out);
    fputs(text_real(value, text), out);
    fputs(isinf(value) ? "\"" : "", out);
}

static void put_value(FILE *out, const struct parameter *p, double value)
{
    if (p->field->type == FIELD_FLAG)
        fputs(value > 0 ? "true" : "false", out);
    else
        put_real(out, value);
}

static void put_list(const struct pen *pen, const char *key, const double *values, int n)
{
    begin(pen, key, " = [");
    for (int i = 0; i < n; i++) {
        fputs(i ? ", " : "", pen->out);
        put_real(pen->out, values[i]);
    }
    fputs("];\n", pen->out);
}

static void put_bound(const struct pen *pen, const char *key, double value)
{
    if (!isfinite(value))
        return;
    begin(pen, key, " = ");
    put_real(pen->out, value);
    end(pen);
}

static void put_distribution(const struct pen *pen, const struct parameter *p)
{
    int i = 0;

    put_pair(pen, "distribution", p->distribution->name);
    for (const struct field *f = p->distribution->fields; f && f->key && i < DISTRIBUTION_KEYS;
         f++, i++)
        put_bound(pen, f->key, p->shape->key[i]);
    if (p->distribution->discrete) {
        put_list(pen, "values", p->shape->value, p->shape->count);
        put_list(pen, "probabilities", p->shape->probability, p->shape->count);
    }
    put_bound(pen, "low", p->shape->low);
    put_bound(pen, "high", p->shape->high);
}

static void put_parameter(struct pen *pen, const char *key, const struct parameter *p)
{
    if (isnan(p->value)) // derived by the engine
        return;
    if (!p->distribution && !p->source && !p->note) {
        begin(pen, key, " = ");
        put_value(pen->out, p, p->value);
        end(pen);
        return;
    }
    open_group(pen, key);
    begin(pen, "value", " = ");
    put_value(pen->out, p, p->value);
    end(pen);
    if (p->distribution)
        put_distribution(pen, p);
    put_pair(pen, "source", p->source);
    put_pair(pen, "note", p->note);
    close_group(pen);
}

static void put_items(struct pen *pen, const struct field *f, const struct value *v)
{
    if (v->n_items == 0)
        return;
    open_group(pen, f->key);
    for (size_t i = 0; i < v->n_items; i++) {
        if (f->type != FIELD_AGES) {
            put_parameter(pen, v->items[i].key, &pen->sc->parameters[v->items[i].parameter]);
            continue;
        }
        begin(pen, v->items[i].key, " = ");
        fprintf(pen->out, "%" PRId32 ";\n", v->items[i].integer);
    }
    close_group(pen);
}

// changes stand one a line, so that their mistakes have their own place
static void put_texts(const struct pen *pen, const struct field *f, const struct value *v)
{
    const bool names = f->type == FIELD_NAMES;

    if (!v->given && !names)
        return;
    if (names && (!v->given || (v->n_texts == 1 && strcmp(v->texts[0], "all") == 0))) {
        put_pair(pen, f->key, "all");
        return;
    }
    begin(pen, f->key, " = (");
    for (size_t i = 0; i < v->n_texts; i++) {
        fputs(i ? "," : "", pen->out);
        fputs(names ? i ? " " : "" : "\n", pen->out);
        put_spaces(pen->out, names ? 0 : pen->depth + 1);
        text_put_quoted(pen->out, v->texts[i]);
    }
    fputs(");\n", pen->out);
}

static void put_integer(const struct pen *pen, const struct field *f, int32_t value)
{
    begin(pen, f->key, " = ");
    if (f->type == FIELD_BOOLEAN)
        fputs(value ? "true" : "false", pen->out);
    else if (f->type == FIELD_CHOICE)
        text_put_quoted(pen->out, f->choices[value]);
    else
        fprintf(pen->out, "%" PRId32, value);
    end(pen);
}

static void put_row(struct pen *pen, const struct field *f, const struct value *v)
{
    switch (f->type) {
    case FIELD_REAL:
    case FIELD_FLAG:
        put_parameter(pen, f->key, &pen->sc->parameters[v->parameter]);
        break;
    case FIELD_INTEGER:
    case FIELD_BOOLEAN:
    case FIELD_CHOICE:
        put_integer(pen, f, v->integer);
        break;
    case FIELD_DATE:
        if (v->text && strspn(v->text, "0123456789") == strlen(v->text)) {
            put_integer(pen, f, v->integer); // counted from month 0
            break;
        }
        put_pair(pen, f->key, v->text);
        break;
    case FIELD_TEXT:
    case FIELD_LABEL:
    case FIELD_NAME:
        put_pair(pen, f->key, v->text);
        break;
    case FIELD_TEXTS:
    case FIELD_NAMES:
        put_texts(pen, f, v);
        break;
    case FIELD_MAP:
    case FIELD_AGES:
    case FIELD_SCHEDULE:
        put_items(pen, f, v);
        break;
    case FIELD_VALUES: // no scenario has any
        break;
    }
}

static void put_entity(struct pen *pen, const struct entity *e);

static void put_kind(struct pen *pen, const struct kind *kind, size_t parent)
{
    size_t n, own = 0;
    const struct entity *all = scenario_all(pen->sc, kind, &n);

    for (size_t i = 0; i < n; i++)
        own += all[i].parent == parent;
    if (own == 0)
        return;
    if (!kind->single)
        open_group(pen, kind->plural);
    for (size_t i = 0; i < n; i++)
        if (all[i].parent == parent)
            put_entity(pen, &all[i]);
    if (!kind->single)
        close_group(pen);
}

static bool is_seed(const struct entity *e, const struct field *f)
{
    return e->kind->single && f->type == FIELD_TEXT && strcmp(f->key, "seed") == 0;
}

static void put_entity(struct pen *pen, const struct entity *e)
{
    const struct entity *regimes;
    size_t n;

    open_group(pen, e->kind->single ? e->kind->plural : e->name);
    for (size_t i = 0; i < e->n_fields; i++) {
        if (is_seed(e, scenario_field(e, i))) {
            begin(pen, "seed", " = ");
            fprintf(pen->out, "\"%" PRIu64 "\";\n", pen->sc->seed);
        } else {
            put_row(pen, scenario_field(e, i), &e->values[i]);
        }
    }
    regimes = scenario_all(pen->sc, kinds_find("regime"), &n);
    for (size_t i = 0; i < e->n_overrides; i++) {
        open_group(pen, regimes[e->overrides[i].regime].name);
        for (size_t j = 0; j < e->n_fields; j++)
            if (e->overrides[i].values[j].given)
                put_row(pen, scenario_field(e, j), &e->overrides[i].values[j]);
        close_group(pen);
    }
    for (size_t k = 0; kinds[k]; k++)
        if (kinds[k]->parent && strcmp(kinds[k]->parent, e->kind->name) == 0)
            put_kind(pen, kinds[k], e->index);
    close_group(pen);
}

bool freeze_write(const struct scenario *sc, FILE *out)
{
    struct pen pen = {.sc = sc, .out = out};

    fputs("# a chokepoint configuration with every value resolved\n", out);
    for (size_t k = 0; kinds[k]; k++)
        if (!kinds[k]->parent)
            put_kind(&pen, kinds[k], SIZE_MAX);
    return !ferror(out);
}
